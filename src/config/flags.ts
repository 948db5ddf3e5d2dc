import type { SharedFlags } from '../commands/common.js';
import type { Config } from './schema.js';

/** What the command line says counts; the configuration says the rest. */
export function withConfig(flags: SharedFlags, config: Config, given: (name: string) => boolean): SharedFlags {
  const { app, style, async, only, include, exclude, accept, maxKept, maxBridged } = config;
  return {
    ...flags,
    ...(app !== undefined && !given('app') && { app }),
    ...(style !== undefined && !given('style') && { style }),
    ...(async !== undefined && !given('async') && { async }),
    ...(only !== undefined && !given('only') && { only }),
    ...(include !== undefined && !given('include') && { include }),
    ...(exclude !== undefined && !given('exclude') && { exclude }),
    ...(maxKept !== undefined && !given('maxKept') && { maxKept: String(maxKept) }),
    ...(maxBridged !== undefined && !given('maxBridged') && { maxBridged: String(maxBridged) }),
    accept: accept ?? [],
  };
}

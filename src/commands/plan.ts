import { resolve } from 'node:path';
import type { ExitCode } from '../errors.js';
import { saved } from '../report/saved-plan.js';
import { textReport } from '../report/text.js';
import type { Terminal } from '../terminal.js';
import { deliver, exitOf, outputs, runWith, type SharedFlags, tell, tellIncomplete } from './common.js';

/** `decant plan`: units, outcomes, differences; nothing is written. */
export async function plan(units: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags);
  const done = await runWith(flags, units, terminal);
  tell(done, wanted, { verb: 'plan', text: () => textReport(done, terminal) }, flags, terminal);
  if (flags.out !== undefined) {
    const { target, style, async, app, unit, only } = flags;
    const plan = saved(done, {
      ...(app && { app }),
      target,
      style,
      async,
      ...(only && { only }),
      units: [...units, ...unit],
    });
    deliver({ format: 'json', file: resolve(flags.out) }, `${JSON.stringify(plan, undefined, 2)}\n`, terminal);
  }
  tellIncomplete(done, terminal);
  return exitOf(done);
}

import { type App, type Change, handedOver, hookInstallation } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** The check before each request, and what it leaves out. */
export function* protection(app: App, path: string): Iterable<Said> {
  const items = app.wiring.filter(({ kind, what }) => kind === 'extension' && what.startsWith(path));
  const handed = handedOver(app, path);
  if (items.length === 0 && handed.length === 0) return;
  const { file, node } = app.scaffold.site;
  if (app.options.style === 'idiomatic') {
    yield { message: 'idiomatic', file, at: node };
    return;
  }
  for (const one of handed) {
    if (one.call.func.kind !== 'attribute' || one.call.func.attr !== 'exempt') continue;
    yield { message: 'exempt', file: one.file, at: one.call, data: { use: one.file.slice(one.call) } };
  }
  const needs = hookInstallation(app);
  const accounts = handed.map((one) => one.node);
  if (needs) yield { message: 'installed', file, at: node, needs, ports: items, accounts };
  else yield { message: 'no-place', file, at: node };
}

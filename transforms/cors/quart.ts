import { isBelow, references } from '../../src/model/references.js';
import { type App, type Change, calledBy, swapped } from '../../src/transform.js';
import { EXTENSION, followed, isLost, itemsOf } from './installed.js';
import type { messages } from './messages.js';

/** `CORS(app)` and `CORS(blueprint)`; a decorator of a view would wrap a coroutine function, and keeps the application in Flask. */
export function* convert(app: App): Iterable<Change<keyof typeof messages>> {
  const used = references(app).filter((one) => isBelow(one, EXTENSION) && !app.programs.has(one.file));
  if (used.length === 0 || used.some((one) => isLost(app, one))) return;
  for (const reference of used) yield swapped(app, reference, EXTENSION, 'quart_cors', 'kept');
  const calls = used.flatMap(({ file, node }) => calledBy(file, node) ?? []);
  const given = [...calls, ...followed(app)].flatMap(({ args }) => args.slice(0, 1).map(({ value }) => value));
  const { file, node } = app.scaffold.site;
  yield { message: 'installed', file, at: node, ports: itemsOf(app), accounts: given };
}

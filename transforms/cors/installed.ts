import { isApplication } from '../../src/model/objects.js';
import type { Call } from '../../src/python/ast.js';
import { type App, calledBy, type Reference, type Wiring } from '../../src/transform.js';

export const EXTENSION = 'flask_cors.CORS';

/** Where the extension is given an application or a blueprint. */
export function itemsOf(app: App): readonly Wiring[] {
  return app.wiring.filter(({ kind, what }) => kind === 'extension' && what.startsWith(EXTENSION));
}

/** The calls that do it, `CORS(app)` and `cors.init_app(app)`. */
export function followed(app: App): readonly Call[] {
  return itemsOf(app).flatMap(({ event }) => (event?.site.node.kind === 'call' ? event.site.node : []));
}

/** `CORS(bp)` in a place that nothing leads to when the application is made: its hooks would not be installed. */
export function isLost(app: App, { file, node, path }: Reference): boolean {
  const call = path === EXTENSION ? calledBy(file, node) : undefined;
  const [given] = call?.args ?? [];
  return (
    call !== undefined && given !== undefined && !followed(app).includes(call) && !isApplication(app, file, given.value)
  );
}

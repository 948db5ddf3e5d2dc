import { isBelow, references } from '../../src/model/references.js';
import { flaskInMiddleware, middlewareDefinitions, wsgiMiddleware } from '../../src/model/wsgi.js';
import type { Node } from '../../src/python/ast.js';
import { enclosingFunction, statementOf } from '../../src/python/surroundings.js';
import { type App, type Change, lineBelow, type Reference, supportName, type Wiring } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** WSGI middleware goes on as it is: `app.wsgi_app = Log(app.wsgi_app)` → `app.state.wsgi_app = Log(app.state.wsgi_app)`. */
export function* wsgiChanges(app: App, items: readonly Wiring[]): Iterable<Said> {
  const { file, node } = app.scaffold.site;
  const at = { file, at: node };
  const known = supportName(
    { app, file, mode: 'pure', def: enclosingFunction(file, node) },
    'wsgi_middleware',
    'install_wsgi',
  );
  const line = lineBelow(app, -3, (object) => `${object}.state.wsgi_app = ${known.text}(${object})`);
  // it has to be there before anybody wraps it
  const made = statementOf(file, node);
  const isFirst = made?.kind === 'assign' && made.value === node;
  if (!line || !isFirst || !middlewareDefinitions(app)) {
    for (const { file, event } of items) yield { message: 'middleware', file, at: event?.site.node ?? node };
    return;
  }
  yield { ...at, message: 'wsgi', needs: [...known.needs, line], accounts: namesOfWerkzeug(app) };
  const { uses } = wsgiMiddleware(app);
  const statements = new Set(uses.map((use) => use.role === 'wrapped' && statementOf(use.file, use.node)));
  for (const item of items) {
    const { event } = item;
    const stmt = event && statementOf(item.file, event.site.node);
    if (stmt && statements.has(stmt)) yield { message: 'wrapped', file: item.file, at: event.site.node, ports: [item] };
    else yield { message: 'middleware', file: item.file, at: event?.site.node ?? node };
  }
  for (const { file, node, object, role } of uses) {
    const data = { use: file.slice(node), becomes: `${file.slice(object)}.state.wsgi_app` };
    if (role === 'handed') yield { message: 'handed', file, at: node, data };
    const edits = [{ start: node.attrStart, end: node.end, text: 'state.wsgi_app' }];
    yield { message: 'wsgi-app', file, at: node, data, edits };
  }
  const seen = new Set<string>();
  for (const { path, file, node } of flaskInMiddleware(app)) {
    const name = path.replace(/^flask\./, '');
    if (seen.has(name)) continue;
    seen.add(name);
    yield { message: 'in-middleware', file, at: node, data: { name } };
  }
}

/** Werkzeug's middleware, and what middleware does with `environ` by Werkzeug's classes: no request of Flask has to be there. */
function namesOfWerkzeug(app: App): Node[] {
  const callees = new Set(wsgiMiddleware(app).values.map(({ value }) => value.kind === 'call' && value.func));
  const definitions = middlewareDefinitions(app) ?? [];
  const isInside = ({ file, node }: Reference) =>
    definitions.some(({ file: home, def }) => home === file && def.start <= node.start && node.end <= def.end);
  const isCallee = ({ path, node }: Reference) => path.startsWith('werkzeug.') && callees.has(node);
  return references(app).flatMap((one) =>
    isBelow(one, 'werkzeug.middleware') ||
    isCallee(one) ||
    (/^werkzeug\.(wrappers|wsgi)\./.test(one.path) && isInside(one))
      ? [one.node]
      : [],
  );
}

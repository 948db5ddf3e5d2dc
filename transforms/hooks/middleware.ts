import { canonical } from '../../src/model/flask-names.js';
import { wsgiMiddleware } from '../../src/model/wsgi.js';
import type { Call, Expr } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import { type App, type Change, supportName, type Wiring } from '../../src/transform.js';
import type { messages } from './messages.js';
import { wsgiChanges } from './wsgi.js';

const PROXY_FIX = 'werkzeug.middleware.proxy_fix.ProxyFix';

/** Its parameters behind the application, in their order. */
const TRUSTED = ['x_for', 'x_proto', 'x_host', 'x_port', 'x_prefix'];

/** WSGI middleware of a pure application: Werkzeug's for proxies has a counterpart, any other goes on as it is. */
export function* portedMiddleware(app: App): Iterable<Change<keyof typeof messages>> {
  const items = app.wiring.filter(({ kind }) => kind === 'middleware');
  const { uses } = wsgiMiddleware(app);
  const proxies = items.map((item) => proxyFix(app, item));
  const alone = uses.length === 2 * items.length;
  if (alone && items.length > 0 && proxies.every((change) => change !== undefined)) yield* proxies;
  else if (items.length > 0 || uses.some(({ role }) => role === 'wrapped')) yield* wsgiChanges(app, items);
}

/** `app.wsgi_app = ProxyFix(app.wsgi_app, x_for=2)` → `app.add_middleware(ProxyFix, x_for=2)`. */
function proxyFix(app: App, item: Wiring): Change<'proxy'> | undefined {
  const { file, event } = item;
  const stmt = event && statementOf(file, event.site.node as Expr);
  if (stmt?.kind !== 'assign' || stmt.op !== undefined || stmt.targets.length !== 1) return undefined;
  const [target] = stmt.targets;
  const { value } = stmt;
  if (target?.kind !== 'attribute' || value?.kind !== 'call') return undefined;
  const path = app.project.externalPath(value.func, file);
  if (path === undefined || canonical(path) !== PROXY_FIX) return undefined;
  const [inner] = value.args;
  if (!inner || inner.name || inner.star || file.slice(inner.value) !== file.slice(target)) return undefined;
  const options = namedOptions(value, (expr) => file.slice(expr));
  if (!options) return undefined;
  const known = supportName({ app, file, mode: 'pure' }, 'proxy', 'ProxyFix');
  const text = `${file.slice(target.value)}.add_middleware(${[known.text, ...options].join(', ')})`;
  const edits = [{ start: stmt.start, end: value.end, text }];
  return { message: 'proxy', file, at: stmt, edits, needs: known.needs, ports: [item] };
}

/** The arguments behind the application, each with its name. */
function namedOptions({ args }: Call, text: (expr: Expr) => string): string[] | undefined {
  const options: string[] = [];
  for (const [index, { name, star, value }] of args.slice(1).entries()) {
    const known = name ?? TRUSTED[index];
    if (star || !known || !TRUSTED.includes(known)) return undefined;
    options.push(`${known}=${text(value)}`);
  }
  return options;
}

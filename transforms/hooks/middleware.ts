import { canonical } from '../../src/model/flask-names.js';
import type { Call, Expr } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import { type App, type Change, supportName, type Wiring } from '../../src/transform.js';

const PROXY_FIX = 'werkzeug.middleware.proxy_fix.ProxyFix';

/** Its parameters behind the application, in their order. */
const TRUSTED = ['x_for', 'x_proto', 'x_host', 'x_port', 'x_prefix'];

/** WSGI middleware of a pure application: Werkzeug's for proxies has a counterpart, any other keeps Flask. */
export function* portedMiddleware(app: App): Iterable<Change<'middleware' | 'proxy'>> {
  for (const item of app.wiring) if (item.kind === 'middleware') yield proxyFix(app, item);
}

/** `app.wsgi_app = ProxyFix(app.wsgi_app, x_for=2)` → `app.add_middleware(ProxyFix, x_for=2)`. */
function proxyFix(app: App, item: Wiring): Change<'middleware' | 'proxy'> {
  const { file, event } = item;
  const at = event?.site.node ?? app.scaffold.site.node;
  const other = { message: 'middleware', file, at } as const;
  const stmt = event && statementOf(file, event.site.node as Expr);
  if (stmt?.kind !== 'assign' || stmt.op !== undefined || stmt.targets.length !== 1) return other;
  const [target] = stmt.targets;
  const { value } = stmt;
  if (target?.kind !== 'attribute' || value?.kind !== 'call') return other;
  const path = app.project.externalPath(value.func, file);
  if (path === undefined || canonical(path) !== PROXY_FIX) return other;
  const [inner] = value.args;
  if (!inner || inner.name || inner.star || file.slice(inner.value) !== file.slice(target)) return other;
  const options = namedOptions(value, (expr) => file.slice(expr));
  if (!options) return other;
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

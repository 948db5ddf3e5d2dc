import type { Reference } from '../../src/model/facts.js';
import { isBelow, references } from '../../src/model/references.js';
import { isPath } from '../../src/model/shapes.js';
import { middlewareKeys } from '../../src/model/wsgi.js';
import type { Attribute, Expr, Name } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, calledBy } from '../../src/transform.js';
import { isTarget } from './targets.js';

const ENVIRON = 'flask.request.environ';

/** What every server puts there; `REMOTE_USER`, `SERVER_SOFTWARE` and the like depend on which one it is. */
const KEYS =
  /^(HTTP_\w+|REQUEST_METHOD|SCRIPT_NAME|PATH_INFO|QUERY_STRING|CONTENT_TYPE|CONTENT_LENGTH|SERVER_NAME|SERVER_PORT|SERVER_PROTOCOL|REMOTE_ADDR|wsgi\.(url_scheme|input|input_terminated|errors|version))$/;

/**
 * What one server puts there and another does not, and nobody relies on to know who is asking: `REMOTE_USER` and what TLS knows
 * of the client are no such keys, an application that reads them has no other login.
 */
const OF_SERVER =
  /^(SERVER_SOFTWARE|GATEWAY_INTERFACE|REQUEST_URI|RAW_URI|REMOTE_PORT|wsgi\.(multithread|multiprocess|run_once)|werkzeug\.(socket|server\.shutdown)|gunicorn\.socket|(uwsgi|waitress|mod_wsgi)\.\w+)$/;

/** Those that are there whatever the server: they may be read without asking. */
const GIVEN = /^(REQUEST_URI|RAW_URI|wsgi\.\w+)$/;

/** What nobody reads but who wrote it, or what is so anyway. */
const HARMLESS = /^(wsgi\.input_terminated|(?!HTTP_|REQUEST_|SERVER_|REMOTE_|CONTENT_|wsgi\.|werkzeug\.)\w+\.[\w.]+)$/;

/** One use of a key: `environ["KEY"]`, `environ.get("KEY")`, `"KEY" in environ`. */
interface KeyUse {
  readonly key: string;
  readonly writes: boolean;
  /** Is there an answer when it is missing? */
  readonly asks: boolean;
}

/** Does this use of `request.environ` find in the context what it found in Flask? */
export function keepsEnviron(app: App, file: SourceFile, environ: Name | Attribute): boolean {
  const use = keyUse(file, environ);
  if (!use) return isGivenName(app, file, environ) || isShown(app, file, environ);
  if (use.writes) return HARMLESS.test(use.key);
  return KEYS.test(use.key) || writtenKeys(app).has(use.key) || isOfServer(use);
}

/** What a use finds that depends on the server: a key, or all of them; undefined: nothing. */
export function readOfServer(app: App, file: SourceFile, environ: Name | Attribute): string | undefined {
  const use = keyUse(file, environ);
  if (!use) return isShown(app, file, environ) ? 'environ' : undefined;
  return !use.writes && isOfServer(use) && !writtenKeys(app).has(use.key) ? use.key : undefined;
}

function isOfServer({ key, asks }: KeyUse): boolean {
  return OF_SERVER.test(key) && (asks || GIVEN.test(key));
}

/** `str(request.environ)`: for people who look for a mistake. */
function isShown(app: App, file: SourceFile, environ: Name | Attribute): boolean {
  const argument = file.parentOf(environ);
  const call = argument?.kind === 'argument' && !argument.star ? file.parentOf(argument) : undefined;
  if (call?.kind !== 'call' || call.args.length !== 1) return false;
  const ref = app.project.resolve(call.func, file);
  return ref?.kind === 'builtin' && ['str', 'repr'].includes(ref.name);
}

/** Is what it reads the body? */
export function readsInput(file: SourceFile, environ: Name | Attribute): boolean {
  return keyUse(file, environ)?.key === 'wsgi.input';
}

function keyUse(file: SourceFile, environ: Name | Attribute): KeyUse | undefined {
  const parent = file.parentOf(environ);
  if (parent?.kind === 'subscript' && parent.value === environ && parent.index.length === 1) {
    return used(parent.index[0], isTarget(file, parent), false);
  }
  if (parent?.kind === 'compare') {
    const [left, right, more] = parent.operands;
    return right === environ && !more && /^(not )?in$/.test(parent.ops[0] ?? '') ? used(left, false, true) : undefined;
  }
  const call = parent?.kind === 'attribute' ? calledBy(file, parent) : undefined;
  if (!call || parent?.kind !== 'attribute' || !['get', 'setdefault', 'pop'].includes(parent.attr)) return undefined;
  const [key] = call.args;
  return key && !key.name && !key.star ? used(key.value, parent.attr !== 'get', true) : undefined;
}

function used(key: Expr | undefined, writes: boolean, asks: boolean): KeyUse | undefined {
  return key?.kind === 'string' && key.value !== undefined ? { key: key.value, writes, asks } : undefined;
}

/** `environ = request.environ`, whose uses are known as such: the name on either side. */
function isGivenName(app: App, file: SourceFile, environ: Name | Attribute): boolean {
  const stmt = file.parentOf(environ);
  if (stmt?.kind !== 'assign' || stmt.op || stmt.targets.length !== 1) return false;
  const [target] = stmt.targets;
  return target?.kind === 'name' && isPath(app, file, target, ENVIRON);
}

const written = new WeakMap<App, ReadonlySet<string>>();

function writtenKeys(app: App): ReadonlySet<string> {
  let found = written.get(app);
  if (!found) {
    const uses = references(app).filter((one) => isBelow(one, ENVIRON));
    const own = uses.flatMap(({ file, node, path }: Reference) => {
      const use = keyUse(file, environOf(node, path));
      return use?.writes ? [use.key] : [];
    });
    found = new Set([...own, ...middlewareKeys(app)]);
    written.set(app, found);
  }
  return found;
}

/** `request.environ` of `request.environ.get`. */
export function environOf(node: Name | Attribute, path: string): Name | Attribute {
  const beyond = path.slice(ENVIRON.length).split('.').length - 1;
  let part = node;
  for (let i = 0; i < beyond && part.kind === 'attribute'; i++) {
    const inner: Expr = part.value;
    if (inner.kind !== 'name' && inner.kind !== 'attribute') break;
    part = inner;
  }
  return part;
}

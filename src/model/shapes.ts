import type { Call, Expr, FunctionDef, Name, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { unparenthesized } from '../python/walk.js';
import type { App } from './app.js';
import { canonical } from './flask-names.js';
import { speaksWerkzeug } from './general.js';
import { fallsThrough, isGenerator, returnsOf } from './views.js';

/** What an expression is to Flask's make_response, as far as it can be told from the code. */
export type Shape = 'text' | 'bytes' | 'json' | 'response' | 'stream' | 'unknown';

/** Where an expression stands. */
export interface In {
  readonly app: App;
  readonly file: SourceFile;
  readonly def: FunctionDef;
}

/** Library calls whose result is known. */
const CALLS: Readonly<Record<string, Shape>> = {
  'flask.jsonify': 'response',
  'flask.render_template': 'text',
  'flask.render_template_string': 'text',
  'flask.stream_template': 'stream',
  'flask.stream_template_string': 'stream',
  'flask.url_for': 'text',
  'flask.redirect': 'response',
  'flask.make_response': 'response',
  'flask.send_file': 'response',
  'flask.send_from_directory': 'response',
  'flask.current_app.send_static_file': 'response',
  'flask.Response': 'response',
  'json.dumps': 'text',
  'flask.json.dumps': 'text',
  'markupsafe.escape': 'text',
  'markupsafe.Markup': 'text',
  'flask.escape': 'text',
  'flask.Markup': 'text',
  'html.escape': 'text',
};
const BUILTINS: Readonly<Record<string, Shape>> = {
  str: 'text',
  repr: 'text',
  dict: 'json',
  list: 'json',
  sorted: 'json',
  bytes: 'bytes',
};
const TEXT_METHODS = new Set(
  'format join strip lower upper title replace capitalize lstrip rstrip removeprefix removesuffix'.split(' '),
);
const MAX_DEPTH = 6;

/** What an expression of a function is. */
export function shapeOf(at: In, expr: Expr, depth = 0): Shape {
  if (depth > MAX_DEPTH) return 'unknown';
  const again = (inner: Expr) => shapeOf(at, inner, depth + 1);
  switch (expr.kind) {
    case 'string':
      return expr.bytes ? 'bytes' : 'text';
    case 'dict':
    case 'list':
      return 'json';
    case 'comprehension':
      if (expr.of === 'generator') return 'stream';
      return expr.of === 'list' || expr.of === 'dict' ? 'json' : 'unknown';
    case 'parenthesized':
      return expr.value ? again(expr.value) : 'unknown';
    case 'conditional':
      return agreed([again(expr.body), again(expr.orelse)]);
    case 'binary':
      if (expr.ops.every((op) => op === '+')) return agreed(expr.operands.map(again));
      return expr.ops[0] === '%' && again(expr.operands[0] as Expr) === 'text' ? 'text' : 'unknown';
    case 'name':
      return ofName(at, expr, depth);
    case 'call':
      return ofCall(at, expr, depth);
    default:
      return 'unknown';
  }
}

function agreed(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  return first && shapes.every((shape) => shape === first) ? first : 'unknown';
}

/** A variable is what all its assignments are; `data += "x"` leaves it what it was. */
function ofName(at: In, name: Name, depth: number): Shape {
  const { app, file, def } = at;
  const own = app.project.scopes(file).of(def).bindings.get(name.id);
  const ref = own ? undefined : app.project.resolve(name, file);
  const isConstant = ref?.kind === 'variable' && ref.scope.node.kind === 'module';
  const all = own ?? (isConstant ? ref.bindings : []);
  const values = all.filter(({ node }) => !isAddition(file.parentOf(node))).map(({ value }) => value);
  // what is made when a module is imported is another matter; what is written out is not
  if (values.length === 0 || (isConstant && !values.every((value) => value && LITERALS.has(value.kind))))
    return 'unknown';
  return agreed(values.map((value) => (value ? shapeOf(at, value, depth + 1) : 'unknown')));
}

const LITERALS = new Set<Expr['kind']>(['string', 'dict', 'list']);

function isAddition(parent: Node | undefined): boolean {
  return parent?.kind === 'assign' && parent.op === '+=';
}

function ofCall(at: In, call: Call, depth: number): Shape {
  const { app, file, def } = at;
  const ref = app.project.resolve(call.func, file);
  if (ref?.kind === 'external') {
    const path = canonical(ref.path);
    if (path === 'flask.stream_with_context') return 'stream';
    const shape = CALLS[path] ?? 'unknown';
    // it is one of Werkzeug there, which only run time makes one of FastAPI
    return shape === 'response' && speaksWerkzeug(app, def) ? 'unknown' : shape;
  }
  if (ref?.kind === 'builtin') return BUILTINS[ref.name] ?? 'unknown';
  if (ref?.kind === 'function' && ref.node !== def && !ref.node.isAsync && ref.node.decorators.length === 0) {
    if (isGenerator(ref.node)) return 'stream';
    if (fallsThrough(ref.node.body)) return 'unknown';
    const inside = { app, file: ref.file, def: ref.node };
    return agreed(
      returnsOf(ref.node).map(({ values: [value] }) => (value ? shapeOf(inside, value, depth + 2) : 'unknown')),
    );
  }
  if (call.func.kind !== 'attribute') return 'unknown';
  const { attr, value } = call.func;
  if (attr === 'encode') return shapeOf(at, value, depth + 1) === 'text' ? 'bytes' : 'unknown';
  if (attr === 'decode') return shapeOf(at, value, depth + 1) === 'bytes' ? 'text' : 'unknown';
  if (!TEXT_METHODS.has(attr)) return 'unknown';
  return shapeOf(at, value, depth + 1) === 'text' ? 'text' : 'unknown';
}

/** 404, HTTPStatus.NOT_FOUND, or a local that is nothing but such: a number for sure. */
export function isStatus(at: In, given: Expr): boolean {
  const expr = unparenthesized(given);
  if (expr.kind === 'number') return !expr.float;
  if (expr.kind === 'conditional') return isStatus(at, expr.body) && isStatus(at, expr.orelse);
  if (expr.kind === 'attribute') {
    return at.app.project.externalPath(expr, at.file)?.startsWith('http.HTTPStatus.') === true;
  }
  if (expr.kind !== 'name') return false;
  const bindings = at.app.project.scopes(at.file).of(at.def).bindings.get(expr.id);
  return bindings?.every(({ value }) => value !== undefined && value.kind !== 'name' && isStatus(at, value)) === true;
}

/** `{"X-Name": "text", …}` written out, each value a text. */
export function isHeaderDict(at: In, given: Expr): boolean {
  const expr = unparenthesized(given);
  return (
    expr.kind === 'dict' &&
    expr.entries.every((entry) => entry.key?.kind === 'string' && shapeOf(at, entry.value) === 'text')
  );
}

export function isPath(app: App, file: SourceFile, expr: Expr, path: string): boolean {
  const found = app.project.externalPath(expr, file);
  return found !== undefined && canonical(found) === path;
}

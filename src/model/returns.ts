import type { Call, Expr, FunctionDef, SimpleStmt, Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { unparenthesized, walk, walkOwn } from '../python/walk.js';
import type { App, Route } from './app.js';
import { speaksWerkzeug } from './general.js';
import type { Scaffold } from './registration/values.js';
import { type In, isHeaderDict, isPath, isStatus, type Shape, shapeOf } from './shapes.js';
import { fallsThrough, functionsOf, isGenerator, returnsOf } from './views.js';
import { wrappersOf } from './wrappers.js';

/** The parts of `body, status, headers`. */
export interface Parts {
  readonly body: Expr;
  readonly shape: Shape;
  readonly status: Expr | undefined;
  readonly headers: Expr | undefined;
}

export interface Returned {
  readonly stmt: SimpleStmt;
  /** undefined: a bare `return`. */
  readonly expr: Expr | undefined;
  /** Of a single value. */
  readonly shape: Shape;
  /** Is a tuple returned? */
  readonly isTuple: boolean;
  /** Of a tuple all of which is known. */
  readonly parts: Parts | undefined;
}

/** The returns of a function, and what each is. */
export function returnedBy(at: In): readonly Returned[] {
  return returnsOf(at.def).map((stmt) => {
    const [value] = stmt.values;
    if (!value) return { stmt, expr: undefined, shape: 'unknown', isTuple: false, parts: undefined };
    const expr = unparenthesized(value);
    if (expr.kind !== 'tuple') {
      return { stmt, expr: value, shape: bodyShape(at, value), isTuple: false, parts: undefined };
    }
    // ("text",) is no body with a status, and a crash
    const parts = expr.elements.length > 1 ? partsOf(at, expr.elements) : undefined;
    return { stmt, expr: value, shape: 'unknown', isTuple: true, parts };
  });
}

/** What a body is: `jsonify(…)` gives way to its content there, if that can be written without it. */
export function bodyShape(at: In, given: Expr): Shape {
  const expr = unparenthesized(given);
  if (expr.kind !== 'call' || !isJsonify(at, expr) || !hasContent(expr)) return shapeOf(at, given);
  return speaksWerkzeug(at.app, at.def) ? 'unknown' : 'json';
}

/** Is this a call of `jsonify`? */
export function isJsonify({ app, file }: In, given: Expr): boolean {
  const expr = unparenthesized(given);
  return expr.kind === 'call' && isPath(app, file, expr.func, 'flask.jsonify');
}

/** Values, or keywords, but not both, nor `*values`. */
function hasContent({ args }: Call): boolean {
  const named = args.filter((argument) => argument.name || argument.star === '**').length;
  return args.length > 0 && (named === args.length || (named === 0 && args.every((argument) => !argument.star)));
}

/** `body, 404` or `body, 404, {…}` or `body, {…}`, when each is known to be that. */
export function partsOf(at: In, elements: readonly Expr[]): Parts | undefined {
  const [body, second, third] = elements;
  if (!body || elements.length > 3 || elements.some((element) => element.kind === 'starred')) return undefined;
  const shape = bodyShape(at, body);
  if (shape !== 'text' && shape !== 'json' && shape !== 'response') return undefined;
  if (second && !third && isHeaderDict(at, second)) return { body, shape, status: undefined, headers: second };
  if (second && !isStatus(at, second)) return undefined;
  if (third && !isHeaderDict(at, third)) return undefined;
  return { body, shape, status: second, headers: third };
}

/** Is this a call of flask.abort, which never comes back? */
export function isAbort(app: App, file: SourceFile, stmt: Stmt): boolean {
  const value = stmt.kind === 'expr' ? stmt.values[0] : undefined;
  return value?.kind === 'call' && isPath(app, file, value.func, 'flask.abort');
}

/**
 * Has something to be decided at run time: a value of unknown shape, None, a generator? FastAPI would answer such a view with
 * JSON of whatever it is.
 */
export function decidesAtRunTime(at: In): boolean {
  const { app, file, def } = at;
  if (isGenerator(def) || fallsThrough(def.body, (stmt) => isAbort(app, file, stmt))) return true;
  return returnedBy(at).some(({ expr, shape, isTuple, parts }) => {
    if (!expr) return true;
    if (isTuple) return parts === undefined;
    if (shape === 'text' || shape === 'json' || shape === 'response') return false;
    return !isReturnedAbort(app, file, expr);
  });
}

function isReturnedAbort(app: App, file: SourceFile, expr: Expr): boolean {
  return expr.kind === 'call' && isPath(app, file, expr.func, 'flask.abort');
}

const viewRoutes = new WeakMap<App, Map<Scaffold, boolean>>();

/** Do some views of a Flask object need a route class that takes whatever they return? */
export function needsViewRoute(app: App, scaffold: Scaffold): boolean {
  const known = viewRoutes.get(app) ?? new Map<Scaffold, boolean>();
  viewRoutes.set(app, known);
  let needed = known.get(scaffold);
  if (needed === undefined) {
    needed = app.routes.some((route) => ownerOf(route) === scaffold && viewNeedsRuntime(app, route));
    known.set(scaffold, needed);
  }
  return needed;
}

function viewNeedsRuntime(app: App, route: Route): boolean {
  const { view } = route;
  if (!view) return false;
  const own = app.sites.flatMap((site) => site.decorator?.expr ?? []);
  const between = wrappersOf(view).filter((expr) => !own.includes(expr));
  if (between.some((expr) => replaces(app, view.file, expr))) return true;
  return functionsOf(view.def).some((def) => decidesAtRunTime({ app, file: view.file, def }));
}

/** May a decorator of the project return something else than what the view returned? */
function replaces(app: App, file: SourceFile, expr: Expr): boolean {
  const callee = expr.kind === 'call' ? expr.func : expr;
  const ref = app.project.resolve(callee, file);
  if (ref?.kind !== 'function') return true;
  const inner = [...walk(ref.node.body)].filter((node): node is FunctionDef => node.kind === 'function');
  const deepest = inner.at(-1);
  if (!deepest || fallsThrough(deepest.body)) return true;
  return [...walkOwn(deepest.body)].some((node) => {
    if (node.kind !== 'return') return false;
    const [value] = node.values;
    return !(value?.kind === 'call' && handsOn(value));
  });
}

function handsOn(call: Call): boolean {
  return call.args.some((argument) => argument.star === '*' || argument.star === '**');
}

/** The blueprint that a route is registered on, or the application. */
export function ownerOf(route: Route): Scaffold {
  return route.registration.event.scaffold;
}

import { bodyShape } from '../../src/model/returns.js';
import { type In, isPath, shapeOf } from '../../src/model/shapes.js';
import { returnsOf } from '../../src/model/views.js';
import type { Call, Expr, FunctionDef, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { unparenthesized, walk } from '../../src/python/walk.js';

/** The variables of a function that hold responses: nothing but those, or those among other things. */
export interface ResponseNames {
  readonly certain: ReadonlySet<string>;
  readonly possible: ReadonlySet<string>;
}

const MAX_DEPTH = 4;

/** Finds the function's response variables, whatever they go through. */
export function responseNames(at: In): ResponseNames {
  const certain = new Set<string>();
  const possible = new Set<string>();
  for (const [name, bindings] of at.app.project.scopes(at.file).of(at.def).bindings) {
    const values = bindings.map(({ value }) => value);
    if (values.every((value) => value !== undefined && shapeOf(at, value) === 'response')) certain.add(name);
    else if (values.some((value) => value !== undefined && mayBeResponse(at, value))) possible.add(name);
  }
  return { certain, possible };
}

/** The calls in a function that make a response, for sure or perhaps. */
export function makers(at: In): readonly Call[] {
  return [...walk(at.def.body)].filter((node): node is Call => node.kind === 'call' && mayBeResponse(at, node));
}

/** Does an expression make a response, or call a function of the project that returns one? */
function mayBeResponse(at: In, given: Expr, depth = 0): boolean {
  const expr = unparenthesized(given);
  if (expr.kind === 'conditional') return mayBeResponse(at, expr.body, depth) || mayBeResponse(at, expr.orelse, depth);
  if (expr.kind !== 'call' || depth > MAX_DEPTH) return false;
  if (bodyShape(at, expr) === 'response' || isPath(at.app, at.file, expr.func, 'flask.jsonify')) return true;
  const ref = at.app.project.resolve(expr.func, at.file);
  return ref?.kind === 'function' && returnsResponse({ ...at, file: ref.file, def: ref.node }, depth + 1);
}

function returnsResponse(at: In, depth: number): boolean {
  return returnsOf(at.def).some(({ values: [value] }) => {
    const expr = value && unparenthesized(value);
    const body = expr?.kind === 'tuple' ? expr.elements[0] : expr;
    return body !== undefined && mayBeResponse(at, body, depth);
  });
}

/** What becomes of a value. */
export type Destination =
  /** Returned, thrown away, made a response of again, answered with by abort, or only asked whether it is there. */
  | 'fine'
  /** Given a name. */
  | { readonly names: readonly string[] }
  /** Anything else: handed to other code, taken apart. */
  | 'elsewhere';

/** Where the value of an expression goes. */
export function destination(at: In, node: Expr): Destination {
  const { file } = at;
  let child: Node = node;
  let parent = file.parentOf(child);
  while (parent && carries(parent, child)) {
    child = parent;
    parent = file.parentOf(child);
  }
  if (!parent || parent.kind === 'return' || parent.kind === 'expr' || parent.kind === 'conditional') return 'fine';
  if (parent.kind === 'if' || parent.kind === 'while') return 'fine';
  if (parent.kind === 'compare' || parent.kind === 'unary') return 'fine';
  if (parent.kind === 'assign' && parent.value === child && parent.op === undefined) {
    const names = parent.targets.map((target) => (target.kind === 'name' ? target.id : undefined));
    return names.every((name) => name !== undefined) ? { names: names as string[] } : 'elsewhere';
  }
  if (parent.kind === 'argument') return isAnswered(at, parent) || isAsked(file, parent) ? 'fine' : 'elsewhere';
  return 'elsewhere';
}

/** Is the value of `parent` that of `child`, or a tuple that is returned with it as the body? */
function carries(parent: Node, child: Node): boolean {
  switch (parent.kind) {
    case 'parenthesized':
    case 'await':
    case 'bool':
      return true;
    case 'conditional':
      return parent.test !== child;
    case 'tuple':
      return parent.elements[0] === child;
    default:
      return false;
  }
}

/** `make_response(answer)`, or `abort(answer)`, which sends it. */
function isAnswered({ app, file }: In, argument: Node): boolean {
  const call = file.parentOf(argument);
  if (call?.kind !== 'call' || call.args[0] !== argument) return false;
  return ['flask.make_response', 'flask.abort'].some((path) => isPath(app, file, call.func, path));
}

/** `isinstance(answer, Response)` */
function isAsked(file: SourceFile, argument: Node): boolean {
  const call = file.parentOf(argument);
  return call?.kind === 'call' && call.func.kind === 'name' && call.func.id === 'isinstance';
}

/** The function's own and nested functions' uses of a name. */
export function usesOf(def: FunctionDef, names: ReadonlySet<string>): readonly (Expr & { kind: 'name' })[] {
  return [...walk(def.body)].filter(
    (node): node is Expr & { kind: 'name' } => node.kind === 'name' && names.has(node.id),
  );
}

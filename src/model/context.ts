import type { Call, Expr, Node, SimpleStmt } from '../python/ast.js';
import { type Parts, partsOf } from './returns.js';
import type { In } from './shapes.js';
import { isPath } from './shapes.js';

/** What becomes of a value that stands for a body: `jsonify(…)` here. */
export type BodyContext =
  /** `return x`: FastAPI makes the response. */
  | { readonly kind: 'returned'; readonly stmt: SimpleStmt }
  /** `return x, 404`, all known: becomes the arguments of one call. */
  | { readonly kind: 'tuple'; readonly parts: Parts }
  /** `make_response(x, 404)`, all known. */
  | { readonly kind: 'make_response'; readonly call: Call; readonly parts: Parts }
  /** A response object is wanted. */
  | { readonly kind: 'response' };

/** Where `body`, an expression of a function, goes. */
export function bodyContext(at: In, body: Expr): BodyContext {
  const { file } = at;
  let node: Expr = body;
  let parent: Node | undefined = file.parentOf(node);
  while (parent?.kind === 'parenthesized') {
    node = parent;
    parent = file.parentOf(node);
  }
  if (parent?.kind === 'return') return { kind: 'returned', stmt: parent };
  if (parent?.kind === 'tuple' && parent.elements[0] === node && parent.elements.length > 1) {
    let outer: Node | undefined = file.parentOf(parent);
    while (outer?.kind === 'parenthesized') outer = file.parentOf(outer);
    const parts = outer?.kind === 'return' ? partsOf(at, parent.elements) : undefined;
    if (parts) return { kind: 'tuple', parts };
  }
  if (parent?.kind === 'argument') {
    const call = file.parentOf(parent);
    if (call?.kind === 'call' && call.args[0] === parent && isPath(at.app, file, call.func, 'flask.make_response')) {
      const plain = call.args.every((argument) => !argument.star && !argument.name);
      const parts = plain
        ? partsOf(
            at,
            call.args.map(({ value }) => value),
          )
        : undefined;
      if (parts) return { kind: 'make_response', call, parts };
    }
  }
  return { kind: 'response' };
}

import type { Argument, ComprehensionClause, DictEntry, Expr, Node } from './ast.js';

/** The nodes directly inside `node`, in source order (decorators first, a comprehension's element first). */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'module':
      return node.body;
    case 'function':
      return [...node.decorators, ...node.params, ...optional(node.returns), ...node.body];
    case 'class':
      return [...node.decorators, ...node.bases, ...node.body];
    case 'assign':
      return [...node.targets, ...optional(node.annotation), ...optional(node.value)];
    case 'if':
      return [...node.branches.flatMap((branch) => [branch.test, ...branch.body]), ...node.orelse];
    case 'for':
    case 'while':
      return [...optional(node.target), node.subject, ...node.body, ...node.orelse];
    case 'try':
      return [...node.body, ...node.handlers, ...node.orelse, ...node.finalbody];
    case 'handler':
      return [...optional(node.type), ...node.body];
    case 'with':
      return [...node.items.flatMap((item) => [item.value, ...optional(item.target)]), ...node.body];
    case 'match':
      return [node.subject, ...node.cases.flatMap((one) => [...optional(one.guard), ...one.body])];
    case 'import':
    case 'from':
      return node.names;
    case 'return':
    case 'raise':
    case 'assert':
    case 'del':
    case 'expr':
    case 'pass':
    case 'break':
    case 'continue':
    case 'type-alias':
      return node.values;
    case 'decorator':
      return [node.expr];
    case 'param':
      return [...optional(node.annotation), ...optional(node.default)];
    case 'global':
    case 'nonlocal':
    case 'imported':
      return [];
    default:
      return childrenOfExpr(node);
  }
}

function childrenOfExpr(node: Expr | Argument | DictEntry | ComprehensionClause): readonly Node[] {
  switch (node.kind) {
    case 'attribute':
    case 'starred':
    case 'argument':
      return [node.value];
    case 'call':
      return [node.func, ...node.args];
    case 'subscript':
      return [node.value, ...node.index];
    case 'slice':
      return node.parts;
    case 'string':
      return node.parts.flatMap((part) => (part.kind === 'expr' ? [part.value] : []));
    case 'tuple':
    case 'list':
    case 'set':
      return node.elements;
    case 'dict':
      return node.entries;
    case 'entry':
      return [...optional(node.key), node.value];
    case 'lambda':
      return [...node.params, node.body];
    case 'conditional':
      return [node.body, node.test, node.orelse];
    case 'bool':
    case 'binary':
    case 'compare':
    case 'unary':
      return node.operands;
    case 'comprehension':
      return [node.element, ...optional(node.value), ...node.clauses];
    case 'clause':
      return [node.target, node.iterable, ...node.conditions];
    case 'parenthesized':
    case 'await':
    case 'yield':
    case 'yield-from':
      return optional(node.value);
    case 'named':
      return [node.target, node.value];
    case 'other-expr':
      return node.inside;
    default:
      return [];
  }
}

function optional<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/**
 * Every node at and below `root`, parents before children, in source order. Iterative: user code nests as deep as it likes.
 *
 * @param enter Return false to leave a node's inside out.
 */
export function* walk(root: Node | readonly Node[], enter?: (node: Node) => boolean): Generator<Node> {
  const stack: Node[] = Array.isArray(root) ? [...root].reverse() : [root as Node];
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    if (enter && !enter(node)) continue;
    const inside = childrenOf(node);
    for (let i = inside.length - 1; i >= 0; i--) stack.push(inside[i] as Node);
  }
}

/** Is this a node that opens a scope of its own: what is inside runs later, or under other names? */
export function opensScope(node: Node): boolean {
  return node.kind === 'function' || node.kind === 'class' || node.kind === 'lambda';
}

/** The statements and expressions that run when `body` runs: nested functions and classes are yielded, not entered. */
export function* walkOwn(body: readonly Node[]): Generator<Node> {
  yield* walk(body, (node) => !opensScope(node));
}

/** `((x))` → `x`. */
export function unparenthesized(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'parenthesized' && inner.value) inner = inner.value;
  return inner;
}

/** `a.b.c` for a chain of names, undefined for anything else. */
export function dottedName(expr: Expr): string | undefined {
  const parts: string[] = [];
  let inner = expr;
  while (inner.kind === 'attribute') {
    parts.unshift(inner.attr);
    inner = inner.value;
  }
  return inner.kind === 'name' ? [inner.id, ...parts].join('.') : undefined;
}

import type { ClassDef, FunctionDef, Node, Stmt } from './ast.js';
import type { SourceFile } from './source-file.js';

const STATEMENTS = new Set<Node['kind']>([
  'function',
  'class',
  'assign',
  'if',
  'for',
  'while',
  'try',
  'with',
  'match',
  'import',
  'from',
  'return',
  'raise',
  'assert',
  'del',
  'expr',
  'pass',
  'break',
  'continue',
  'type-alias',
  'global',
  'nonlocal',
]);

/** The nearest function or class around a node. */
export function enclosing(file: SourceFile, node: Node): FunctionDef | ClassDef | undefined {
  let parent = file.parentOf(node);
  while (parent) {
    if (parent.kind === 'function' || parent.kind === 'class') return parent;
    parent = file.parentOf(parent);
  }
  return undefined;
}

/** The nearest function around a node. */
export function enclosingFunction(file: SourceFile, node: Node): FunctionDef | undefined {
  let parent = file.parentOf(node);
  while (parent && parent.kind !== 'function') parent = file.parentOf(parent);
  return parent;
}

/** The function in which a statement or decorator is carried out: that of a decorator is around the function it stands on. */
export function functionAround(file: SourceFile, node: Node): FunctionDef | undefined {
  let at: Node | undefined = node;
  while (at && at.kind !== 'decorator' && !STATEMENTS.has(at.kind)) at = file.parentOf(at);
  const def = at?.kind === 'decorator' ? file.parentOf(at) : undefined;
  return enclosingFunction(file, def ?? node);
}

/** The statement that a node is, or stands in. A decorator stands in its definition. */
export function statementOf(file: SourceFile, node: Node): Stmt | undefined {
  let current: Node | undefined = node;
  while (current && !STATEMENTS.has(current.kind)) current = file.parentOf(current);
  return current as Stmt | undefined;
}

/** The bodies of a compound statement. */
export function blocksOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'function':
    case 'class':
    case 'with':
      return [stmt.body];
    case 'if':
      return [...stmt.branches.map((branch) => branch.body), stmt.orelse];
    case 'for':
    case 'while':
      return [stmt.body, stmt.orelse];
    case 'try':
      return [stmt.body, ...stmt.handlers.map((handler) => handler.body), stmt.orelse, stmt.finalbody];
    case 'match':
      return stmt.cases.map((one) => one.body);
    default:
      return [];
  }
}

/** The block that a statement stands in, and its place there. */
export function blockOf(file: SourceFile, stmt: Stmt): { readonly block: readonly Stmt[]; readonly index: number } {
  const parent = file.parentOf(stmt);
  const blocks =
    !parent || parent.kind === 'module'
      ? [file.module.body]
      : parent.kind === 'handler'
        ? [parent.body]
        : blocksOf(parent as Stmt);
  for (const block of blocks) {
    const index = block.indexOf(stmt);
    if (index >= 0) return { block, index };
  }
  return { block: [stmt], index: 0 };
}

/** The string that stands first in a body. */
export function docstringOf(body: readonly Stmt[]): Stmt | undefined {
  const [first] = body;
  return first?.kind === 'expr' && first.values[0]?.kind === 'string' ? first : undefined;
}

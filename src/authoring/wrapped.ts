import type { Expr } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { FileEdit } from '../transform.js';

/** `expr` → `name(expr)`; the parentheses of `(a, 404)` become those of the call. */
export function wrapped(file: SourceFile, expr: Expr, name: string): FileEdit[] {
  // return("x")
  const apart = /\w/.test(file.text[expr.start - 1] ?? '') ? ' ' : '';
  if (expr.kind === 'parenthesized' || hasParens(expr))
    return [{ start: expr.start, end: expr.start, text: apart + name }];
  return [
    { start: expr.start, end: expr.start, text: `${apart}${name}(` },
    { start: expr.end, end: expr.end, text: ')', rank: 9 },
  ];
}

/** Of `(a, 404)` the parentheses belong to the tuple, of `(a), (404)` to its parts. */
function hasParens(expr: Expr): boolean {
  return expr.kind === 'tuple' && expr.elements[0] !== undefined && expr.elements[0].start > expr.start;
}

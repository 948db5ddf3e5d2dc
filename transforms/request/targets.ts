import type { Expr, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';

/** Is an expression written to: assigned, deleted, the variable of a loop? */
export function isTarget(file: SourceFile, expr: Expr): boolean {
  let child: Node = expr;
  for (let parent = file.parentOf(child); parent; parent = file.parentOf(parent)) {
    switch (parent.kind) {
      case 'tuple':
      case 'list':
      case 'starred':
      case 'parenthesized':
        child = parent;
        continue;
      case 'assign':
        return parent.targets.some((target) => target === child);
      case 'for':
      case 'clause':
        return parent.target === child;
      case 'with':
        return parent.items.some(({ target }) => target === child);
      default:
        return parent.kind === 'del';
    }
  }
  return false;
}

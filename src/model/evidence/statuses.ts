import type { Expr } from '../../python/ast.js';
import { walk } from '../../python/walk.js';
import { returnedBy } from '../returns.js';
import { type In, isPath } from '../shapes.js';
import { givenTo } from './conditions.js';

/** The statuses that a view writes out: `abort(404)`, `return …, 201`. */
export function statusesOf(at: In): readonly number[] {
  const { app, file, def } = at;
  const found = new Set<number>();
  const add = (expr: Expr | undefined) => {
    if (expr?.kind === 'number' && expr.value >= 100 && expr.value < 600 && expr.value !== 200) found.add(expr.value);
  };
  for (const { parts } of returnedBy(at)) add(parts?.status);
  for (const node of walk(def.body)) {
    if (node.kind === 'call' && isPath(app, file, node.func, 'flask.abort')) add(givenTo(node, 0, 'code'));
  }
  return [...found].sort((a, b) => a - b);
}

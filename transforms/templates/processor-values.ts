import type { Value } from '../../src/model/registration/values.js';
import type { Expr, Stmt } from '../../src/python/ast.js';
import { docstringOf } from '../../src/python/surroundings.js';
import { walk } from '../../src/python/walk.js';

/** What a context processor puts into templates, where it does nothing but say so: `return {"user": g.get("user")}`. */
export function valuesGiven(value: Value | undefined): ReadonlyMap<string, Expr> | undefined {
  if (value?.kind !== 'function') return undefined;
  const { def } = value;
  const given = def.kind === 'lambda' ? def.body : alone(def.body);
  if (given?.kind !== 'dict') return undefined;
  const values = new Map<string, Expr>();
  for (const { key, value: one } of given.entries) {
    if (key?.kind !== 'string' || key.value === undefined) return undefined;
    values.set(key.value, one);
  }
  return values;
}

/** What the only statement of a function returns, below its docstring. */
function alone(body: readonly Stmt[]): Expr | undefined {
  const [stmt, more] = docstringOf(body) ? body.slice(1) : body;
  return stmt?.kind === 'return' && !more && stmt.values.length === 1 ? stmt.values[0] : undefined;
}

/** Names and what is taken of them, `.get(…)` included. */
export function isRead(expr: Expr): boolean {
  return [...walk(expr)].every(
    (node) => node.kind !== 'call' || (node.func.kind === 'attribute' && node.func.attr === 'get'),
  );
}

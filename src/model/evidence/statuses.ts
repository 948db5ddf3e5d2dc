import { givenArgument } from '../../python/arguments.js';
import type { Expr } from '../../python/ast.js';
import { walk } from '../../python/walk.js';
import { codeOf } from '../exceptions.js';
import { canonical } from '../flask-names.js';
import { returnedBy } from '../returns.js';
import { type In, isPath } from '../shapes.js';
import { fallsThrough } from '../views.js';

/** The statuses that a view writes out: `abort(404)`, `raise NotFound`, `return …, 201`. */
export function statusesOf(at: In): readonly number[] {
  const { app, file, def } = at;
  const found = new Set<number>();
  const add = (expr: Expr | undefined) => {
    if (expr?.kind === 'number' && expr.value >= 100 && expr.value < 600 && expr.value !== 200) found.add(expr.value);
  };
  for (const { parts } of returnedBy(at)) add(parts?.status);
  for (const node of walk(def.body)) {
    if (node.kind === 'call' && isPath(app, file, node.func, 'flask.abort')) add(givenArgument(node, 0, 'code')?.value);
    const code = node.kind === 'raise' ? raised(at, node.values[0]) : undefined;
    if (code) found.add(code);
  }
  return [...found].sort((a, b) => a - b);
}

/** The status of every answer that the function gives: `return book, 201`. */
export function statusOfAll(at: In): number | undefined {
  const given = new Set(
    returnedBy(at).map(({ parts }) => (parts?.status?.kind === 'number' ? parts.status.value : undefined)),
  );
  const [status, other] = given;
  const isOther = given.size !== 1 || other !== undefined || fallsThrough(at.def.body);
  return status === undefined || isOther || status <= 200 || status >= 300 ? undefined : status;
}

function raised({ app, file }: In, expr: Expr | undefined): number | undefined {
  const named = expr?.kind === 'call' ? expr.func : expr;
  return named && codeOf(canonical(app.project.externalPath(named, file) ?? ''));
}

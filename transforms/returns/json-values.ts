import { isJsonify, type Returned } from '../../src/model/returns.js';
import { type In, shapeOf } from '../../src/model/shapes.js';
import type { Expr } from '../../src/python/ast.js';
import { unparenthesized } from '../../src/python/walk.js';
import type { Difference } from '../../src/transform.js';

export const jsonDifference: Difference = {
  aspects: ['status', 'body', 'header:content-type'],
  when: 'the JSON holds dates, decimals, NaN, or objects that are no JSON',
  flask: 'dates as in HTTP headers, decimals as text, NaN as it is, 500 for other objects',
  after: 'dates in ISO format, decimals as numbers, 500 for NaN, the attributes of other objects',
};

/** Is it JSON made by FastAPI, with values of which not every type is known? */
export function isOpenJson(at: In, { expr, shape, isTuple }: Returned): boolean {
  return expr !== undefined && !isTuple && shape === 'json' && !isPlain(at, expr);
}

/** Numbers, texts, and lists and dicts of them, written out. */
function isPlain(at: In, given: Expr): boolean {
  const expr = unparenthesized(given);
  switch (expr.kind) {
    case 'string':
    case 'number':
    case 'constant':
      return true;
    case 'dict':
      return expr.entries.every(({ key, value }) => key?.kind === 'string' && isPlain(at, value));
    case 'list':
      return expr.elements.every((element) => isPlain(at, element));
    case 'call':
      return isJsonify(at, expr) ? expr.args.every(({ value }) => isPlain(at, value)) : shapeOf(at, expr) === 'text';
    case 'name': {
      // what stands in the path is text, a number or a UUID
      const bindings = at.app.project.scopes(at.file).of(at.def).bindings.get(expr.id);
      return bindings?.every(({ kind }) => kind === 'param') || shapeOf(at, expr) === 'text';
    }
    default:
      return shapeOf(at, expr) === 'text';
  }
}

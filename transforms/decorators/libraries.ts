import type { Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { STANDARD_LIBRARY } from '../../src/python/standard-library.js';
import type { App } from '../../src/transform.js';

/** Libraries whose decorators know nothing of Flask: any other might look for its request. */
const FREE = new Set(
  `backoff cachetools decorator deprecated memoization peewee pony prometheus_client ratelimit retry retrying sqlalchemy
  tenacity typeguard wrapt`.split(/\s+/),
);

const MAX_DEPTH = 6;

/** Does a decorator come from the project itself, or from a library that knows nothing of Flask? */
export function isFree(app: App, file: SourceFile, expr: Expr, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (expr.kind === 'list' || expr.kind === 'tuple') {
    return expr.elements.every((element) => isFree(app, file, element, depth + 1));
  }
  if (expr.kind === 'call') return isFree(app, file, expr.func, depth + 1);
  if (expr.kind !== 'name' && expr.kind !== 'attribute') return expr.kind === 'lambda';
  const ref = app.project.resolve(expr, file);
  switch (ref?.kind) {
    case 'external': {
      const [library] = ref.path.split('.') as [string];
      return FREE.has(library) || STANDARD_LIBRARY.has(library);
    }
    case 'builtin':
    case 'function':
    case 'class':
    case 'module':
      return true;
    case 'variable':
      return ref.bindings.every(({ value }) => value !== undefined && isFree(app, ref.file, value, depth + 1));
    default:
      return expr.kind === 'attribute' && isFree(app, file, expr.value, depth + 1);
  }
}

import { type Decorating, decoratingOf } from '../../src/model/decorating.js';
import { wrappersOf } from '../../src/model/wrappers.js';
import type { Expr } from '../../src/python/ast.js';
import {
  type App,
  type Change,
  defineTransform,
  libraryName,
  type Mode,
  type Route,
  type View,
} from '../../src/transform.js';
import { isFree } from './libraries.js';
import { messages } from './messages.js';
import { keepsEndpoints } from './names.js';

export const decorators = defineTransform({
  name: 'decorators',
  summary: 'Keeps decorators of the project between route and view, and sees to it that FastAPI can look through them.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      const { view } = route;
      if (!view || route.words !== 'flask') return;
      for (const expr of wrappersOf(view)) {
        const change = around(route, view, expr, app, mode);
        if (change) yield change;
      }
    },
  },
});

function around(
  { endpoint }: Route,
  view: View,
  expr: Expr,
  app: App,
  mode: Mode,
): Change<keyof typeof messages> | undefined {
  const { file } = view;
  const found = decoratingOf(app, file, expr);
  const data = { decorator: file.slice(expr.kind === 'call' ? expr.func : expr), endpoint };
  const at = { file, at: expr };
  switch (found.kind) {
    case 'flask':
      return undefined;
    case 'library':
    case 'unknown':
      return { ...at, message: isFree(app, file, expr) ? 'unknown' : 'library', data };
    case 'same':
      return { ...at, message: 'stays', data };
    default:
      return wrapped(found, at, data, app, mode);
  }
}

function wrapped(
  found: Decorating & { readonly kind: 'wrapper' },
  at: Pick<Change, 'file' | 'at'>,
  data: Readonly<Record<string, string>>,
  app: App,
  mode: Mode,
): Change<keyof typeof messages> {
  const { file, decorator, wrapper, of, hasWraps, takesAll, problem } = found;
  if (problem) return { ...at, message: problem, data };
  if (!takesAll) return { ...at, message: 'arguments', data };
  if (hasWraps) return { ...at, message: 'stays', data };
  const named = { decorator: decorator.name, wrapper: wrapper.name };
  if (mode === 'hybrid' && !keepsEndpoints(app, decorator)) return { ...at, message: 'no-wraps', data: named };
  const wraps = libraryName({ app, file, mode, def: decorator }, 'functools', 'wraps');
  const start = file.lineStart(wrapper.start);
  const line = `${file.indentAt(wrapper.start)}@${wraps.text}(${of})\n`;
  return {
    message: 'wraps',
    data: named,
    file,
    at: wrapper,
    edits: [{ file, start, end: start, text: line }],
    needs: wraps.needs,
  };
}

import { decoratingOf } from '../../src/model/decorating.js';
import { wrappersOf } from '../../src/model/wrappers.js';
import type { FunctionDef } from '../../src/python/ast.js';
import type { App } from '../../src/transform.js';

/**
 * Does each route under a decorator say its endpoint itself? Flask names the others after the wrapper, and would give them other
 * names once it says what it stands for.
 */
export function keepsEndpoints(app: App, decorator: FunctionDef): boolean {
  return app.routes.every(({ view, site }) => {
    const isUnder =
      view &&
      wrappersOf(view).some((expr) => {
        const found = decoratingOf(app, view.file, expr);
        return found.kind === 'wrapper' && found.decorator === decorator;
      });
    return !isUnder || view.def.kind === 'class' || site.call.args.some(({ name }) => name === 'endpoint');
  });
}

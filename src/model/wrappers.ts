import type { ClassDef, Expr } from '../python/ast.js';
import type { View } from './app.js';
import { functionsOf } from './views.js';

/** What is called between a route and its view: decorators of the function, of a class's methods, the class's own list. */
export function wrappersOf(view: View): readonly Expr[] {
  const { def, decorators } = view;
  if (def.kind === 'function') return decorators.map(({ expr }) => expr);
  const ofMethods = functionsOf(def).flatMap((method) => method.decorators.map(({ expr }) => expr));
  return [...(decoratorList(def) ?? []), ...ofMethods];
}

/** The elements of `decorators = [login_required]` in a class of views, the innermost first. */
export function decoratorList(def: ClassDef): readonly Expr[] | undefined {
  const value = classAssignment(def, 'decorators')?.value;
  if (!value) return undefined;
  return value.kind === 'list' || value.kind === 'tuple' ? value.elements : [value];
}

/** `name = …` in the body of a class. */
export function classAssignment(def: ClassDef, name: string) {
  for (const stmt of def.body) {
    const [target] = stmt.kind === 'assign' ? stmt.targets : [];
    if (stmt.kind === 'assign' && target?.kind === 'name' && target.id === name) return stmt;
  }
  return undefined;
}

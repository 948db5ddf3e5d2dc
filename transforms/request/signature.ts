import { type In, isPath } from '../../src/model/shapes.js';
import { walk } from '../../src/python/walk.js';

/** Is the function called by anyone but the framework, by its name or as `self.get()`? */
export function isCalled({ app, file, def }: In): boolean {
  if (app.facts.isCalled(file, def)) return true;
  const cls = file.parentOf(def);
  if (cls?.kind !== 'class') return false;
  return [...walk(cls)].some(
    (node) =>
      node.kind === 'attribute' && node.attr === def.name && node.value.kind === 'name' && node.value.id === 'self',
  );
}

/** Does the function have the signature of another one: is it the inner function of a decorator? */
export function isDisguised({ app, file, def }: In): boolean {
  return def.decorators.some(({ expr }) => {
    const callee = expr.kind === 'call' ? expr.func : expr;
    return isPath(app, file, callee, 'functools.wraps');
  });
}

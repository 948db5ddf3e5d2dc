import { walk } from '../../src/python/walk.js';
import type { App } from '../../src/transform.js';

const found = new WeakMap<App, boolean>();

/**
 * Does code of the project go into `view_functions`, to wrap or to replace what stands there? It would not meet the views that
 * have left Flask. Mostly the object is handed around, so any that is not known to be something else counts.
 */
export function usesViewFunctions(app: App): boolean {
  const known = found.get(app);
  if (known !== undefined) return known;
  const { project } = app;
  const uses = project.files.some((file) => {
    if (!file.text.includes('view_functions')) return false;
    for (const node of walk(file.module)) {
      if (node.kind !== 'attribute' || node.attr !== 'view_functions') continue;
      const owner = project.resolve(node.value, file);
      if (owner?.kind !== 'module' && owner?.kind !== 'class' && owner?.kind !== 'function') return true;
    }
    return false;
  });
  found.set(app, uses);
  return uses;
}

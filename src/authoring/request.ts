import { canonical } from '../model/flask-names.js';
import type { ClassDef, FunctionDef } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import { freshParameter, libraryName, type Named, type Place } from './names.js';

/**
 * The name of a view's `request: Request`, and the parameter: every change that asks for it gets the same one.
 *
 * @returns undefined for a function that the project calls itself: its callers would have to hand a request over.
 */
export function requestParameter(place: Place, def: FunctionDef): Named | undefined {
  const { app, file } = place;
  if (app.facts.isCalled(def) || isCalledAsMethod(file, def)) return undefined;
  const name = namesFlasksRequest(place, def) ? 'request' : freshParameter(def, ['request', 'http_request']);
  const known = libraryName({ ...place, def }, 'fastapi', 'Request');
  return {
    text: name,
    needs: [...known.needs, { kind: 'parameter', file, def, name, annotation: known.text, rank: -1 }],
  };
}

/** Is every `request` in the function Flask's, which the parameter takes the place of? */
function namesFlasksRequest({ app, file }: Place, def: FunctionDef): boolean {
  for (const node of walk(def)) {
    if (node.kind === 'param' && node.name === 'request') return false;
    if (node.kind !== 'name' || node.id !== 'request') continue;
    const path = app.project.externalPath(node, file);
    if (path === undefined || canonical(path) !== 'flask.request') return false;
  }
  return true;
}

/** `self.get()` in another method of the class. */
function isCalledAsMethod(file: SourceFile, def: FunctionDef): boolean {
  const parent = file.parentOf(def);
  if (parent?.kind !== 'class') return false;
  const owner: ClassDef = parent;
  return [...walk(owner.body)].some(
    (node) =>
      node.kind === 'call' &&
      node.func.kind === 'attribute' &&
      node.func.attr === def.name &&
      node.func.value.kind === 'name' &&
      (node.func.value.id === 'self' || node.func.value.id === 'cls'),
  );
}

import type { Need } from '../edits/needs.js';
import { canonical } from '../model/flask-names.js';
import type { FunctionDef } from '../python/ast.js';
import { walk } from '../python/walk.js';
import { freshParameter, libraryName, type Named, type Place } from './names.js';

/**
 * The parameter `request: Request` of a view, first of all. It takes the name from the `request` of Flask, which the view does
 * not see any more; where the name means something else it gets another.
 */
export function requestParameter(place: Place, def: FunctionDef): Named {
  const name = isRequestFree(place, def) ? 'request' : freshParameter(def, ['http_request']);
  const annotation = libraryName(place, 'fastapi', 'Request');
  const parameter: Need = {
    kind: 'parameter',
    file: place.file,
    def,
    name,
    annotation: annotation.text,
    rank: -1,
  };
  return { text: name, needs: [...annotation.needs, parameter] };
}

/** Does `request` mean that of Flask in the function, or nothing at all? */
function isRequestFree({ app, file }: Place, def: FunctionDef): boolean {
  for (const node of walk([...def.params, ...def.body])) {
    if (node.kind === 'param' && node.name === 'request') return false;
    if (node.kind !== 'name' || node.id !== 'request') continue;
    const path = app.project.externalPath(node, file);
    if (path === undefined || canonical(path) !== 'flask.request') return false;
  }
  return true;
}

import type { App } from '../model/app.js';
import { isBelow, references } from '../model/references.js';

const LIBRARIES = ['flasgger', 'flask_swagger_ui'];

/** Does an extension describe the routes on pages of its own, wherever those are? */
export function hasDocumentation(app: App): boolean {
  return references(app).some((reference) => LIBRARIES.some((path) => isBelow(reference, path)));
}

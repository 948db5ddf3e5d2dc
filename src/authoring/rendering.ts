import type { App } from '../model/app.js';
import type { Reference } from '../model/facts.js';
import { isErrorHandler } from '../model/handlers.js';
import { references } from '../model/references.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosingFunction } from '../python/surroundings.js';
import { calledBy, isInView } from './views.js';

/** What `templating.py` has under the same name, for a function that is handed the request. */
const WITH_REQUEST = ['flask.render_template', 'flask.render_template_string'];

/** What `rendering.py` has under the same name, for every function. */
const RENDERING = [
  ...WITH_REQUEST,
  'flask.stream_template',
  'flask.stream_template_string',
  'flask.get_template_attribute',
];

/** Is it a function of Flask that renders a template? */
export function isRendering(reference: Reference): boolean {
  return RENDERING.includes(reference.path);
}

const filesOf = new WeakMap<App, ReadonlySet<SourceFile>>();

/**
 * Do templates find the request in its context, in this file? They do as soon as one function that renders is not handed it; a
 * name means one thing in a file.
 */
export function rendersByContext(app: App, file: SourceFile): boolean {
  return contextFiles(app).has(file);
}

/** Is there a function that renders and is not handed the request? */
export function rendersInContext(app: App): boolean {
  return contextFiles(app).size > 0;
}

function contextFiles(app: App): ReadonlySet<SourceFile> {
  let found = filesOf.get(app);
  if (!found) {
    found = new Set(
      references(app).flatMap((one) => (isRendering(one) && !isHandedRequest(app, one) ? [one.file] : [])),
    );
    filesOf.set(app, found);
  }
  return found;
}

/** `render_template("x.html", …)` in a view or an error handler. */
function isHandedRequest(app: App, { path, file, node }: Reference): boolean {
  const def = enclosingFunction(file, node);
  if (!WITH_REQUEST.includes(path) || !def) return false;
  if (!isInView(app, file, node) && !isErrorHandler(app, def)) return false;
  const first = calledBy(file, node)?.args[0];
  return first !== undefined && !first.name && !first.star;
}

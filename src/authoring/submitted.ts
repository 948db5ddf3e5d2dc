import type { App, Route } from '../model/app.js';
import { errorHandlers } from '../model/handlers.js';
import { type Definition, reach, routeReach } from '../model/reach.js';
import { isBelow, viewReferences } from '../model/references.js';
import { codeIn, hasUnreadTemplates, templateTexts } from '../model/templates.js';
import { isRendering } from './rendering.js';
import { calledBy } from './views.js';

const FORM = /(?<![\w.])request\.form\b/;
const BODY = /(?<![\w.])request\.(data|files|get_data|get_json|json|stream|values)\b/;

/** What makes the form of a request known, and with it to templates: parameters of the view. */
const READS = ['flask.request.form', 'flask.request.files', 'flask.request.values'];

const ONLY_READ = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Do templates take something of the body that may not be there? What was entered in a form is, when the view that shows it again
 * has read it, too.
 */
export function templatesTakeBody(app: App): boolean {
  const texts = templateTexts(app).flatMap(({ text }) => codeIn(text));
  if (texts.some((code) => BODY.test(code))) return true;
  if (!texts.some((code) => FORM.test(code)) && !hasUnreadTemplates(app)) return false;
  if (app.routes.some((route) => rendersUnreadForm(app, route))) return true;
  return [...handlersAndHooks(app)].some((definition) => mayShowForm(app, definition));
}

function rendersUnreadForm(app: App, route: Route): boolean {
  if (route.methods.every((method) => ONLY_READ.has(method))) return false;
  if (!route.view) return true;
  if (!routeReach(route, app).some(({ reference }) => isRendering(reference))) return false;
  return !viewReferences(app, route).some((reference) => READS.some((path) => isBelow(reference, path)));
}

function* handlersAndHooks(app: App): Iterable<Definition> {
  for (const { definition } of errorHandlers(app)) if (definition) yield definition;
  for (const { kind, event } of app.wiring) {
    const value = kind === 'hook' && event?.kind === 'hook' ? event.function : undefined;
    if (value?.kind === 'function' && value.def.kind === 'function') yield { file: value.file, def: value.def };
  }
}

/** Does it render a template that shows the form, as far as that can be told? */
function mayShowForm(app: App, definition: Definition): boolean {
  return reach(app.facts, definition, []).some(({ reference }) => {
    if (!isRendering(reference)) return false;
    const name = calledBy(reference.file, reference.node)?.args[0]?.value;
    return name?.kind !== 'string' || name.value === undefined || showsForm(app, name.value, new Set());
  });
}

const OTHERS = /\{%[-+]?\s*(?:extends|include|import|from)\s+(?:(["'])([^"']+)\1)?/g;

/** The template, or one that it is made of. */
function showsForm(app: App, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  return templateTexts(app).some(({ path, text }) => {
    if (!`/${path}`.endsWith(`/${name}`)) return false;
    if (codeIn(text).some((code) => FORM.test(code))) return true;
    return [...text.matchAll(OTHERS)].some(([, , other]) => other === undefined || showsForm(app, other, seen));
  });
}

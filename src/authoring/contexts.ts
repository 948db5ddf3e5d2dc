import type { Need } from '../edits/needs.js';
import type { SupportModule } from '../edits/support-modules.js';
import type { App } from '../model/app.js';
import { brings } from '../model/brought.js';
import type { Reference } from '../model/facts.js';
import { isFlaskName } from '../model/flask-names.js';
import { errorHandlers, isErrorHandler } from '../model/handlers.js';
import { hasLogin } from '../model/login.js';
import { type Definition, reach } from '../model/reach.js';
import { headNamed, isBelow, references } from '../model/references.js';
import type { Scaffold } from '../model/registration/values.js';
import { needsViewRoute } from '../model/returns.js';
import { mayBeUsedInTemplates } from '../model/templates.js';
import { STANDARD_LIBRARY } from '../python/standard-library.js';
import { enclosingFunction } from '../python/surroundings.js';
import type { Change } from '../transform.js';
import { importBesideTyping, importedInstead } from './branches.js';
import { usesDatabase } from './database.js';
import { hasHooks } from './hooked.js';
import { type Named, type Place, supportName } from './names.js';
import { rendersInContext } from './rendering.js';
import { finishing, finishLines, SHELL } from './shell.js';
import { isInView } from './views.js';

/**
 * `g` of Flask → `g` of the application's own `context.py`, under whatever name the file has for it.
 *
 * @param qualified Always with its module: views have another function of that name.
 */
export function swapped<M extends string>(
  app: App,
  reference: Reference,
  path: string,
  module: SupportModule,
  message: M,
  qualified = false,
): Change<M> {
  const { file } = reference;
  const name = path.slice(path.lastIndexOf('.') + 1);
  const node = headNamed(app, reference, path);
  // a variable of the project's own goes on meaning what it was given
  if (!node) return { message, file, at: reference.node, data: { name }, accounts: [reference.node] };
  const instead = importBesideTyping(app, file, node);
  if (instead) {
    const needs = importedInstead(app, file, instead, module, name);
    return { message, file, at: node, data: { name }, needs, accounts: [reference.node] };
  }
  const def = enclosingFunction(file, node);
  const known = supportName({ app, file, mode: 'pure', def }, module, name, qualified);
  return {
    message,
    file,
    at: node,
    data: { name },
    edits: [{ start: node.start, end: node.end, text: known.text }],
    needs: known.needs,
    accounts: [reference.node],
  };
}

/**
 * References below one of `paths` that no view holds.
 *
 * @param handlers Those in error handlers, too, which are given the request but not what else is in its context.
 */
export function outsideReferences(app: App, paths: readonly string[], handlers = false): readonly Reference[] {
  return references(app).filter((reference) => {
    if (!paths.some((path) => isBelow(reference, path)) || isInView(app, reference.file, reference.node)) return false;
    const def = enclosingFunction(reference.file, reference.node);
    return handlers || !def || !isErrorHandler(app, def);
  });
}

/** `install_sessions(app)`, where the application is finished. undefined: there is no such place. */
export function installation(
  app: App,
  module: SupportModule,
  name: string,
  further: readonly string[] = [],
): readonly Need[] | undefined {
  const at = finishing(app);
  const [place] = at?.places ?? [];
  if (!at || !place) return undefined;
  const known = supportName({ app, file: place.file, mode: 'pure' }, module, name);
  const lines = finishLines(at, SHELL.contexts, (object) => [`${known.text}(${[object, ...further].join(', ')})`]);
  return [...known.needs, ...lines];
}

const threads = new WeakMap<App, boolean>();

/**
 * Do several functions answer one request of the pure application? Then they run in turn on a thread that is the request's
 * own, as under Flask: libraries keep connections and sessions for each thread.
 */
export function sharesThread(app: App): boolean {
  let shared = threads.get(app);
  if (shared === undefined) {
    shared =
      app.wiring.some((item) => item.kind === 'hook') ||
      // users are loaded in the view, or in the page that says what went wrong
      hasLogin(app) ||
      usesDatabase(app) ||
      references(app).some((reference) => isBelow(reference, 'flask.after_this_request')) ||
      errorHandlers(app).some(({ definition }) => definition && comesToLibrary(app, definition));
    threads.set(app, shared);
  }
  return shared;
}

/** An error handler may undo what the view began, on a connection that both find in the same place. */
function comesToLibrary(app: App, definition: Definition): boolean {
  return reach(app.facts, definition, []).some(
    ({ reference: { path } }) => path.startsWith('flask.g') || (!isFlaskName(path) && keepsForThreads(path)),
  );
}

/** Of the standard library only these know threads. */
function keepsForThreads(path: string): boolean {
  const [head] = path.split('.') as [string];
  return !STANDARD_LIBRARY.has(head) || head === 'threading' || head === 'sqlite3';
}

/** Is something closed when a request is over, which a stream may open once more? */
export function closesContexts(app: App): boolean {
  return usesDatabase(app) || app.wiring.some(({ kind, what }) => kind === 'hook' && /^teardown_/.test(what));
}

/** The class of a router's routes, where views may return what only run time tells, or run on the thread of the request. */
export function routeClass(place: Place, scaffold: Scaffold): Named | undefined {
  const { app, mode } = place;
  const views = needsViewRoute(app, scaffold);
  if (mode === 'pure' && sharesThread(app)) {
    return supportName(place, 'threads', views ? 'RequestViewRoute' : 'RequestRoute');
  }
  return views ? supportName(place, 'responses', 'ViewRoute') : undefined;
}

/** What lives in the context of a request or of the application. */
const CONTEXTUAL = [
  ...['flask.g', 'flask.current_app', 'flask.url_for', 'flask.after_this_request'],
  ...['flask.has_app_context', 'flask.has_request_context'],
];
const SESSIONS = ['flask.session', 'flask.flash', 'flask.get_flashed_messages'];

/** Does the application use the session? */
export function usesSession(app: App): boolean {
  const used = references(app).some((reference) => SESSIONS.some((path) => isBelow(reference, path)));
  return used || brings(app, 'session') || mayBeUsedInTemplates(app, ['session', 'get_flashed_messages']);
}

/** Hooks and sessions bring the context along. */
export function bringsContext(app: App): boolean {
  return usesSession(app) || hasHooks(app);
}

/** Has a request a context at all? */
export function hasContext(app: App): boolean {
  return bringsContext(app) || needsContext(app);
}

/** What finds the context by itself wherever it is used. */
const IN_VIEWS = ['flask.g', 'flask.current_app', 'flask_babel'];

/** Has the context to be installed by itself? */
export function needsContext(app: App): boolean {
  if (bringsContext(app)) return false;
  if (sharesThread(app) || brings(app, 'context')) return true;
  if (mayBeUsedInTemplates(app, ['g']) || rendersInContext(app)) return true;
  const inViews = references(app).some((one) => IN_VIEWS.some((path) => isBelow(one, path)));
  return inViews || outsideReferences(app, CONTEXTUAL).length > 0;
}

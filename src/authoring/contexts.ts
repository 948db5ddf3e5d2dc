import type { Need } from '../edits/needs.js';
import type { SupportModule } from '../edits/support-modules.js';
import type { App } from '../model/app.js';
import type { Reference } from '../model/facts.js';
import { isErrorHandler } from '../model/handlers.js';
import { isAlias, isBelow, partNamed, references } from '../model/references.js';
import { mayBeUsedInTemplates } from '../model/templates.js';
import { enclosingFunction } from '../python/surroundings.js';
import type { Change } from '../transform.js';
import { hasHooks } from './hooked.js';
import { supportName } from './names.js';
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
  const node = partNamed(reference, path);
  const name = path.slice(path.lastIndexOf('.') + 1);
  const accounts = [reference.node];
  if (isAlias(app, file, node)) return { message, file, at: node, data: { name }, accounts };
  const def = enclosingFunction(file, node);
  const known = supportName({ app, file, mode: 'pure', def }, module, name, qualified);
  return {
    message,
    file,
    at: node,
    data: { name },
    edits: [{ start: node.start, end: node.end, text: known.text }],
    needs: known.needs,
    accounts,
  };
}

/** References below one of `paths` that no view holds; error handlers are given the request and need no context. */
export function outsideReferences(app: App, paths: readonly string[]): readonly Reference[] {
  return references(app).filter((reference) => {
    if (!paths.some((path) => isBelow(reference, path)) || isInView(app, reference.file, reference.node)) return false;
    const def = enclosingFunction(reference.file, reference.node);
    return !def || !isErrorHandler(app, def);
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

/** What lives in the context of a request or of the application. */
const CONTEXTUAL = ['flask.g', 'flask.current_app', 'flask.request', 'flask.url_for', 'flask.after_this_request'];
const SESSIONS = ['flask.session', 'flask.flash', 'flask.get_flashed_messages'];

/** Does the application use the session? */
export function usesSession(app: App): boolean {
  const used = references(app).some((reference) => SESSIONS.some((path) => isBelow(reference, path)));
  return used || mayBeUsedInTemplates(app, ['session', 'get_flashed_messages']);
}

/** Has the context to be installed by itself? Hooks and sessions bring it along. */
export function needsContext(app: App): boolean {
  if (usesSession(app) || hasHooks(app)) return false;
  if (mayBeUsedInTemplates(app, ['g']) || rendersInContext(app)) return true;
  const inViews = references(app).some((one) => ['flask.g', 'flask.current_app'].some((path) => isBelow(one, path)));
  return inViews || outsideReferences(app, CONTEXTUAL).length > 0;
}

import { isBorrowed, isHandedOn, objectUses } from '../../src/model/objects.js';
import { isBelow, viewReferences } from '../../src/model/references.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  defineTransform,
  outsideReferences,
  type Reference,
  swapped,
} from '../../src/transform.js';
import { insidesOfFlask } from './insides.js';
import { messages } from './messages.js';
import { portedMiddleware } from './middleware.js';
import { portedHooks } from './ported.js';

/** What of a Flask object decides how requests are dispatched, wherever in the code it is touched. */
const INSIDES =
  /^(view_functions|(before|after|teardown)_request_funcs|teardown_appcontext_funcs|error_handler_spec|url_build_error_handlers|url_value_preprocessors|url_default_functions|wsgi_app|dispatch_request|full_dispatch_request|preprocess_request|process_response|make_response|handle_exception|handle_user_exception)$/;

/** A hook that a function registers for the request at hand. */
const ONCE = 'flask.after_this_request';

/** Hooks of the shell and of commands: no request goes through them. */
const NOT_OF_REQUESTS = /^(shell_context_processor)/;

export const hooks = defineTransform({
  name: 'hooks',
  summary:
    'Carries hooks over, and finds what else runs around each request: WSGI middleware, settings of the Flask object.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      // in a pure application they are carried over, or hold all of it back
      if (mode === 'pure') {
        yield* registeredOnce(app, viewReferences(app, route));
        return;
      }
      yield* surroundings(app);
      for (const item of app.wiring) {
        const { kind, what, file, scaffold, event } = item;
        if (!event || NOT_OF_REQUESTS.test(what)) continue;
        const everywhere = scaffold.kind === 'app' || /^\w*app_/.test(what);
        if (!everywhere && !route.blueprints.some((use) => use.scaffold === scaffold)) continue;
        const at = { file, at: event.site.node };
        if (kind === 'hook') yield { ...at, message: 'hook', data: { hook: what } };
        if (kind === 'middleware') yield { ...at, message: 'middleware' };
        if (kind === 'setting') yield { ...at, message: 'setting', data: { setting: what } };
      }
    },
    *wire(app) {
      yield* portedHooks(app);
      yield* registeredOnce(app, outsideReferences(app, [ONCE], true));
      yield* portedMiddleware(app);
      yield* insidesOfFlask(app);
    },
  },
});

/** `@after_this_request`, which takes `flask_compat`, as all hooks do. */
function* registeredOnce(app: App, found: readonly Reference[]): Iterable<Change<'once'>> {
  if (app.options.style === 'idiomatic') return;
  for (const reference of found) {
    if (isBelow(reference, ONCE)) yield swapped(app, reference, ONCE, 'context', 'once');
  }
}

/** What is done with the application object outside of its registration code. */
function* surroundings(app: App): Iterable<Change<'escapes' | 'setting'>> {
  for (const use of objectUses(app)) {
    if (use.scaffold !== app.scaffold || app.programs.has(use.file)) continue;
    const { file, node, member } = use;
    if (member) {
      const setting = file.slice(member);
      if (INSIDES.test(member.attr) && !app.project.isNamedMember(member))
        yield { message: 'setting', file, at: member, data: { setting } };
    } else if (!isHandedOn(app, use) && !isBorrowed(app, use) && !isKnownExtension(app, use)) {
      const stmt = statementOf(file, node);
      const text = file.slice(stmt ?? node).split(/\r?\n/)[0] ?? '';
      yield { message: 'escapes', file, at: node, data: { use: text.slice(0, 60) } };
    }
  }
}

/** An extension that is given the application is an obstacle of its own. */
function isKnownExtension(app: App, { file, node }: ReturnType<typeof objectUses>[number]): boolean {
  return app.wiring.some(({ kind, event }) => {
    if (kind !== 'extension' || event?.site.file !== file) return false;
    const call = event.site.node;
    return call.start <= node.start && node.end <= call.end;
  });
}

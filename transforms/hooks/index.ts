import { isHandedOn, objectUses } from '../../src/model/objects.js';
import { statementOf } from '../../src/python/surroundings.js';
import { type App, type Change, defineTransform } from '../../src/transform.js';

/** What of a Flask object decides how requests are dispatched, wherever in the code it is touched. */
const INSIDES =
  /^(view_functions|(before|after|teardown)_request_funcs|teardown_appcontext_funcs|error_handler_spec|url_build_error_handlers|url_value_preprocessors|url_default_functions|wsgi_app|dispatch_request|full_dispatch_request|preprocess_request|process_response|make_response|handle_exception|handle_user_exception)$/;

/** Hooks of the shell and of commands: no request goes through them. */
const NOT_OF_REQUESTS = /^(shell_context_processor)/;

export const hooks = defineTransform({
  name: 'hooks',
  summary: 'Finds what runs around each request: hooks, WSGI middleware, settings of the application object.',
  messages: {
    hook: {
      trust: 'manual',
      what: '`{hook}` runs around the request',
      why: 'It can answer the request, change the response, or prepare what the view uses.',
      todo: 'Wait for the conversion of hooks; until then the route runs inside the request of Flask.',
    },
    middleware: {
      trust: 'manual',
      what: '`wsgi_app` is wrapped',
      why: 'WSGI middleware sees each request before Flask does, and may answer it or change its path.',
      todo: 'Replace it by ASGI middleware.',
    },
    escapes: {
      trust: 'manual',
      what: '`{use}` puts the application into hands that cannot be followed',
      why: 'Code that holds it may wrap views, add hooks and change settings.',
      todo: 'Hand on what that code needs of the application instead, or leave the routes inside the request of Flask.',
    },
    setting: {
      trust: 'manual',
      what: '`{setting}` is set on the application',
      why: 'It changes how Flask reads requests or makes responses.',
      todo: 'Wait for the conversion of this setting.',
    },
  },
  fastapi: {
    *migrate(route, app) {
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
  },
});

/** What is done with the application object outside of its registration code. */
function* surroundings(app: App): Iterable<Change<'escapes' | 'setting'>> {
  for (const use of objectUses(app)) {
    if (use.scaffold !== app.scaffold) continue;
    const { file, node, member } = use;
    if (member) {
      const setting = file.slice(member);
      if (INSIDES.test(member.attr)) yield { message: 'setting', file, at: member, data: { setting } };
    } else if (!isHandedOn(app, use) && !isKnownExtension(app, use)) {
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

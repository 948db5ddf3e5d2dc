import { defineTransform } from '../../src/transform.js';

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
    setting: {
      trust: 'manual',
      what: '`{setting}` is set on the application',
      why: 'It changes how Flask reads requests or makes responses.',
      todo: 'Wait for the conversion of this setting.',
    },
  },
  fastapi: {
    *migrate(route, app) {
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

import type { App } from '../../src/transform.js';
import { defineTransform } from '../../src/transform.js';
import { Homes } from './homes.js';
import { bridgePackage } from './names.js';
import { asgiEntry, prepared } from './prepare.js';
import { reliesOnFlask } from './relied-on.js';
import { bridgeRemoved } from './removed.js';
import { bridgedSite } from './routes.js';

/** Homes depend on the application alone; they are worked out once for each. */
const homesOf = new WeakMap<App, Homes>();

function homes(app: App): Homes {
  let found = homesOf.get(app);
  if (!found) {
    found = new Homes(app);
    homesOf.set(app, found);
  }
  return found;
}

function target(app: App): string {
  const { module, attribute } = asgiEntry(app);
  return `${module}:${attribute}`;
}

/** Is the entry a FastAPI already? There is nothing to stand in front of. */
function isConverted(app: App): boolean {
  return app.scaffold.kind === 'fastapi';
}

export const bridge = defineTransform({
  name: 'bridge',
  summary: "Puts FastAPI in front of Flask and makes views FastAPI endpoints inside Flask's request.",
  messages: {
    prepare: {
      trust: 'same',
      what: 'FastAPI stands in front of `{app}` and hands every request to it',
      why: "Flask's URL map goes on deciding who answers, so nothing changes for a client.",
      todo: 'Start `{asgi}` with an ASGI server; the old WSGI command goes on working.',
    },
    route: {
      trust: 'same',
      what: '`{endpoint}` is a FastAPI endpoint inside the request of Flask',
      why: 'Hooks, session, error handlers and context are those of Flask, on the same thread, so the response is the same.',
      todo: 'Add dependencies and models at your leisure; the route is a FastAPI endpoint already.',
    },
    removed: {
      trust: 'same',
      what: 'the bridge is taken out: nothing of `{app}` is left in Flask',
      why: 'Every route that ran inside the request of Flask has its form in FastAPI now, as if there had been no bridge.',
      todo: 'Start `{app}` with an ASGI server; the old WSGI command does not serve it any more.',
    },
    'still-used': {
      trust: 'manual',
      what: '`{name}` of the bridge is used for something else',
      why: 'The bridge was changed or built upon since it was written, and goes with all that it holds or not at all.',
      todo: 'Move what hangs on it to the place where the application is made, or leave the bridge.',
    },
    'relied-on': {
      trust: 'manual',
      what: '{what}: routes that moved beside Flask rely on it',
      why: 'What such a route was before cannot be told any more, so it cannot be shown that it answers the same without Flask.',
      todo: 'Convert the application at once from the state before, or write the last step by hand.',
    },
    'async-view': {
      trust: 'manual',
      what: '`{endpoint}` is an `async def` view',
      why: "Flask runs it on an event loop of its own for each request; inside the bridge it would share FastAPI's.",
      todo: 'Make it `def`, or move it by hand.',
    },
    'no-receiver': {
      trust: 'manual',
      what: '`{endpoint}` is registered through `{call}`',
      why: 'It cannot be told which application or blueprint that is.',
      todo: 'Register the route with `app.route` or `blueprint.route`.',
    },
    'extension-route': {
      trust: 'manual',
      what: '`{endpoint}` is registered by `{extension}`',
      why: 'The extension wraps the view and answers its errors; the route stays its own.',
      todo: 'Leave it in Flask until the extension has its own conversion.',
    },
    'no-finish': {
      trust: 'manual',
      what: 'the place where `{app}` is finished was not found',
      why: 'FastAPI has to be put in front after the last registration.',
      todo: 'Give the application a factory that returns it by name, or name the entry with --app.',
    },
  },
  fastapi: {
    *bridge(site, app) {
      if (site.words !== 'flask') return;
      const [route] = site.routes;
      const endpoint = route?.endpoint ?? '?';
      const at = { file: site.file, at: site.call };
      const def = route?.view?.def;
      if (def?.kind === 'function' && def.isAsync) {
        yield { ...at, message: 'async-view', data: { endpoint } };
        return;
      }
      if (site.form === 'extension') {
        yield { ...at, message: 'extension-route', data: { endpoint, extension: site.file.slice(site.call.func) } };
        return;
      }
      const bridged = bridgedSite(site, app, homes(app));
      if (!bridged) {
        yield { ...at, message: 'no-receiver', data: { endpoint, call: site.file.slice(site.call.func) } };
        return;
      }
      yield { ...at, message: 'route', data: { endpoint }, ...bridged };
    },
    *prepare(app) {
      if (app.mounted || isConverted(app)) return;
      const file = app.finish?.file ?? app.entryFile;
      const name = `${app.entry.module}:${app.entry.attribute}`;
      const preparation = prepared(app);
      const at = { file, at: { start: 0, end: 0 } };
      if (!preparation) yield { ...at, message: 'no-finish', data: { app: name } };
      else yield { ...at, message: 'prepare', data: { app: name, asgi: target(app) }, ...preparation };
    },
    *unbridge(app) {
      const name = `${app.entry.module}:${app.entry.attribute}`;
      const reliance = reliesOnFlask(app);
      if (reliance) {
        const { file, start } = reliance;
        yield { message: 'relied-on', file, at: { start, end: start }, data: { what: reliance.what } };
        return;
      }
      const removal = bridgeRemoved(app);
      if ('usedAt' in removal) {
        const { file, node, name: used } = removal.usedAt;
        yield { message: 'still-used', file, at: node, data: { name: used } };
        return;
      }
      const file = app.finish?.file ?? app.entryFile;
      yield {
        message: 'removed',
        file,
        at: { start: 0, end: 0 },
        data: { app: name },
        ...removal,
        removes: [bridgePackage(app)],
      };
    },
    entrypoint: (app, mode) => (mode === 'hybrid' && !isConverted(app) ? target(app) : undefined),
  },
});

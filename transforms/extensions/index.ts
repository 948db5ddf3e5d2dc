import { defineTransform } from '../../src/transform.js';
import { resourceRoutes } from './resources.js';

export const extensions = defineTransform({
  name: 'extensions',
  summary:
    'Finds the extensions that an application is handed to; its routes stay in Flask until each has its own form.',
  messages: {
    installed: {
      trust: 'manual',
      what: '`{extension}` is installed on the application',
      why: 'It may hook into each request: answer it, change the response, open and close what the view uses.',
      todo: 'Wait for the conversion of the extension, or take it out.',
    },
    used: {
      trust: 'manual',
      what: '`{name}` is used',
      why: 'It works inside the request of Flask only.',
      todo: 'Wait for the conversion of the extension, or replace it.',
    },
  },
  externals: resourceRoutes,
  fastapi: {
    *leftover({ path, node, file }) {
      if (/^flask_\w/.test(path)) yield { message: 'used', file, at: node, data: { name: path } };
    },
    *leftoverWiring(item) {
      const { kind, file, event, what } = item;
      if (kind === 'extension' && event)
        yield { message: 'installed', file, at: event.site.node, data: { extension: what } };
    },
    *migrate(route, app, mode) {
      // in a pure application each is carried over by its own transform, or is left over
      if (mode === 'pure') return;
      const seen = new Set<string>();
      for (const item of app.wiring) {
        if (item.kind !== 'extension' || seen.has(item.what)) continue;
        const applies = item.scaffold.kind === 'app' || route.blueprints.some((use) => use.scaffold === item.scaffold);
        if (!applies) continue;
        seen.add(item.what);
        const { node } = item.event?.site ?? { node: route.site.call };
        yield { message: 'installed', file: item.file, at: node, data: { extension: item.what } };
      }
    },
  },
});

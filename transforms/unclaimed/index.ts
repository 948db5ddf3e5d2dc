import { isErrorHandler } from '../../src/model/handlers.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import { defineTransform } from '../../src/transform.js';

export const unclaimed = defineTransform({
  name: 'unclaimed',
  summary: 'Names what of Flask a view uses that no transform can turn into FastAPI.',
  messages: {
    name: {
      trust: 'manual',
      general: 'view',
      what: '`{name}` has no FastAPI form here',
      why: 'What it does for the response is not known to be the same without Flask.',
      todo: 'Replace it by hand, or leave the route inside the request of Flask.',
    },
    wiring: {
      trust: 'manual',
      what: '`{setting}` has no FastAPI form here',
      why: 'What it changes about the application is not known to be the same without Flask.',
      todo: 'Do without it, or leave the application in Flask.',
    },
    'in-handler': {
      trust: 'manual',
      general: 'errors',
      what: '`{name}` has no FastAPI form in an error handler',
      why: 'A handler of FastAPI is given the request and the exception, and finds nothing else.',
      todo: 'Take what it needs from the request.',
    },
  },
  fastapi: {
    *unsaidWiring({ what, file, event, scaffold }) {
      yield { message: 'wiring', file, at: (event ?? scaffold).site.node, data: { setting: what } };
    },
    *leftover({ path, file, node }, _route, app) {
      // names of extensions are named by another transform
      if (/^flask_\w/.test(path)) return;
      const def = enclosingFunction(file, node);
      const message = def && isErrorHandler(app, def) ? 'in-handler' : 'name';
      yield { message, file, at: node, data: { name: path } };
    },
  },
});

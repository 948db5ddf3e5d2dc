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
    'in-handler': {
      trust: 'manual',
      general: 'errors',
      what: '`{name}` has no FastAPI form in an error handler',
      why: 'A handler of FastAPI is given the request and the exception, and finds nothing else.',
      todo: 'Take what it needs from the request.',
    },
  },
  fastapi: {
    *leftover({ path, file, node }, _route, app) {
      // names of extensions are named by another transform
      if (/^flask_\w/.test(path)) return;
      const def = enclosingFunction(file, node);
      const message = def && isErrorHandler(app, def) ? 'in-handler' : 'name';
      yield { message, file, at: node, data: { name: path } };
    },
  },
});

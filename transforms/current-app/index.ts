import { reaches } from '../../src/model/reach.js';
import { defineTransform } from '../../src/transform.js';

export const currentApp = defineTransform({
  name: 'current-app',
  summary: 'Finds the use of `current_app`, in views and in what they call.',
  messages: {
    used: {
      trust: 'manual',
      what: '`current_app` is used{where}',
      why: '`current_app` is the Flask application whose context is active.',
      todo: 'Wait for the conversion of `current_app`; until then the route runs inside the request of Flask.',
    },
  },
  fastapi: {
    *migrate(route, app) {
      for (const path of ['flask.current_app']) {
        const found = reaches(route, app, path);
        if (!found) continue;
        const { reference, via } = found;
        const last = via.at(-1)?.def.name;
        yield {
          message: 'used',
          file: reference.file,
          at: reference.node,
          data: { where: last ? ` in \`${last}\`` : '' },
        };
        return;
      }
    },
  },
});

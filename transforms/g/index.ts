import { reaches } from '../../src/model/reach.js';
import { defineTransform } from '../../src/transform.js';

export const requestGlobals = defineTransform({
  name: 'g',
  summary: 'Finds the use of `g`, in views and in what they call.',
  messages: {
    used: {
      trust: 'manual',
      what: '`g` is used{where}',
      why: '`g` lives in the application context of Flask, which pure FastAPI has not.',
      todo: 'Wait for the conversion of `g`; until then the route runs inside the request of Flask.',
    },
  },
  fastapi: {
    *migrate(route, app) {
      for (const path of ['flask.g']) {
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

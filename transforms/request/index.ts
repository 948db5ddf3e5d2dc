import { routeReach } from '../../src/model/reach.js';
import { defineTransform } from '../../src/transform.js';

export const request = defineTransform({
  name: 'request',
  summary: 'Turns what views read of the request into parameters.',
  messages: {
    'in-helper': {
      trust: 'manual',
      what: '`request` is read in `{function}`, which the view calls',
      why: 'A function outside of the view has no request in FastAPI unless it is handed one.',
      todo: 'Wait for the conversion of helpers; until then the route runs inside the request of Flask.',
    },
    'in-decorator': {
      trust: 'manual',
      what: '`request` is read in the decorator `{function}`',
      why: 'A decorator between route and view has no request in FastAPI unless it is handed one.',
      todo: 'Wait for the conversion of decorators; until then the route runs inside the request of Flask.',
    },
    'possibly-in-method': {
      trust: 'manual',
      what: 'a method `{function}` of the project reads `request`, and the view calls one of that name',
      why: 'Which object the view calls it on is not known, so it may be that one.',
      todo: 'Rename one of the two, or annotate the object.',
    },
  },
  fastapi: {
    *migrate(route, app) {
      for (const { reference, way, via } of routeReach(route, app)) {
        if (way === 'direct' || !/^flask\.request(\.|$)/.test(reference.path)) continue;
        const at = { file: reference.file, at: reference.node };
        const data = { function: via.at(-1)?.def.name ?? '?' };
        yield {
          ...at,
          message: way === 'decorator' ? 'in-decorator' : way === 'helper' ? 'in-helper' : 'possibly-in-method',
          data,
        };
        return;
      }
    },
  },
});

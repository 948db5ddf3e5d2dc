import { defineTransform, reachedObstacle } from '../../src/transform.js';

export const session = defineTransform({
  name: 'session',
  summary: 'Finds the use of the session, in views and in what they call.',
  messages: {
    used: {
      trust: 'manual',
      what: '`session` is used{where}',
      why: 'The session is read from and written to a signed cookie by Flask around the request.',
      todo: 'Wait for the conversion of sessions; until then the route runs inside the request of Flask.',
    },
  },
  fastapi: {
    migrate: (route, app) => reachedObstacle(route, app, ['flask.session'], 'used'),
  },
});

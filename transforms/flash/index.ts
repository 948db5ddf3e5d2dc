import { defineTransform, reachedObstacle } from '../../src/transform.js';

export const flash = defineTransform({
  name: 'flash',
  summary: 'Finds flashed messages, which live in the session.',
  messages: {
    used: {
      trust: 'manual',
      what: '`flash` is used{where}',
      why: 'Flashed messages are kept in the session until a page shows them.',
      todo: 'Wait for the conversion of sessions; until then the route runs inside the request of Flask.',
    },
  },
  fastapi: {
    migrate: (route, app) => reachedObstacle(route, app, ['flask.flash', 'flask.get_flashed_messages'], 'used'),
  },
});

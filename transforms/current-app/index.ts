import { defineTransform, reachedObstacle } from '../../src/transform.js';

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
    migrate: (route, app) => reachedObstacle(route, app, ['flask.current_app'], 'used'),
  },
});

import { defineTransform, reachedObstacle } from '../../src/transform.js';

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
    migrate: (route, app) => reachedObstacle(route, app, ['flask.g'], 'used'),
  },
});

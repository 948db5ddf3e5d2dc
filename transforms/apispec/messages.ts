import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: '`{use}` is the application’s own `RoutePlugin`',
    why: 'It finds the same paths and the same docstrings, among the routes of FastAPI.',
    todo: 'Let FastAPI document the routes when the document is no longer written by hand.',
  },
  documented: {
    trust: 'manual',
    what: '`{endpoint}` may be in a document of apispec',
    why: 'Its plugin looks for views in Flask.',
    todo: 'Move the rest of the application; until then the route runs inside the request of Flask.',
  },
  used: {
    trust: 'manual',
    what: '`{use}` of apispec is used in another way than to make it',
    why: 'It looks for paths in Flask.',
    todo: 'Make it where it is used, `plugins=[FlaskPlugin()]`, or leave the application in Flask.',
  },
} as const satisfies Record<string, Message>;

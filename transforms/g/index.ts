import { isBelow, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  defineTransform,
  installation,
  needsContext,
  outsideReferences,
  reachedObstacle,
  swapped,
} from '../../src/transform.js';
import { ownClass } from './own-class.js';

const G = 'flask.g';

export const requestGlobals = defineTransform({
  name: 'g',
  summary: 'Keeps `g`: what the functions that answer one request share.',
  messages: {
    used: {
      trust: 'manual',
      what: '`g` is used{where}',
      why: '`g` lives in the application context of Flask, which is there as long as Flask drives.',
      todo: 'Move the rest of the application; until then the route runs inside the request of Flask.',
    },
    shared: {
      trust: 'same',
      what: '`{name}` is one of the application, for each request',
      why: 'Hooks, views, helpers and templates of one request share it, on whatever thread they run.',
      todo: 'Nothing has to be done.',
    },
    installed: {
      trust: 'same',
      what: 'the context of the request is installed',
      why: 'It is there from the first hook to the last teardown function.',
      todo: 'Nothing has to be done.',
    },
    base: {
      trust: 'same',
      what: '`{use}` is `{becomes}`',
      why: 'It is the class of `g`, with the same methods.',
      todo: 'Nothing has to be done.',
    },
    'own-class': {
      trust: 'same',
      what: '`{use}` is `{becomes}`',
      why: 'Each request has an object of that class as its `g`, as before.',
      todo: 'Nothing has to be done.',
    },
    'no-finish': {
      trust: 'manual',
      what: 'there is no place to install the context of the request at',
      why: 'It has to come after the last blueprint.',
      todo: 'Let the factory return the application by its name.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') yield* reachedObstacle(route, app, [G], 'used');
      else {
        for (const reference of viewReferences(app, route)) {
          if (isBelow(reference, G)) yield swapped(app, reference, G, 'context', 'shared');
        }
      }
    },
    *wire(app) {
      for (const reference of outsideReferences(app, [G], true)) yield swapped(app, reference, G, 'context', 'shared');
      yield* ownClass(app);
      yield* installed(app);
    },
  },
});

/** Where hooks or sessions are, they bring the context along. */
function* installed(app: App): Iterable<Change<'installed' | 'no-finish'>> {
  if (!needsContext(app)) return;
  const { file, node } = app.scaffold.site;
  const needs = installation(app, 'middleware', 'install_context');
  yield needs ? { message: 'installed', file, at: node, needs } : { message: 'no-finish', file, at: node };
}

import { isBelow, viewReferences } from '../../src/model/references.js';
import { defineTransform, outsideReferences, reachedObstacle, swapped } from '../../src/transform.js';

const PATHS = ['flask.flash', 'flask.get_flashed_messages'];

export const flash = defineTransform({
  name: 'flash',
  summary: 'Keeps flashed messages, which live in the session.',
  messages: {
    used: {
      trust: 'manual',
      what: '`{name}` is used{where}',
      why: 'Flashed messages are kept in the session until a page shows them.',
      todo: 'Move the rest of the application; until then the route runs inside the request of Flask.',
    },
    kept: {
      trust: 'same',
      what: '`{name}` keeps messages in the session as Flask does',
      why: 'What is flashed before the move is shown after it.',
      todo: 'Nothing has to be done.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') yield* reachedObstacle(route, app, PATHS, 'used');
      else yield* kept(app, viewReferences(app, route));
    },
    *wire(app) {
      yield* kept(app, outsideReferences(app, PATHS));
    },
  },
});

function* kept(app: Parameters<typeof swapped>[0], found: ReturnType<typeof outsideReferences>) {
  for (const reference of found) {
    const path = PATHS.find((one) => isBelow(reference, one));
    if (path) yield swapped(app, reference, path, 'sessions', 'kept');
  }
}

import { isBelow, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  defineTransform,
  outsideReferences,
  type Reference,
  reachedObstacle,
  swapped,
} from '../../src/transform.js';

const ASKED = ['flask.has_request_context', 'flask.has_app_context'];

export const contexts = defineTransform({
  name: 'contexts',
  summary: 'Keeps the question whether there is a request, or an application, at hand.',
  messages: {
    used: {
      trust: 'manual',
      what: '`{name}` is used{where}',
      why: 'As long as Flask drives, it knows of its own contexts only.',
      todo: 'Move the rest of the application; until then the route runs inside the request of Flask.',
    },
    asked: {
      trust: 'same',
      what: '`{name}` asks for the context of the application’s own',
      why: 'It is there for as long as it was in Flask.',
      todo: 'Nothing has to be done.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') yield* reachedObstacle(route, app, ASKED, 'used');
      else yield* asked(app, viewReferences(app, route));
    },
    *wire(app) {
      yield* asked(app, outsideReferences(app, ASKED, true));
    },
  },
});

function* asked(app: App, found: readonly Reference[]): Iterable<Change<'asked'>> {
  for (const reference of found) {
    const path = ASKED.find((one) => isBelow(reference, one));
    if (path) yield swapped(app, reference, path, 'context', 'asked');
  }
}

import { isBelow, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  defineTransform,
  installation,
  outsideReferences,
  reachedObstacle,
  swapped,
  usesSession,
} from '../../src/transform.js';

const SESSION = 'flask.session';

export const session = defineTransform({
  name: 'session',
  summary: 'Keeps the session, in the signed cookie that Flask writes and reads.',
  messages: {
    used: {
      trust: 'manual',
      what: '`session` is used{where}',
      why: 'Flask reads the session from a signed cookie before the request, and writes it after it.',
      todo: 'Move the rest of the application; until then the route runs inside the request of Flask.',
    },
    kept: {
      trust: 'same',
      what: '`{name}` reads and writes the cookie of Flask',
      why: 'Who was logged in before the move still is, and after a way back, too.',
      todo: 'Keep SECRET_KEY as it is.',
    },
    installed: {
      trust: 'same',
      what: 'sessions are installed',
      why: 'The cookie has the name, the signature and the attributes that Flask gives it.',
      todo: 'Add `itsdangerous` to the dependencies.',
    },
    'no-settings': {
      trust: 'manual',
      what: 'the session is used, but no setting is made in the code',
      why: 'Where its SECRET_KEY comes from is not known.',
      todo: 'Set `app.config["SECRET_KEY"]` where the application is made.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') yield* reachedObstacle(route, app, [SESSION], 'used');
      else {
        for (const reference of viewReferences(app, route)) {
          if (isBelow(reference, SESSION)) yield swapped(app, reference, SESSION, 'sessions', 'kept');
        }
      }
    },
    *wire(app) {
      for (const reference of outsideReferences(app, [SESSION], true)) {
        yield swapped(app, reference, SESSION, 'sessions', 'kept');
      }
      yield* installed(app);
    },
  },
});

function* installed(app: App): Iterable<Change<'installed' | 'no-settings'>> {
  if (!usesSession(app)) return;
  const { file, node } = app.scaffold.site;
  const needs = installation(app, 'sessions', 'install_sessions');
  const isSet = app.wiring.some((item) => item.kind === 'config');
  yield needs && isSet ? { message: 'installed', file, at: node, needs } : { message: 'no-settings', file, at: node };
}

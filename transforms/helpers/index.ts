import { isFlaskName } from '../../src/model/flask-names.js';
import { routeReach } from '../../src/model/reach.js';
import { isBelow } from '../../src/model/references.js';
import { defineTransform } from '../../src/transform.js';

/** What the functions that a view calls may use of Flask without its contexts being there. */
const CONTEXT_FREE = ['flask.abort', 'flask.Markup', 'flask.escape', 'flask.Flask', 'flask.Blueprint'];

/** Context-locals have transforms of their own. */
const OWN = [
  'flask.request',
  'flask.g',
  'flask.session',
  'flask.current_app',
  'flask.flash',
  'flask.get_flashed_messages',
];

export const helpers = defineTransform({
  name: 'helpers',
  summary: 'Finds what the functions that a view calls need of the contexts of Flask.',
  messages: {
    'in-helper': {
      trust: 'manual',
      what: '`{name}` is called in `{function}`, which the view comes to',
      why: 'It looks for the application context of Flask, or makes a response of Flask.',
      todo: 'Wait for the conversion of helpers; until then the route runs inside the request of Flask.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      // in a pure application helpers are converted themselves, or hold the whole of it back
      if (mode === 'pure') return;
      for (const { reference, way, via } of routeReach(route, app)) {
        if (way === 'direct' || !/^flask\.|^werkzeug\.wrappers\./.test(reference.path)) continue;
        if (!isFlaskName(reference.path)) continue;
        if ([...CONTEXT_FREE, ...OWN].some((path) => isBelow(reference, path))) continue;
        const data = { name: reference.path, function: via.at(-1)?.def.name ?? '?' };
        yield { message: 'in-helper', file: reference.file, at: reference.node, data };
        return;
      }
    },
  },
});

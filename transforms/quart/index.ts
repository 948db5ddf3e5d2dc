import { defineTransform } from '../../src/transform.js';
import { asyncDefs } from './coroutines.js';
import { imported } from './imports.js';
import { messages } from './messages.js';
import { objects, unknownUse } from './objects.js';
import { strange, used } from './references.js';
import { responses } from './responses.js';
import { templates } from './templates.js';
import { unported, views, wiring } from './wiring.js';

export const quart = defineTransform({
  name: 'quart',
  summary: 'Takes an application to Quart as a whole.',
  messages,
  quart: {
    *convert(app) {
      yield* imported(app);
      yield* used(app);
      yield* asyncDefs(app);
      yield* objects(app);
      yield* wiring(app);
      yield* views(app);
      yield* responses(app);
      yield* templates(app);
    },
    leftover: strange,
    leftoverWiring: unported,
    leftoverUse: (use, app) => unknownUse(app, use),
  },
});

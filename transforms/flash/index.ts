import { reaches } from '../../src/model/reach.js';
import { defineTransform } from '../../src/transform.js';

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
    *migrate(route, app) {
      for (const path of ['flask.flash', 'flask.get_flashed_messages']) {
        const found = reaches(route, app, path);
        if (!found) continue;
        const { reference, via } = found;
        const last = via.at(-1)?.def.name;
        yield {
          message: 'used',
          file: reference.file,
          at: reference.node,
          data: { where: last ? ` in \`${last}\`` : '' },
        };
        return;
      }
    },
  },
});

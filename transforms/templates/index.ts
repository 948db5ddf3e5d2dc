import { reaches } from '../../src/model/reach.js';
import { defineTransform } from '../../src/transform.js';

export const templates = defineTransform({
  name: 'templates',
  summary: 'Finds rendered templates.',
  messages: {
    used: {
      trust: 'manual',
      what: '`render_template` is used{where}',
      why: 'Templates see the request, the session, `g` and the configuration of Flask.',
      todo: 'Wait for the conversion of templates; until then the route runs inside the request of Flask.',
    },
  },
  fastapi: {
    *migrate(route, app) {
      for (const path of [
        'flask.render_template',
        'flask.render_template_string',
        'flask.stream_template',
        'flask.stream_template_string',
        'flask.get_template_attribute',
      ]) {
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

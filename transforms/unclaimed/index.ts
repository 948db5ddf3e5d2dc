import { defineTransform } from '../../src/transform.js';

export const unclaimed = defineTransform({
  name: 'unclaimed',
  summary: 'Names what of Flask a view uses that no transform can turn into FastAPI.',
  messages: {
    name: {
      trust: 'manual',
      general: 'view',
      what: '`{name}` has no FastAPI form here',
      why: 'What it does for the response is not known to be the same without Flask.',
      todo: 'Replace it by hand, or leave the route inside the request of Flask.',
    },
  },
  fastapi: {
    *leftover(reference) {
      // names of extensions are named by another transform
      if (/^flask_\w/.test(reference.path)) return;
      yield { message: 'name', file: reference.file, at: reference.node, data: { name: reference.path } };
    },
  },
});

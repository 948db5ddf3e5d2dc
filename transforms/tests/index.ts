import { suiteOf } from '../../src/model/suite.js';
import { defineTransform } from '../../src/transform.js';
import { messages } from './messages.js';
import { named } from './names.js';
import { onTheWay, ownUses, used } from './uses.js';

export const tests = defineTransform({
  name: 'tests',
  summary: 'Moves the tests along: the client, the contexts, the settings. No assertion is touched.',
  messages,
  after: ['config'],
  fastapi: {
    *wire(app) {
      const { uses, ways, lost, references } = suiteOf(app);
      for (const use of ownUses(app)) yield used(app, use);
      for (const use of uses) yield used(app, use);
      for (const way of ways) yield onTheWay(way);
      for (const { file, node } of lost) yield { message: 'left', file, at: node, data: { use: file.slice(node) } };
      for (const reference of references) yield named(app, reference);
    },
  },
});

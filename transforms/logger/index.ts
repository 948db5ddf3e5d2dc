import { objectUses } from '../../src/model/objects.js';
import { defineTransform, supportName } from '../../src/transform.js';

export const logger = defineTransform({
  name: 'logger',
  summary: 'Turns `app.logger` into a logger of the same name, when all of the application moves.',
  messages: {
    logger: {
      trust: 'same',
      what: '`{use}` is `get_logger({app})`',
      why: 'It has the same name, the same handlers and the same level.',
      todo: 'Use `logging.getLogger(__name__)` where the name does not matter.',
    },
  },
  fastapi: {
    *wire(app) {
      const items = app.wiring.filter(({ kind, what }) => kind === 'attribute' && what.startsWith('logger.'));
      for (const { file, node, member } of objectUses(app)) {
        if (member?.attr !== 'logger') continue;
        const parent = file.parentOf(member);
        // `app.logger = …` puts another logger in its place
        if (parent?.kind === 'assign' && parent.targets.includes(member)) continue;
        const known = supportName({ app, file, mode: 'pure' }, 'logs', 'get_logger');
        const object = file.slice(node);
        yield {
          message: 'logger',
          file,
          at: member,
          data: { use: file.slice(member), app: object },
          edits: [{ start: member.start, end: member.end, text: `${known.text}(${object})` }],
          needs: known.needs,
          ports: items.filter((item) => item.file === file),
        };
      }
    },
  },
});

import { objectUses } from '../../src/model/objects.js';
import { isBelow, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  defineTransform,
  outsideReferences,
  type Reference,
  supportName,
  swapped,
} from '../../src/transform.js';

const HANDLER = 'flask.logging.default_handler';

function* handlers(app: App, found: readonly Reference[]): Iterable<Change<'handler'>> {
  for (const reference of found) {
    if (isBelow(reference, HANDLER)) yield swapped(app, reference, HANDLER, 'logs', 'handler');
  }
}

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
    handler: {
      trust: 'same',
      what: '`{name}` is the handler that `get_logger()` adds',
      why: 'It is added when nothing else takes what the logger says, and writes to standard error.',
      todo: 'Nothing has to be done.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'pure') yield* handlers(app, viewReferences(app, route));
    },
    *wire(app) {
      yield* handlers(app, outsideReferences(app, [HANDLER], true));
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

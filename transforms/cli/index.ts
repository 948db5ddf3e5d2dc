import { type ObjectUse, objectUses } from '../../src/model/objects.js';
import { type App, type Change, defineTransform, lineBelow, supportName, type Wiring } from '../../src/transform.js';
import { blueprintCommands } from './blueprint.js';
import { entryChange } from './entry.js';
import { flaskCli } from './flask-cli.js';
import { messages } from './messages.js';
import { shellChanges } from './shell.js';

type Said = Change<keyof typeof messages>;

export const cli = defineTransform({
  name: 'cli',
  summary: 'Keeps commands: click groups that run in the context of the application, with an entry of their own.',
  messages,
  fastapi: {
    *wire(app) {
      yield* shellChanges(app);
      const groups = yield* flaskCli(app);
      const items = app.wiring.filter(isOfCommands);
      const uses = objectUses(app).filter(({ member }) => member?.attr === 'cli');
      if (items.length === 0 && uses.length === 0) return;
      yield* applicationCommands(app, uses, items);
      yield* blueprintCommands(app, uses, items);
      if (!groups) yield entryChange(app);
    },
  },
});

function isOfCommands({ kind, what }: Wiring): boolean {
  if (kind === 'cli') return !what.startsWith('shell_context_processor');
  return kind === 'attribute' && what.startsWith('cli.');
}

/** `app.cli.command("x")` → `app.state.cli.command("x")`. */
function* applicationCommands(app: App, uses: readonly ObjectUse[], items: readonly Wiring[]): Iterable<Said> {
  const { file, node } = app.scaffold.site;
  const group = supportName({ app, file, mode: 'pure' }, 'commands', 'AppGroup');
  const line = lineBelow(app, -4, (object) => `${object}.state.cli = ${group.text}(${object}.title)`);
  if (!line) {
    yield { message: 'unread', file, at: node, data: { name: 'the application' } };
    return;
  }
  const data = { use: 'app.cli', becomes: 'app.state.cli' };
  const ports = items.filter(({ scaffold }) => scaffold === app.scaffold);
  yield { message: 'registered', file, at: node, data, needs: [...group.needs, line], ports };
  for (const { scaffold, file: user, node: object, member } of uses) {
    if (scaffold !== app.scaffold || !member) continue;
    const becomes = `${user.slice(object)}.state.cli`;
    yield {
      message: 'registered',
      file: user,
      at: member,
      data: { use: user.slice(member), becomes },
      edits: [{ start: member.attrStart, end: member.end, text: 'state.cli' }],
    };
  }
}

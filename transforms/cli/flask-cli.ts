import { references } from '../../src/model/references.js';
import type { Call } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, type Reference, supportName, swapped } from '../../src/transform.js';

const SAME = ['flask.cli.AppGroup', 'flask.cli.with_appcontext'];
const GROUP = 'flask.cli.FlaskGroup';

/** What else a group of click takes, whatever its class. */
const OF_CLICK = ['cls', 'name', 'help', 'create_app', 'context_settings', 'epilog', 'short_help', 'commands'];

type Said = Change<'swapped' | 'group' | 'group-option'>;

/**
 * The names of `flask.cli` as those of the application's own `commands.py`.
 *
 * @returns Whether the project has a group of its own that finds the application.
 */
export function* flaskCli(app: App): Generator<Said, boolean> {
  let found = false;
  for (const reference of references(app)) {
    const { path, file, node } = reference;
    if (SAME.includes(path)) yield swapped(app, reference, path, 'commands', 'swapped');
    if (path !== GROUP) continue;
    found = true;
    const call = groupCall(file, reference);
    const option = call ? strangeOption(call) : 'cls';
    if (option) {
      yield { message: 'group-option', file, at: node, data: { option }, accounts: [node] };
      continue;
    }
    const known = supportName({ app, file, mode: 'pure' }, 'commands', 'ApplicationGroup');
    const edits = [{ start: node.start, end: node.end, text: known.text }];
    yield { message: 'group', file, at: node, edits, needs: known.needs, accounts: [node] };
  }
  return found;
}

/** `FlaskGroup(…)`, or `click.group(cls=FlaskGroup, …)`. */
function groupCall(file: SourceFile, { node }: Reference): Call | undefined {
  const parent = file.parentOf(node);
  if (parent?.kind === 'call' && parent.func === node) return parent;
  const call = parent?.kind === 'argument' && parent.name === 'cls' ? file.parentOf(parent) : undefined;
  return call?.kind === 'call' ? call : undefined;
}

function strangeOption(call: Call): string | undefined {
  const strange = call.args.find(({ name, star }) => star || !name || !OF_CLICK.includes(name));
  if (strange) return strange.name ?? strange.star ?? 'add_default_commands';
  return call.args.some(({ name }) => name === 'create_app') ? undefined : 'create_app';
}

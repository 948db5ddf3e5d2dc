import type { ObjectUse } from '../../src/model/objects.js';
import type { RegisterEvent } from '../../src/model/registration/events.js';
import { asString, type Scaffold } from '../../src/model/registration/values.js';
import type { Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  freshName,
  givenArgument,
  type Named,
  supportName,
  takesLines,
  type Wiring,
} from '../../src/transform.js';

type Said = Change<'blueprint' | 'unread' | 'registered'>;

/** `@bp.cli.command("x")` → `@bp_cli.command("x")`, a group of its own below the router, added where the router is included. */
export function* blueprintCommands(app: App, uses: readonly ObjectUse[], items: readonly Wiring[]): Iterable<Said> {
  const owners = new Set([...uses, ...items].map(({ scaffold }) => scaffold));
  for (const scaffold of owners) {
    if (scaffold === app.scaffold) continue;
    yield* commandsOf(
      app,
      scaffold,
      uses.filter((use) => use.scaffold === scaffold),
      items.filter((item) => item.scaffold === scaffold),
    );
  }
}

function* commandsOf(
  app: App,
  scaffold: Scaffold,
  uses: readonly ObjectUse[],
  ports: readonly Wiring[],
): Iterable<Said> {
  const { file, node } = scaffold.site;
  const name = asString(scaffold.options.get('name'));
  const stmt = statementOf(file, node);
  const target = stmt?.kind === 'assign' ? stmt.targets[0] : undefined;
  const added = addedAt(app, scaffold);
  const own = groupName(scaffold, file);
  const unsaid: Said = { message: 'unread', file, at: node, data: { name: name ?? '?' } };
  if (!name || !stmt || target?.kind !== 'name' || !takesLines(file, { after: stmt }) || !added || !own) {
    yield unsaid;
    return;
  }
  const local = freshName(file, [`${target.id}_cli`]);
  const group = supportName({ app, file, mode: 'pure' }, 'commands', 'AppGroup');
  const there = named(added.file, added.blueprint, scaffold, local);
  const merged = own.text === undefined;
  const object = added.file.slice(added.app);
  const line = merged
    ? `${object}.state.cli.commands.update(${there.text}.commands)`
    : `${object}.state.cli.add_command(${there.text})`;
  yield {
    message: 'blueprint',
    file,
    at: node,
    data: { name, group: local },
    ports,
    needs: [
      ...group.needs,
      ...there.needs,
      { kind: 'lines', file, anchor: { after: stmt }, rank: 0, lines: [`${local} = ${group.text}(${own.text ?? ''})`] },
      { kind: 'lines', file: added.file, anchor: { after: added.stmt }, rank: 0, lines: [line] },
    ],
  };
  for (const use of uses) {
    const { member } = use;
    if (!member) continue;
    const becomes = named(use.file, use.node, scaffold, local);
    yield {
      message: 'registered',
      file: use.file,
      at: member,
      data: { use: use.file.slice(member), becomes: becomes.text },
      edits: [{ start: member.start, end: member.end, text: becomes.text }],
      needs: becomes.needs,
    };
  }
}

/** The group's name as Flask has it: `cli_group`, or the blueprint's; without a text it has none, and its commands stand beside those of the application. */
function groupName(scaffold: Scaffold, file: SourceFile): { readonly text: string | undefined } | undefined {
  const { node } = scaffold.site;
  if (node.kind !== 'call') return undefined;
  const given = scaffold.options.get('cli_group');
  if (given?.kind === 'const' && given.value === null) return { text: undefined };
  const value = given ? asString(given) : asString(scaffold.options.get('name'));
  return value === undefined ? undefined : { text: file.quote + value + file.quote };
}

/** Where the blueprint is registered: once, by a call of its own, on the application itself. */
function addedAt(app: App, scaffold: Scaffold) {
  const events = app.events.filter((event): event is RegisterEvent => event.kind === 'register');
  const [event, more] = events.filter((one) => one.child === scaffold);
  const call = event?.call;
  if (!event || more || !call || call.func.kind !== 'attribute' || event.parent !== app.scaffold) return undefined;
  if (events.some((other) => other !== event && other.call === call)) return undefined;
  if (event.options.has('name') || event.options.has('cli_group')) return undefined;
  const { file } = event.site;
  const stmt = statementOf(file, call);
  const blueprint = givenArgument(call, 0, 'blueprint')?.value;
  if (stmt?.kind !== 'expr' || !blueprint || !takesLines(file, { after: stmt })) return undefined;
  return { file, stmt, app: call.func.value, blueprint };
}

/** The group beside the blueprint, from where the blueprint itself goes by the name `expr`. */
function named(file: SourceFile, expr: Expr, scaffold: Scaffold, local: string): Named {
  if (expr.kind === 'attribute') return { text: `${file.slice(expr.value)}.${local}`, needs: [] };
  const home = scaffold.site.file;
  if (file === home || expr.kind !== 'name') return { text: local, needs: [] };
  const own = freshName(file, [`${expr.id}_cli`]);
  const module = { path: home.path };
  return { text: own, needs: [{ kind: 'import', file, module, name: local, ...(own !== local && { local: own }) }] };
}

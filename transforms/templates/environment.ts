import { objectUses } from '../../src/model/objects.js';
import type { Assign, Attribute, Name, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import { type App, type Change, type FileEdit, lineBelow, supportName, type Wiring } from '../../src/transform.js';
import type { messages } from './messages.js';
import { classChanges, classOptions, SETTINGS } from './subclass.js';

type Said = Change<keyof typeof messages>;

/** What Flask asks a subclass or an assignment for when it makes the environment. */
const REPLACED =
  /^(select_jinja_autoescape|create_jinja_environment|create_global_jinja_loader|jinja_environment|jinja_loader|update_template_context|template_context_processors|template_folder)$/;

const OURS = new Set(['jinja_env', 'jinja_options']);

/** `app.jinja_env.globals["x"] = …` → `jinja_env(app).globals["x"] = …`; `app.jinja_options = …` → `app.state.jinja_options = …`. */
export function* environmentChanges(app: App): Iterable<Said> {
  yield* classChanges(app);
  const items = app.wiring.filter((item) => item.kind === 'template' && item.event?.kind === 'assign');
  const ported = new Set<Wiring>();
  for (const { file, member } of membersOf(app, items)) {
    if (REPLACED.test(member.attr)) yield { message: 'setting', file, at: member, data: { name: member.attr } };
    if (!OURS.has(member.attr)) continue;
    const change = member.attr === 'jinja_env' ? environmentUse(app, file, member) : optionsUse(app, file, member);
    yield change;
    if (change.message === 'setting') continue;
    const nodes = [member, ...aliasUses(app, file, member)];
    for (const item of items) if (nodes.some((node) => isAt(item, file, node))) ported.add(item);
  }
  if (ported.size > 0) {
    const { file, node } = app.scaffold.site;
    yield { message: 'environment', file, at: node, data: { use: 'jinja_env' }, ports: [...ported] };
  }
  for (const item of items) {
    if (ported.has(item)) continue;
    const at = item.event?.site.node ?? app.scaffold.site.node;
    yield { message: 'setting', file: item.file, at, data: { name: item.what } };
  }
}

interface Member {
  readonly file: SourceFile;
  readonly member: Attribute;
}

/** Whatever is taken of the application, and what registration code sets on it under a name that stands for several. */
function* membersOf(app: App, items: readonly Wiring[]): Iterable<Member> {
  const seen = new Set<Attribute>();
  for (const { scaffold, file, member } of objectUses(app)) {
    if (!member || scaffold !== app.scaffold) continue;
    seen.add(member);
    yield { file, member };
  }
  for (const { file, event } of items) {
    const at = event?.site.node;
    const set = at?.kind === 'assign' ? at.targets : at?.kind === 'call' ? [at.func] : [];
    for (const node of walk(set)) {
      if (node.kind !== 'attribute' || !OURS.has(node.attr) || seen.has(node)) continue;
      seen.add(node);
      yield { file, member: node };
    }
  }
}

/** Does the node stand in the statement that is the item? */
function isAt({ event, file }: Wiring, other: SourceFile, node: Node): boolean {
  const at = event?.site.node;
  return at !== undefined && file === other && at.start <= node.start && node.end <= at.end;
}

function environmentUse(app: App, file: SourceFile, member: Attribute): Said {
  const parent = file.parentOf(member);
  const taken = parent?.kind === 'attribute' ? parent : undefined;
  const use = file.slice(taken ?? member);
  const isAlias =
    isNamed(parent, member) && aliasUses(app, file, member).every((name) => isSetting(file.parentOf(name)));
  if (!isSetting(taken) && !isAlias) return { message: 'setting', file, at: taken ?? member, data: { name: use } };
  const known = supportName({ app, file, mode: 'pure' }, 'templating', 'jinja_env');
  const edits = [{ start: member.start, end: member.end, text: `${known.text}(${file.slice(member.value)})` }];
  return { message: 'environment', file, at: member, data: { use }, edits, needs: known.needs };
}

function isSetting(parent: Node | undefined): boolean {
  return parent?.kind === 'attribute' && SETTINGS.test(parent.attr);
}

/** `env = app.jinja_env` */
function isNamed(parent: Node | undefined, member: Attribute): parent is Assign {
  return parent?.kind === 'assign' && parent.value === member && parent.targets.every((one) => one.kind === 'name');
}

/** Every use of the name that the environment is given there. */
function aliasUses(app: App, file: SourceFile, member: Attribute): readonly Name[] {
  const parent = file.parentOf(member);
  if (!isNamed(parent, member)) return [];
  const found: Name[] = [];
  for (const node of walk(file.module)) {
    if (node.kind !== 'name' || parent.targets.includes(node)) continue;
    const ref = app.project.resolve(node, file);
    if (ref?.kind === 'variable' && ref.bindings.some(({ value }) => value === member)) found.push(node);
  }
  return found;
}

function optionsUse(app: App, file: SourceFile, used: Attribute): Said {
  const parent = file.parentOf(used);
  const edits: FileEdit[] = [{ start: used.attrStart, end: used.end, text: 'state.jinja_options' }];
  const said = { file, at: used, data: { use: file.slice(used) }, edits } as const;
  if (parent?.kind === 'assign' && parent.targets.includes(used)) return { ...said, message: 'environment' };
  if (classOptions(app)) return { ...said, message: 'environment' };
  const line = lineBelow(app, 0, (object) => `${object}.state.jinja_options = {}`);
  if (!line) return { message: 'setting', file, at: used, data: { name: file.slice(used) } };
  return { ...said, message: 'environment', needs: [line] };
}

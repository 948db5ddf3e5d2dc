import { isAskedFor, isOfFastapi } from '../../src/model/attribute-names.js';
import { canonical } from '../../src/model/flask-names.js';
import { objectUses } from '../../src/model/objects.js';
import type { ClassValue } from '../../src/model/registration/values.js';
import { boundIn, classesOf, superNames } from '../../src/model/subclass.js';
import type { Node } from '../../src/python/ast.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import { type App, type Change, libraryName, type RouteSite } from '../../src/transform.js';

type Said = Change<'base' | 'subclass' | 'override' | 'clash'>;

/** What another transform makes of a name that Flask asks for. */
const HANDLED = new Set(['jinja_options', 'create_jinja_environment', 'select_jinja_autoescape']);

/** What Flask asks for without a request, or for its own templates, which it goes on rendering. */
const APART =
  /^(jinja_.*|create_(global_)?jinja_.*|(select|init)_jinja_.*|update_template_context|(add_)?template(s|_.*)|test_.*|config_class|default_config|make_config|auto_find_instance_path|cli|(make_)?shell_.*|run|import_name|name|logger.*|static_.*|root_path|instance_path|open_(instance_)?resource|extensions|debug_log_format)$/;

/** Beside Flask: something that it asks for around its own views only. */
export function* overridden(app: App, { file, call }: RouteSite): Iterable<Change<'overridden'>> {
  for (const { def } of classesOf(app.scaffold)) {
    for (const { name } of boundIn(def.body)) {
      if (!isAskedFor(name) || APART.test(name)) continue;
      yield { message: 'overridden', file, at: call, data: { name: def.name, method: name } };
    }
  }
}

/** `class Shop(Flask):` → `class Shop(FastAPI):`, when the class has nothing that only Flask asks for. */
export function* subclassChanges(app: App): Iterable<Said> {
  const { scaffold } = app;
  for (const cls of classesOf(scaffold)) {
    yield* based(app, cls);
    yield* members(cls);
    yield* inherited(app, cls);
  }
  yield* early(app);
  const initialised = classesOf(scaffold).find(({ def }) =>
    [...boundIn(def.body)].some(({ name }) => name === '__init__'),
  );
  if (initialised && !scaffold.init) yield strange(initialised);
}

function strange({ file, def }: ClassValue): Said {
  return { message: 'subclass', file, at: def, data: { name: def.name } };
}

function* based(app: App, cls: ClassValue): Iterable<Said> {
  const { file, def } = cls;
  if (def.decorators.length > 0) yield strange(cls);
  for (const { name, star, value } of def.bases) {
    const ref = app.project.resolve(value, file);
    if (name || star || !(ref?.kind === 'class' || ref?.kind === 'external')) {
      yield strange(cls);
    } else if (ref.kind === 'external' && canonical(ref.path) === 'flask.Flask') {
      const known = libraryName({ app, file, mode: 'pure' }, 'fastapi', 'FastAPI');
      const edits = [{ start: value.start, end: value.end, text: known.text }];
      yield { message: 'base', file, at: value, data: { name: def.name }, edits, needs: known.needs };
    } else if (ref.kind === 'external') {
      yield strange(cls);
    }
  }
}

function* members({ file, def }: ClassValue): Iterable<Said> {
  for (const { name, stmt } of boundIn(def.body)) {
    const data = { name: def.name, member: name };
    if (HANDLED.has(name)) continue;
    if (isAskedFor(name)) yield { message: 'override', file, at: stmt, data };
    else if (isOfFastapi(name)) yield { message: 'clash', file, at: stmt, data };
  }
}

/** `self.title = …` above `super().__init__(…)`: there is no FastAPI object yet that could have it in its `state`. */
function* early(app: App): Iterable<Said> {
  const { init, cls } = app.scaffold;
  const method = init && enclosingFunction(init.file, init.node);
  if (!init || !method) return;
  for (const { scaffold, file, member } of objectUses(app)) {
    if (!member || scaffold !== app.scaffold || !isOfFastapi(member.attr)) continue;
    if (member.start > init.node.start || enclosingFunction(file, member) !== method) continue;
    yield { message: 'clash', file, at: member, data: { name: cls?.def.name ?? '?', member: member.attr } };
  }
}

/** `super().name()` that means Flask: the constructor's call is dealt with, and what has a transform. */
function* inherited(app: App, cls: ClassValue): Iterable<Said> {
  const later = classesOf(app.scaffold).slice(classesOf(app.scaffold).indexOf(cls) + 1);
  for (const node of superNames(app, cls)) {
    if (HANDLED.has(node.attr) || isInit(app, node)) continue;
    if (later.some(({ def }) => [...boundIn(def.body)].some(({ name }) => name === node.attr))) continue;
    const data = { name: cls.def.name, member: node.attr };
    yield { message: 'override', file: cls.file, at: node, data };
  }
}

function isInit(app: App, node: Node): boolean {
  const { init } = app.scaffold;
  return init?.node.kind === 'call' && init.node.func === node;
}

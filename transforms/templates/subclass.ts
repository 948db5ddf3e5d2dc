import { fileOf } from '../../src/model/creation.js';
import type { ClassValue } from '../../src/model/registration/values.js';
import { boundIn, type ClassMember, classesOf, superNames } from '../../src/model/subclass.js';
import type { Attribute, Call, FunctionDef, Node } from '../../src/python/ast.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import { walk } from '../../src/python/walk.js';
import { type App, type Change, type FileEdit, lineBelow, type Need, supportName } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** What of the environment may be set or asked for: it has no part in finding or rendering templates. */
export const SETTINGS =
  /^(filters|tests|globals|policies|add_extension|trim_blocks|lstrip_blocks|keep_trailing_newline|newline_sequence|undefined|finalize|auto_reload|optimized|((block|variable|comment)_(start|end)_string)|line_(statement|comment)_prefix)$/;

const OPTIONS = 'jinja_options';
const AUTOESCAPE = 'select_jinja_autoescape';
const ENVIRONMENT = 'create_jinja_environment';

/** What `templating.py` has for what a method asks Flask itself for. */
const FUNCTIONS: Readonly<Record<string, string>> = { [AUTOESCAPE]: 'autoescape', [ENVIRONMENT]: 'create_environment' };

/** Has the application's own class options for the environment? */
export function classOptions(app: App): boolean {
  return memberOf(app, OPTIONS) !== undefined;
}

/** What the application's own class has to say about the environment: it keeps it, and the environment is told of it. */
export function* classChanges(app: App): Iterable<Said> {
  const [options, autoescape, environment] = [OPTIONS, AUTOESCAPE, ENVIRONMENT].map((name) => memberOf(app, name));
  if (options || autoescape) {
    const value = (self: string) => {
      const { quote } = fileOf(app.scaffold);
      if (!autoescape) return `${self}.${OPTIONS}`;
      const rest = options ? `, **${self}.${OPTIONS}` : '';
      return `{${quote}autoescape${quote}: ${self}.${AUTOESCAPE}${rest}}`;
    };
    const line = lineBelow(app, 0, (self) => `${self}.state.${OPTIONS} = ${value(self)}`);
    yield* told(app, autoescape ?? options, line);
  }
  if (environment)
    yield* told(
      app,
      environment,
      lineBelow(app, 0, (self) => `${self}.state.${ENVIRONMENT} = ${self}.${ENVIRONMENT}`),
    );
  for (const cls of classesOf(app.scaffold)) yield* asked(app, cls);
}

interface Found extends ClassMember {
  readonly cls: ClassValue;
}

function memberOf(app: App, name: string): Found | undefined {
  for (const cls of classesOf(app.scaffold)) {
    for (const member of boundIn(cls.def.body)) if (member.name === name) return { ...member, cls };
  }
  return undefined;
}

function* told(app: App, found: Found | undefined, line: Need | undefined): Iterable<Said> {
  if (!found) return;
  const at = { file: found.cls.file, at: found.stmt };
  if (line && (found.name !== ENVIRONMENT || asksFlask(app, found)))
    yield { ...at, message: 'environment', data: { use: found.name }, needs: [line] };
  else yield { ...at, message: 'setting', data: { name: found.name } };
}

/** Without what Flask makes of the environment there would be no `url_for`, and other folders. */
function asksFlask(app: App, { cls, stmt }: Found): boolean {
  return [...superNames(app, cls)].some(
    (node) => node.attr === ENVIRONMENT && enclosingFunction(cls.file, node) === stmt,
  );
}

/** `super().create_jinja_environment()` → `create_environment(self)`; `super().select_jinja_autoescape(name)` → `autoescape(name)`. */
function* asked(app: App, cls: ClassValue): Iterable<Said> {
  const { file } = cls;
  for (const node of superNames(app, cls)) {
    const becomes = FUNCTIONS[node.attr];
    if (!becomes || isProjects(app, cls, node.attr)) continue;
    const call = file.parentOf(node);
    const method = enclosingFunction(file, node);
    const self = method?.params[0]?.name;
    const at = { file, at: node };
    if (call?.kind !== 'call' || call.func !== node || !method || !self || !isUsual(app, cls, node, call, method)) {
      yield { ...at, message: 'setting', data: { name: node.attr } };
      continue;
    }
    const known = supportName({ app, file, mode: 'pure', def: method }, 'templating', becomes);
    const edits: FileEdit[] =
      node.attr === ENVIRONMENT
        ? [{ start: call.start, end: call.end, text: `${known.text}(${self})` }]
        : [{ start: node.start, end: node.end, text: known.text }];
    yield { ...at, message: 'environment', data: { use: file.slice(node) }, edits, needs: known.needs };
  }
}

/** Does another class of the project come before Flask? */
function isProjects(app: App, cls: ClassValue, name: string): boolean {
  const classes = classesOf(app.scaffold);
  const later = classes.slice(classes.indexOf(cls) + 1);
  return later.some(({ def }) => [...boundIn(def.body)].some((member) => member.name === name));
}

/** Does the method of that name ask for it, and only set what has no part in finding templates? */
function isUsual(app: App, { file }: ClassValue, { attr }: Attribute, call: Call, method: FunctionDef): boolean {
  if (method.name !== attr) return false;
  if (attr !== ENVIRONMENT) return true;
  const parent = file.parentOf(call);
  if (parent?.kind === 'return') return true;
  if (parent?.kind !== 'assign' || parent.value !== call || parent.op) return false;
  return [...walk(method.body)].every((node) => {
    if (node.kind !== 'name' || parent.targets.some((target) => target === node)) return true;
    const ref = app.project.resolve(node, file);
    if (ref?.kind !== 'variable' || !ref.bindings.some(({ value }) => value === call)) return true;
    return isSetting(file.parentOf(node));
  });
}

function isSetting(parent: Node | undefined): boolean {
  return parent?.kind === 'return' || (parent?.kind === 'attribute' && SETTINGS.test(parent.attr));
}

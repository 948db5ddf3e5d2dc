import type { Call, ClassDef, Expr, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { statementOf } from '../../src/python/surroundings.js';
import { walk } from '../../src/python/walk.js';
import {
  type App,
  type FileEdit,
  freshName,
  givenArgument,
  type Mode,
  type Route,
  type RouteSite,
} from '../../src/transform.js';
import type { Problem } from './messages.js';

/** The object whose methods become endpoints: how it is written where the class is registered. */
export interface Instance {
  readonly text: string;
  readonly edits: readonly FileEdit[];
}

/**
 * `Item.as_view("item", store)` → `Item(store)`. Where the view has a name (`view = Item.as_view(…)`), the name stands for the
 * object from then on, provided that all its uses are registrations; beside Flask some of them might stay.
 *
 * @param functionsUsed How many endpoints are made of it.
 */
export function instanceOf(
  route: Route,
  app: App,
  mode: Mode,
  def: ClassDef,
  functionsUsed: number,
): Instance | Problem {
  const { site } = route;
  const given = givenArgument(site.call, 2, 'view_func')?.value;
  const made = given && madeAt(app, site.file, given, def);
  if (!given || !made) return { problem: 'registration', reason: 'its view is not `as_view(…)`' };
  const { call, file } = made;
  if (call.args.some(({ star }) => star)) return { problem: 'registration', reason: '`as_view` is given `*`' };
  const sites = app.sites.filter((one) => one.routes.some(({ view }) => view?.def === def));
  if (mode === 'hybrid' && sites.length > 1) {
    return { problem: 'registration', reason: 'it is registered several times, and not all of them may move' };
  }
  if (hasOtherUse(app, def, sites, call)) {
    return { problem: 'registration', reason: 'the class is also used elsewhere' };
  }
  const text = constructed(file, call);
  if (given === call) return functionsUsed > 1 ? named(route, text) : { text, edits: [] };
  return { text: site.file.slice(given), edits: [{ file, start: call.start, end: call.end, text }] };
}

/** Several endpoints share one object, made once as in Flask. */
function named({ site: { file, call }, endpoint }: Route, text: string): Instance {
  const last = endpoint.slice(endpoint.lastIndexOf('.') + 1).replace(/\W/g, '_');
  const name = freshName(file, [`${last}_view`, `${last}_methods`]);
  const at = file.lineStart(call.start);
  return { text: name, edits: [{ start: at, end: at, text: `${file.indentAt(at)}${name} = ${text}\n`, rank: 2 }] };
}

/** The call of `as_view` that an expression is, or that gave its name. */
function madeAt(
  app: App,
  file: SourceFile,
  given: Expr,
  def: ClassDef,
): { readonly call: Call; readonly file: SourceFile } | undefined {
  if (given.kind === 'call') return isMaking(app, file, given, def) ? { call: given, file } : undefined;
  if (given.kind !== 'name') return undefined;
  const ref = app.project.resolve(given, file);
  const [binding, more] = ref?.kind === 'variable' ? ref.bindings : [];
  if (ref?.kind !== 'variable' || ref.file !== file || !binding?.value || more) return undefined;
  const { value } = binding;
  return value.kind === 'call' && isMaking(app, file, value, def) ? { call: value, file } : undefined;
}

function isMaking(app: App, file: SourceFile, { func }: Call, def: ClassDef): boolean {
  if (func.kind !== 'attribute' || func.attr !== 'as_view') return false;
  const ref = app.project.resolve(func.value, file);
  return ref?.kind === 'class' && ref.node === def;
}

/** `Item.as_view("item", a, b=1)` → `Item(a, b=1)`. */
function constructed(file: SourceFile, { func, args }: Call): string {
  const name = func.kind === 'attribute' ? file.slice(func.value) : file.slice(func);
  const rest = args.filter((argument, i) =>
    args.some(({ name }) => name === 'name') ? argument.name !== 'name' : i > 0,
  );
  return `${name}(${rest.map((argument) => file.slice(argument)).join(', ')})`;
}

/** Is the class, or the view with a name, used for anything but registrations? */
function hasOtherUse(app: App, def: ClassDef, sites: readonly RouteSite[], made: Call): boolean {
  const isRegistered = (file: SourceFile, node: Node) =>
    sites.some(({ file: at, call }) => at === file && call.start <= node.start && node.end <= call.end);
  const isMade = (node: Node) => made.start <= node.start && node.end <= made.end;
  return app.files.some((file) =>
    [...walk(file.module)].some((node) => {
      if (node.kind !== 'name' && node.kind !== 'attribute') return false;
      const ref = app.project.resolve(node, file);
      if (ref?.kind === 'class' && ref.node === def)
        return !isRegistered(file, node) && !isMade(node) && !isPlainUse(file, node);
      const isAlias = ref?.kind === 'variable' && ref.bindings.some(({ value }) => value === made);
      const isTarget = ref?.kind === 'variable' && ref.bindings.some((binding) => binding.node === node);
      return isAlias && !isTarget && !isRegistered(file, node);
    }),
  );
}

/** `Item.page_size`: an attribute of the class, which stays. */
function isPlainUse(file: SourceFile, node: Node): boolean {
  const parent = file.parentOf(node);
  return parent?.kind === 'attribute' && parent.attr !== 'as_view' && statementOf(file, node)?.kind !== 'class';
}

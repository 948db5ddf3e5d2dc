import type { Expr, FunctionDef, Node } from '../../python/ast.js';
import type { Binding } from '../../python/scopes.js';
import type { SourceFile } from '../../python/source-file.js';
import { walk } from '../../python/walk.js';
import type { App } from '../app.js';
import { kindOf } from './expressions.js';
import { Frame, isPlain, type World } from './frame.js';
import { viewEffects } from './views.js';

/** A variable of a module, and the functions that name it. */
interface Variable {
  readonly key: Binding;
  readonly file: SourceFile;
  readonly bindings: readonly Binding[];
  readonly users: Set<FunctionDef>;
  /** It is also used where no function is: what happens to it there is not followed. */
  isLoose: boolean;
  /** It is given something else from outside: `settings.limit = 5`. */
  isReplaced: boolean;
}

const worlds = new WeakMap<App, World>();

/**
 * The module variables that hold plain data for sure. All are taken for plain at first; one that is given something else, or
 * that a function can get at of which not everything is known, drops out, and the others are looked at again without it.
 */
export function worldOf(app: App): World {
  let world = worlds.get(app);
  if (!world) {
    const callers = callersOf(app);
    let variables = variablesOf(app);
    for (;;) {
      world = { app, plain: new Set(variables.map(({ key }) => key)) };
      const kept = variables.filter((one) => staysPlain(world as World, callers, one));
      if (kept.length === variables.length) break;
      variables = kept;
    }
    worlds.set(app, world);
  }
  return world;
}

function staysPlain(world: World, callers: Callers, variable: Variable): boolean {
  const { file, bindings, users, isLoose, isReplaced } = variable;
  if (isReplaced) return false;
  // nobody can put anything into a number or a text
  if (bindings.every(({ value }) => value && isLiteral(value))) return true;
  if (isLoose) return false;
  const frame = new Frame(world, file, file.module, new Map(), [], 0);
  const isGivenPlain = bindings.every((binding) => {
    const { value } = binding;
    // `total += 1`, and what `global` functions do, is looked at with the function
    return value ? isPlainFor(frame, value) : binding.node.kind === 'name' && isAugmented(file, binding.node);
  });
  return isGivenPlain && rootsOf(callers, users).every((root) => viewEffects(world, root)?.opaque === false);
}

function isPlainFor(frame: Frame, value: Expr): boolean {
  return isPlain(kindOf(frame, value)) && !frame.opaque;
}

function isLiteral({ kind }: Expr): boolean {
  return kind === 'number' || kind === 'string' || kind === 'constant';
}

function isAugmented(file: SourceFile, node: Node): boolean {
  const parent = file.parentOf(node);
  return parent?.kind === 'assign' && parent.op !== undefined;
}

/** The variables of the application's modules, without those that hold a function, a class or something imported. */
function variablesOf(app: App): Variable[] {
  const found = new Map<Binding, Variable>();
  for (const file of app.files) {
    for (const bindings of app.project.scopes(file).module.bindings.values()) {
      const [key] = bindings;
      if (!key || bindings.some(({ kind }) => kind !== 'value')) continue;
      found.set(key, { key, file, bindings, users: new Set(), isLoose: false, isReplaced: false });
    }
  }
  for (const file of app.files) {
    for (const node of walk(file.module)) {
      if (node.kind !== 'name' && node.kind !== 'attribute') continue;
      const ref = app.project.resolve(node, file);
      const variable = ref?.kind === 'variable' && ref.bindings[0] ? found.get(ref.bindings[0]) : undefined;
      if (!variable) continue;
      const parent = file.parentOf(node);
      if (node.kind === 'attribute' && parent?.kind === 'assign' && parent.targets.includes(node)) {
        variable.isReplaced = true;
      }
      const user = enclosing(file, node);
      if (user) variable.users.add(user);
      else if (!variable.bindings.some((binding) => binding.node === node)) variable.isLoose = true;
    }
  }
  return [...found.values()];
}

/** Who calls a function; undefined: it is also passed on, so nobody knows. */
type Callers = ReadonlyMap<FunctionDef, ReadonlySet<FunctionDef> | undefined>;

function callersOf(app: App): Callers {
  const found = new Map<FunctionDef, Set<FunctionDef> | undefined>();
  for (const file of app.files) {
    for (const node of walk(file.module)) {
      if (node.kind !== 'name' && node.kind !== 'attribute') continue;
      const ref = app.project.resolve(node, file);
      if (ref?.kind !== 'function') continue;
      const parent = file.parentOf(node);
      const caller = parent?.kind === 'call' && parent.func === node ? enclosing(file, node) : undefined;
      const known = found.has(ref.node) ? found.get(ref.node) : new Set<FunctionDef>();
      if (caller) known?.add(caller);
      found.set(ref.node, caller ? known : undefined);
    }
  }
  return found;
}

/** The functions through which everything begins that comes to one of `users`: views, or what nobody calls. */
function rootsOf(callers: Callers, users: ReadonlySet<FunctionDef>): FunctionDef[] {
  const seen = new Set(users);
  const roots: FunctionDef[] = [];
  for (const def of seen) {
    const above = callers.get(def);
    if (!above || above.size === 0) roots.push(def);
    else for (const caller of above) seen.add(caller);
  }
  return roots;
}

/** The outermost function around a node. */
function enclosing(file: SourceFile, node: Node): FunctionDef | undefined {
  let outer: FunctionDef | undefined;
  let child = node;
  for (let at = file.parentOf(node); at; at = file.parentOf(at)) {
    // a decorator is called where the function is defined
    if (at.kind === 'function' && child.kind !== 'decorator') outer = at;
    child = at;
  }
  return outer;
}

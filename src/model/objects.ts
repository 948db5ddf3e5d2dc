import type { Attribute, Expr, FunctionDef, Name, Node, Param } from '../python/ast.js';
import type { Binding } from '../python/scopes.js';
import type { SourceFile } from '../python/source-file.js';
import { unparenthesized, walk } from '../python/walk.js';
import type { App } from './app.js';
import { isOfBridge } from './bridge.js';
import { callingOf, callingWith } from './callings.js';
import { canonical } from './flask-names.js';
import { mentionsOf } from './mentions.js';
import type { Event } from './registration/events.js';
import type { Scaffold } from './registration/values.js';

/** A use of the application object or of a blueprint. */
export interface ObjectUse {
  readonly file: SourceFile;
  readonly scaffold: Scaffold;
  /** `app`, without what follows it. */
  readonly node: Name | Attribute;
  /** `app.config`: the node around it, when something of the object is taken. */
  readonly member: Attribute | undefined;
}

const usesOf = new WeakMap<readonly Event[], readonly ObjectUse[]>();

/** The application or blueprint that an expression stands for, whatever name it goes by. */
export function objectAt(app: App, file: SourceFile, expr: Expr): Scaffold | undefined {
  if (isCurrent(app, file, expr)) return app.scaffold;
  const found = bindingOf(app, file, expr);
  if (!found) return undefined;
  const { binding, home } = found;
  if (binding.node.kind === 'param') return heldBy(app, binding.node);
  if (!binding.value) return undefined;
  return (
    madeBy(app).get(unparenthesized(binding.value)) ?? (isCurrent(app, home, binding.value) ? app.scaffold : undefined)
  );
}

/** The only thing that a name or an attribute is given. */
function bindingOf(app: App, file: SourceFile, expr: Expr): { binding: Binding; home: SourceFile } | undefined {
  if (expr.kind !== 'name' && expr.kind !== 'attribute') return undefined;
  const ref = app.project.resolve(expr, file);
  if (ref?.kind !== 'variable') return undefined;
  const [binding, more] = ref.bindings.filter((one) => !one.typing);
  return binding && !more ? { binding, home: ref.file } : undefined;
}

/** `current_app._get_current_object()`: the application at hand, to be handed on. */
function isCurrent({ project }: App, file: SourceFile, expr: Expr): boolean {
  const call = unparenthesized(expr);
  if (call.kind !== 'call' || call.args.length > 0) return false;
  return canonical(project.externalPath(call.func, file) ?? '') === 'flask.current_app._get_current_object';
}

/** Is it a name for the application at hand, which is no part of how the application is made? */
export function isBorrowed(app: App, { file, node }: ObjectUse): boolean {
  const found = bindingOf(app, file, node);
  return found?.binding.value !== undefined && isCurrent(app, found.home, found.binding.value);
}

/** Is it the application object itself? */
export function isApplication(app: App, file: SourceFile, expr: Expr): boolean {
  return objectAt(app, file, expr) === app.scaffold;
}

/** Every use of the application object and of its blueprints in the application's files. */
export function objectUses(app: App): readonly ObjectUse[] {
  let found = usesOf.get(app.events);
  if (!found) {
    handedParams(app);
    found = app.files.flatMap((file) => usesIn(app, file, file.module));
    usesOf.set(app.events, found);
  }
  return found;
}

function usesIn(app: App, file: SourceFile, within: Node): ObjectUse[] {
  const uses: ObjectUse[] = [];
  const inner = new Set<Node>();
  for (const node of walk(within)) {
    if (inner.has(node) || (node.kind !== 'name' && node.kind !== 'attribute')) continue;
    // a target of an assignment gives the object its name; that is no use
    const parent = file.parentOf(node);
    if (parent?.kind === 'assign' && parent.targets.includes(node)) continue;
    const scaffold = objectAt(app, file, node);
    if (!scaffold) continue;
    if (node.kind === 'attribute') for (const part of walk(node.value)) inner.add(part);
    uses.push({ file, scaffold, node, member: parent?.kind === 'attribute' ? parent : undefined });
  }
  return uses;
}

const handed = new WeakMap<readonly Event[], Map<Param, Scaffold>>();

/** The object that a parameter stands for: as the registration code was followed, or by the calls of its function. */
function heldBy(app: App, param: Param): Scaffold | undefined {
  return app.holders.has(param) ? app.holders.get(param) : handedParams(app).get(param);
}

/** Parameters of helpers that are handed an object wherever they are called: `answer(app, "text")` in a view. */
function handedParams(app: App): ReadonlyMap<Param, Scaffold> {
  const known = handed.get(app.events);
  if (known) return known;
  // whoever asks meanwhile finds what is known so far
  const found = new Map<Param, Scaffold>();
  handed.set(app.events, found);
  let uses: Handed[] = app.files.flatMap((file) => [...usesIn(app, file, file.module), ...currentIn(app, file)]);
  while (uses.length > 0) {
    const next: Handed[] = [];
    for (const use of uses) {
      const to = use.member ? undefined : receiverOf(app, use);
      if (!to || found.has(to.param) || app.holders.has(to.param) || !isAlwaysHanded(app, to, use.scaffold)) continue;
      found.set(to.param, use.scaffold);
      next.push(...usesIn(app, to.file, to.def));
    }
    uses = next;
  }
  return found;
}

/** An object where it may be handed to a function. */
type Handed = Pick<ObjectUse, 'file' | 'scaffold' | 'member'> & { readonly node: Node };

/** `send(current_app._get_current_object())` */
function currentIn(app: App, file: SourceFile): Handed[] {
  if (!file.text.includes('_get_current_object')) return [];
  const calls = [...walk(file.module)].filter((node) => node.kind === 'call' && isCurrent(app, file, node));
  return calls.map((node) => ({ file, node, scaffold: app.scaffold, member: undefined }));
}

interface Receiver {
  readonly file: SourceFile;
  readonly def: FunctionDef;
  readonly param: Param;
}

/** The parameter of a function of the project that an object is handed to. */
function receiverOf(app: App, { file, node }: Pick<Handed, 'file' | 'node'>): Receiver | undefined {
  const calling = callingWith(app.project, file, node);
  const ref = calling && app.project.resolve(calling.func, file);
  if (!calling || ref?.kind !== 'function' || ref.owner || ref.node.decorators.length > 0) return undefined;
  // what an earlier run has put in front goes on with Flask
  if (isOfBridge(ref.file)) return undefined;
  // the marks that are no parameters would be counted among the arguments
  if (ref.node.params.some(({ name }) => !name)) return undefined;
  const param = ref.node.params.find((one, index) => calling.given(one, index) === node);
  return param && { file: ref.file, def: ref.node, param };
}

function isAlwaysHanded(app: App, { file, def, param }: Receiver, scaffold: Scaffold): boolean {
  const index = def.params.indexOf(param);
  return [...mentionsOf(app.project, file, def)].every((mention) => {
    const given = callingOf(app.project, mention.file, mention.node)?.given(param, index);
    return given !== undefined && objectAt(app, mention.file, given) === scaffold;
  });
}

const makers = new WeakMap<App, ReadonlyMap<Node, Scaffold>>();

/** The calls that made the application and its blueprints, directly or through functions. */
function madeBy(app: App): ReadonlyMap<Node, Scaffold> {
  let found = makers.get(app);
  if (!found) {
    const scaffolds = new Set<Scaffold>([app.scaffold]);
    for (const event of app.events) {
      if (event.kind === 'register') scaffolds.add(event.parent).add(event.child);
      else scaffolds.add(event.scaffold);
    }
    const map = new Map<Node, Scaffold>();
    for (const scaffold of scaffolds) {
      if (scaffold.copyOf) continue;
      map.set(scaffold.site.node, scaffold);
      // `app = create_app()`: the call of the function that made it
      for (const frame of scaffold.site.frames) if (!map.has(frame.node)) map.set(frame.node, scaffold);
    }
    for (const twin of app.twins) {
      for (const frame of twin.site.frames) if (!map.has(frame.node)) map.set(frame.node, app.scaffold);
    }
    makers.set(app, map);
    found = map;
  }
  return found;
}

/** Is what stands there handed to a function of the project, whose parameter is followed? */
export function isReceived(app: App, file: SourceFile, node: Node): boolean {
  const to = receiverOf(app, { file, node });
  return to !== undefined && heldBy(app, to.param) !== undefined;
}

/**
 * Does the object only go from hand to hand: returned, given another name, handed to a function of the project that is
 * followed, or to a method of such an object, which is looked at itself?
 */
export function isHandedOn(app: App, use: ObjectUse): boolean {
  const { file, node, member } = use;
  if (member) return false;
  const parent = file.parentOf(node);
  if (parent?.kind === 'return') return true;
  if (parent?.kind === 'assign') return parent.value === node && parent.targets.every((one) => one.kind === 'name');
  if (parent?.kind === 'list' || parent?.kind === 'tuple') return isReceived(app, file, node);
  if (parent?.kind !== 'argument') return false;
  const call = file.parentOf(parent);
  if (call?.kind !== 'call') return false;
  if (app.choices.has(call)) return true;
  if (call.func.kind === 'attribute' && objectAt(app, file, call.func.value)) return true;
  const ref = app.project.resolve(call.func, file);
  if (ref?.kind !== 'function' && ref?.kind !== 'class') return false;
  if (isOfBridge(ref.file)) return true;
  return ref.kind === 'function' && ref.node.params.some((param) => heldBy(app, param) !== undefined);
}

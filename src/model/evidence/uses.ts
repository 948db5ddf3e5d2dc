import { givenArgument } from '../../python/arguments.js';
import type { Call, Expr, Node } from '../../python/ast.js';
import { unparenthesized } from '../../python/walk.js';
import type { In } from '../shapes.js';
import { isAlwaysReached, isCaughtInside } from './conditions.js';
import { type Kind, Notes, type Scene } from './notes.js';
import { usesOf } from './variables.js';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const OF_TEXT = words(
  'strip lstrip rstrip split rsplit splitlines lower upper title capitalize casefold startswith endswith replace encode ' +
    'isdigit isdecimal isnumeric isalpha isalnum removeprefix removesuffix partition rpartition zfill',
);
const OF_LISTS = words('append extend insert sort reverse');
const OF_DICTS = words('items keys values to_dict copy update setdefault popitem lists listvalues');

/** Builtins that make something of their argument, or say what it is. */
const CASTS: ReadonlyMap<string, Kind> = new Map([
  ['int', 'int'],
  ['float', 'float'],
]);
/** They take anything. */
const NEUTRAL = words('str bool repr print len hasattr type id isinstance');

/** Notes what is done with a value that `node` stands for. */
export function observe(at: In, scene: Scene, node: Node): void {
  const { file } = at;
  const { notes } = scene;
  const parent = file.parentOf(node);
  switch (parent?.kind) {
    case 'parenthesized':
    case 'await':
      observe(at, scene, parent);
      return;
    case 'named':
      for (const use of usesOf(at, parent.target)) observe(at, scene, use);
      observe(at, scene, parent);
      return;
    case 'assign':
      assigned(at, scene, node, parent);
      return;
    case 'bool':
      combined(at, scene, node, parent.operands, parent.ops[0] === 'or', parent);
      return;
    case 'conditional':
      if (parent.test === node) notes.isNullable = true;
      else observe(at, scene, parent);
      return;
    case 'unary':
      if (parent.ops[0] === 'not') notes.isNullable = true;
      return;
    case 'if':
    case 'while':
      notes.isNullable = true;
      return;
    case 'compare':
      compared(at, scene, node, parent.operands, parent.ops);
      return;
    case 'binary':
      reckoned(scene, node, parent.operands, parent.ops);
      return;
    case 'subscript':
      if (parent.value === node) subscripted(at, scene, parent.index, parent);
      return;
    case 'attribute':
      member(at, scene, parent);
      return;
    case 'argument':
      passed(at, scene, parent);
      return;
    case 'for':
      if (parent.subject === node) looped(at, scene, parent.target, parent);
      return;
    case 'clause': {
      const whole = file.parentOf(parent);
      if (parent.iterable === node && whole) looped(at, scene, parent.target, whole);
      return;
    }
    case 'expr':
      return;
    default:
      notes.isOpen = true;
  }
}

/** `name = value`, `a, b = value, other` */
function assigned(at: In, scene: Scene, node: Node, stmt: Extract<Node, { kind: 'assign' }>): void {
  if (stmt.value !== node) return;
  for (const target of stmt.targets) {
    if (target.kind !== 'name' || stmt.op) scene.notes.isOpen = true;
    else for (const use of usesOf(at, target)) observe(at, scene, use);
  }
}

/** `value or default`, `value and …` */
function combined(
  at: In,
  scene: Scene,
  node: Node,
  operands: readonly Expr[],
  isOr: boolean,
  whole: Expr & { readonly kind: 'bool' | 'binary' | 'compare' | 'unary' },
): void {
  const { notes } = scene;
  const isLast = operands.at(-1) === node;
  if (!isLast) notes.isNullable = true;
  if (isOr && !isLast) {
    const next = operands[operands.indexOf(node as Expr) + 1];
    if (next) literally(notes, next);
  }
  if (isOr || isLast) observe(at, scene, whole);
}

/** `"k" in d`, `value == "x"`, `value is None` */
function compared(at: In, scene: Scene, node: Node, operands: readonly Expr[], ops: readonly string[]): void {
  const { notes } = scene;
  operands.forEach((operand, i) => {
    const op = ops[i];
    const next = operands[i + 1];
    if (!op || !next) return;
    if (next === node && (op === 'in' || op === 'not in')) {
      const key = unparenthesized(operand);
      if (key.kind === 'string' && key.value !== undefined && mayHaveKeys(scene)) {
        notes.key(key.value, operand).isHandled = true;
      }
      return;
    }
    const other = operand === node ? unparenthesized(next) : next === node ? unparenthesized(operand) : undefined;
    if (!other) return;
    if (op === 'is' && other.kind === 'constant' && other.value !== null) literally(notes, other);
    else if (other.kind === 'constant' && other.value === null) notes.isNullable = true;
    else if (/^[<>]=?$/.test(op) && other.kind === 'number') notes.tell('float', at.file.parentOf(node) ?? node);
    else if (op === '==' || op === '!=') literally(notes, other);
    else if (
      (op === 'in' || op === 'not in') &&
      (other.kind === 'tuple' || other.kind === 'list' || other.kind === 'set')
    ) {
      for (const element of other.elements) literally(notes, element);
    }
  });
}

/** Sums: `value + 1`, `value + "x"`. */
function reckoned({ notes }: Scene, node: Node, operands: readonly Expr[], ops: readonly string[]): void {
  const other = operands.find((one) => one !== node);
  if (!other || operands.length !== 2) return;
  if (other.kind === 'string' && ops[0] === '+') notes.tell('str', other);
  if (other.kind === 'number' && ops[0] !== '*' && ops[0] !== '%') notes.tell('float', other);
}

/** The kind of a literal that stands where the value may. */
function literally(notes: Notes, given: Expr): void {
  const expr = unparenthesized(given);
  if (expr.kind === 'string' && !expr.bytes) notes.tell('str', expr);
  else if (expr.kind === 'number') notes.tell(expr.float ? 'float' : 'int', expr);
  else if (expr.kind === 'constant' && (expr.value === true || expr.value === false)) notes.tell('bool', expr);
  else if (expr.kind === 'list') notes.tell('list', expr);
  else if (expr.kind === 'dict') notes.tell('dict', expr);
}

/** Only JSON has something inside what stands under a key. */
function mayHaveKeys({ part, notes }: Scene): boolean {
  return part === 'body' || notes.read === undefined;
}

/** `d["k"]`; what is written or deleted is not read. */
function subscripted(at: In, scene: Scene, index: readonly Expr[], whole: Expr): void {
  const { file } = at;
  const { notes } = scene;
  const [only] = index;
  const parent = file.parentOf(whole);
  const isTarget = (parent?.kind === 'assign' && parent.targets.includes(whole)) || parent?.kind === 'del';
  if (only?.kind !== 'string' || only.value === undefined) {
    if (only?.kind !== 'number' && only?.kind !== 'slice') notes.isOpen = true;
    return;
  }
  if (!mayHaveKeys(scene)) return;
  if (isTarget) {
    // what the view writes there is what it reads afterwards
    const known = notes.keys.get(only.value);
    if (known) known.isHandled = true;
    else notes.isOpen = true;
    return;
  }
  const child = notes.key(only.value, whole);
  if (isCaughtInside(file, whole, scene.within)) child.isHandled = true;
  else if (isAlwaysReached(at, whole, scene.within)) child.isDemanded = true;
  else if (!child.isDemanded) child.isHandled = true;
  observe(at, { ...scene, notes: child }, whole);
}

/** `d.get("k")`, `value.strip()` */
function member(at: In, scene: Scene, attribute: Extract<Node, { kind: 'attribute' }>): void {
  const { file } = at;
  const { notes } = scene;
  const { attr } = attribute;
  const call = file.parentOf(attribute);
  if (call?.kind !== 'call' || call.func !== attribute) {
    if (mayHaveKeys(scene)) notes.isOpen = true;
    return;
  }
  if (attr === 'get' || attr === 'pop' || attr === 'getlist') fetched(at, scene, attr, call);
  else if (OF_TEXT.has(attr)) notes.tell('str', call);
  else if (OF_LISTS.has(attr)) notes.tell('list', call);
  else if (OF_DICTS.has(attr)) {
    notes.isOpen = true;
    notes.tell('dict', call);
  } else notes.isOpen = true;
}

/** `d.get("k", default, type)`, `d.pop("k")`, `d.getlist("k", type)` */
function fetched(at: In, scene: Scene, method: string, call: Call): void {
  const { app, file } = at;
  const { notes } = scene;
  const [first] = call.args;
  const key = first && !first.star && (!first.name || first.name === 'key') ? unparenthesized(first.value) : undefined;
  if (key?.kind !== 'string' || key.value === undefined || !mayHaveKeys(scene)) {
    if (first?.value.kind !== 'number') notes.isOpen = true;
    return;
  }
  const child = notes.key(key.value, call);
  const isList = method === 'getlist';
  const type = givenArgument(call, isList ? 1 : 2, 'type')?.value;
  const ref = type && app.project.resolve(type, file);
  const cast = ref?.kind === 'builtin' ? CASTS.get(ref.name) : undefined;
  const told = isList ? child.elements() : child;
  if (cast) {
    told.tell(cast, call);
    told.casts.add(cast);
  }
  if (isList) {
    child.tell('list', call);
    child.isHandled = true;
    observe(at, { ...scene, notes: child }, call);
    return;
  }
  const fallback = givenArgument(call, 1, 'default')?.value;
  const isMissing = method === 'pop' && !fallback;
  if (isMissing)
    child.isDemanded ||= isAlwaysReached(at, call, scene.within) && !isCaughtInside(file, call, scene.within);
  if (!isMissing || !child.isDemanded) child.isHandled = true;
  if (fallback) {
    child.fallback ??= fallback;
    literally(child, fallback);
  }
  if (!fallback || (fallback.kind === 'constant' && fallback.value === null)) child.isNullable = true;
  observe(at, { ...scene, notes: child }, call);
}

/** `int(value)`, `**d`, `save(d)` */
function passed({ app, file }: In, { notes }: Scene, argument: Extract<Node, { kind: 'argument' }>): void {
  const call = file.parentOf(argument);
  const ref = call?.kind === 'call' && !argument.star ? app.project.resolve(call.func, file) : undefined;
  const name = ref?.kind === 'builtin' ? ref.name : '';
  const kind = CASTS.get(name);
  if (kind && call) {
    notes.tell(kind, call);
    notes.casts.add(kind);
  } else if (!NEUTRAL.has(name)) notes.isOpen = true;
}

/** `for item in value:` and comprehensions: a list, where its elements are looked into. */
function looped(at: In, scene: Scene, target: Expr | undefined, loop: Node): void {
  const { notes } = scene;
  if (target?.kind !== 'name' || (scene.part !== 'body' && !notes.kinds.has('list'))) {
    notes.isOpen = true;
    return;
  }
  const items = notes.items ?? new Notes();
  items.read ??= target;
  for (const use of usesOf(at, target)) observe(at, { ...scene, notes: items, within: loop }, use);
  // a dict hands out its keys
  if (items.kinds.size === 0 && items.keys.size === 0) return;
  notes.tell('list', target);
  notes.items = items;
}

import type { Param } from '../../python/ast.js';
import { isIsland } from '../entry.js';
import { canonical } from '../flask-names.js';
import { isTwin } from '../twins.js';
import { classAttribute, extensionBase, externalBases } from './attributes.js';
import { libraryFunction } from './builtins.js';
import type { Interpreter } from './interpreter.js';
import { callPart } from './parts.js';
import { bridgeCall, construct, isScaffoldClass, newScaffold } from './scaffolds.js';
import type { Args, ClassValue, FunctionValue, Scaffold, Site, Value } from './values.js';
import { Env, holdsScaffold, list, NONE, UNKNOWN } from './values.js';

/** `callee(*args)`. */
export function callValue(interpreter: Interpreter, callee: Value, args: Args, site: Site): Value {
  if (!interpreter.step()) return UNKNOWN;
  switch (callee.kind) {
    case 'native':
      return callee.call(args, site);
    case 'function':
      return bridgeCall(interpreter, callee, args, site) ?? callFunction(interpreter, callee, args);
    case 'class':
      return bridgeCall(interpreter, callee, args, site) ?? instantiate(interpreter, callee, args, site);
    case 'part':
      return callPart(interpreter, callee, args, site);
    case 'external':
      return callExternal(interpreter, callee, args, site);
    case 'one-of':
      interpreter.maybe(() => callee.options.map((option) => callValue(interpreter, option, args, site)));
      if (callee.options.every(({ kind }) => kind === 'function')) interpreter.choices.add(site.node);
      return UNKNOWN;
    case 'instance': {
      const method = classAttribute(interpreter, callee.of, '__call__', callee);
      return method ? interpreter.call(method, args, site) : handOver(interpreter, callee, args, site);
    }
    default:
      return handOver(interpreter, callee, args, site);
  }
}

function callFunction(interpreter: Interpreter, fn: FunctionValue, args: Args): Value {
  const env = new Env('function', fn.file, fn.env);
  const positional = fn.self ? [fn.self, ...args.positional] : [...args.positional];
  const taken = new Set<string>();
  let index = 0;
  for (const param of fn.def.params) {
    if (param.form === '*') {
      env.vars.set(param.name, args.complete ? { ...list(positional.slice(index)), of: 'tuple' } : UNKNOWN);
      index = positional.length;
      continue;
    }
    if (param.form === '**') {
      const rest = [...args.named].filter(([name]) => !taken.has(name));
      env.vars.set(param.name, { kind: 'dict', entries: new Map(rest), complete: args.complete });
      continue;
    }
    const given = param.form === 'keyword-only' ? undefined : positional[index];
    if (param.form !== 'keyword-only') index++;
    const value = given ?? args.named.get(param.name);
    taken.add(param.name);
    if (value?.kind === 'scaffold') holds(interpreter, param, value.scaffold);
    else if (value && isOther(value)) interpreter.holders.set(param, undefined);
    if (value) env.vars.set(param.name, value);
    else if (!args.complete) env.vars.set(param.name, UNKNOWN);
    else env.vars.set(param.name, param.default ? interpreter.evaluate(param.default, fn.env) : UNKNOWN);
  }
  const interesting = [...env.vars.values()].some(isInteresting) || [...fn.env.vars.values()].some(isCallableArgument);
  return interpreter.follow(fn, env, interesting);
}

function holds(interpreter: Interpreter, param: Param, scaffold: Scaffold): void {
  const { holders } = interpreter;
  const before = holders.get(param);
  const known = !holders.has(param) || (before !== undefined && (before === scaffold || isTwin(before, scaffold)));
  holders.set(param, known ? scaffold : undefined);
}

/** What is surely no application or blueprint, and not the lack of one either. */
function isOther(value: Value): boolean {
  return ['instance', 'class', 'function'].includes(value.kind) || (value.kind === 'const' && value.value !== null);
}

/** With such an argument a function may register something, or hand back what registers. */
function isInteresting(value: Value): boolean {
  return (
    isCallableArgument(value) ||
    holdsScaffold(value) !== undefined ||
    value.kind === 'const' ||
    value.kind === 'sequence'
  );
}

function isCallableArgument(value: Value): boolean {
  return value.kind === 'function' || value.kind === 'wrapped' || value.kind === 'view-class';
}

function instantiate(interpreter: Interpreter, cls: ClassValue, args: Args, site: Site): Value {
  const kind = isIsland(cls.file, cls.def) ? undefined : isScaffoldClass(externalBases(cls));
  const self: Value = kind
    ? newScaffold(interpreter, kind, site, { cls })
    : { kind: 'instance', of: cls, attrs: new Map() };
  const init = classAttribute(interpreter, cls, '__init__', self);
  if (init) interpreter.call(init, args, site);
  else if (kind && self.kind === 'scaffold') construct(self.scaffold, args);
  else {
    const path = extensionBase(cls);
    if (path) handOver(interpreter, { kind: 'external', path }, args, site);
  }
  return self;
}

function callExternal(
  interpreter: Interpreter,
  callee: Extract<Value, { kind: 'external' }>,
  args: Args,
  site: Site,
): Value {
  const path = canonical(callee.path);
  const scaffold = isScaffoldClass([path]);
  if (scaffold) {
    const made = newScaffold(interpreter, scaffold, site);
    construct(made.scaffold, args);
    return made;
  }
  const [first] = args.positional;
  // Flask.__init__(self, …), super().__init__(…)
  const initialised = /\.__init__$/.test(path) ? isScaffoldClass([path.replace(/\.__init__$/, '')]) : undefined;
  if (initialised && first?.kind === 'scaffold') {
    construct(first.scaffold, { ...args, positional: args.positional.slice(1) }, site);
    return NONE;
  }
  const known = libraryFunction(interpreter, path, args, site);
  if (known) return known;
  const handled = interpreter.externals.get(path)?.({ path, args, site, callee });
  if (handled) return handled;
  return handOver(interpreter, { ...callee, path }, args, site);
}

/** Something that cannot be followed is called: whoever is handed over to it is remembered. */
function handOver(interpreter: Interpreter, callee: Value, args: Args, site: Site): Value {
  const path = callee.kind === 'external' ? callee.path : undefined;
  for (const value of [...args.positional, ...args.named.values()]) {
    const scaffold = holdsScaffold(value);
    if (!scaffold) continue;
    interpreter.record({
      kind: 'extension',
      path: path ?? '?',
      scaffold,
      callee: callee.kind === 'external' ? callee : undefined,
      args,
      site,
      conditional: interpreter.uncertain > 0,
    });
  }
  const [only] = args.positional;
  const decorates = only && args.positional.length === 1 && args.named.size === 0;
  if (
    decorates &&
    (only.kind === 'function' || only.kind === 'wrapped' || only.kind === 'view-class' || only.kind === 'class')
  ) {
    return only.kind === 'class' ? only : { kind: 'wrapped', by: callee, inner: only };
  }
  if (callee.kind === 'external') {
    return { kind: 'external', path: `${callee.path}()`, made: { args, site } };
  }
  return UNKNOWN;
}

import type { FunctionDef } from '../../python/ast.js';
import { canonical } from '../flask-names.js';
import { methodOf } from './builtins.js';
import type { Interpreter } from './interpreter.js';
import { partAttribute } from './parts.js';
import { construct, scaffoldAttribute } from './scaffolds.js';
import { type ClassValue, NONE, type Site, type SuperValue, text, UNKNOWN, type Value } from './values.js';
import { viewClassAttribute } from './views.js';

/** `value.name`. */
export function attributeOf(interpreter: Interpreter, value: Value, name: string, site: Site): Value {
  switch (value.kind) {
    case 'module':
      return moduleAttribute(interpreter, value.path, name, site);
    case 'external':
      return { kind: 'external', path: canonical(`${value.path}.${name}`), ...(value.made && { made: value.made }) };
    case 'scaffold':
      return (
        value.scaffold.attrs.get(name) ??
        (value.scaffold.cls && classAttribute(interpreter, value.scaffold.cls, name, value)) ??
        scaffoldAttribute(interpreter, value.scaffold, name)
      );
    case 'instance':
      return value.attrs.get(name) ?? classAttribute(interpreter, value.of, name, value) ?? inherited(value.of, name);
    case 'class': {
      const own = classAttribute(interpreter, value, name, undefined);
      if (own) return own;
      if (name === '__name__') return text(value.def.name);
      return viewClassAttribute(value, name) ?? UNKNOWN;
    }
    case 'function':
      if (name === '__name__') return text(value.name);
      if (name === '__wrapped__') return value.wraps ?? UNKNOWN;
      return UNKNOWN;
    case 'wrapped':
      return name === '__name__' ? attributeOf(interpreter, value.inner, name, site) : UNKNOWN;
    case 'part':
      return partAttribute(value, name);
    case 'super':
      return superAttribute(interpreter, value, name);
    case 'one-of':
      return { kind: 'one-of', options: attributes(interpreter, value.options, name, site) };
    default:
      return methodOf(value, name) ?? UNKNOWN;
  }
}

/** That of each which has it: the others would be no choice. */
function attributes(interpreter: Interpreter, options: readonly Value[], name: string, site: Site): Value[] {
  const having = options.filter((one) => one.kind !== 'module' || interpreter.module(one.path)?.vars.has(name));
  return having.map((one) => attributeOf(interpreter, one, name, site));
}

/** `super().name`: the next class of the project that has it, or what Flask itself does. */
function superAttribute(interpreter: Interpreter, value: SuperValue, name: string): Value {
  const { self } = value;
  const cls = self.kind === 'instance' ? self.of : self.kind === 'scaffold' ? self.scaffold.cls : undefined;
  const order = cls ? methodResolutionOrder(cls) : [];
  for (const one of order.slice(order.indexOf(value.after) + 1)) {
    const found = one.env.vars.get(name);
    if (found) return found.kind === 'function' ? { ...found, self } : found;
  }
  if (self.kind !== 'scaffold') return cls ? inherited(cls, name) : UNKNOWN;
  if (name !== '__init__') return scaffoldAttribute(interpreter, self.scaffold, name);
  return {
    kind: 'native',
    name,
    call: (args, site) => {
      construct(self.scaffold, args, site);
      return NONE;
    },
  };
}

function moduleAttribute(interpreter: Interpreter, path: string, name: string, site: Site): Value {
  const env = interpreter.module(path);
  const found = env?.vars.get(name);
  if (found) return found;
  const { project } = interpreter;
  const module = project.moduleName(path);
  const below = project.findModulePath(`${module}.${name}`, site.file.path);
  if (below && path.endsWith('__init__.py')) {
    interpreter.module(below);
    return { kind: 'module', path: below };
  }
  return UNKNOWN;
}

/** A name of a class or its bases, bound to `self` if that is given and the name is a function. */
export function classAttribute(
  interpreter: Interpreter,
  cls: ClassValue,
  name: string,
  self: Value | undefined,
): Value | undefined {
  for (const one of methodResolutionOrder(cls)) {
    const found = one.env.vars.get(name);
    if (!found) continue;
    if (found.kind !== 'function') return found;
    const plain = found.def.kind === 'function' && found.def.decorators.length > 0 ? decoratorNames(found.def) : [];
    if (plain.includes('staticmethod')) return found;
    if (plain.includes('classmethod')) return { ...found, self: cls };
    if (plain.includes('property') || plain.includes('cached_property')) {
      return self ? interpreter.call({ ...found, self }, NO_ARGS, interpreter.site(cls.file, found.def)) : UNKNOWN;
    }
    return self ? { ...found, self } : found;
  }
  return undefined;
}

const NO_ARGS = { positional: [], named: new Map(), complete: true } as const;

/** What an object of the project's own class has of the extension that its class is made of: `init_app`. */
function inherited(cls: ClassValue, name: string): Value {
  const base = extensionBase(cls);
  return base === undefined ? UNKNOWN : { kind: 'external', path: `${base}().${name}` };
}

/** The class of an extension of Flask that a class of the project is made of. */
export function extensionBase(cls: ClassValue): string | undefined {
  return externalBases(cls).find((path) => /^flask_\w/.test(path));
}

/** The last part of each decorator's name. */
function decoratorNames(def: FunctionDef): string[] {
  return def.decorators.map(({ expr }) =>
    expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? expr.attr : '',
  );
}

/** The class and its bases in the project, in the order in which Python looks (left to right, depth first, once each). */
export function methodResolutionOrder(cls: ClassValue): ClassValue[] {
  const order: ClassValue[] = [];
  const visit = (one: ClassValue) => {
    if (order.includes(one) || order.length > 50) return;
    order.push(one);
    for (const base of one.bases) if (base.kind === 'class') visit(base);
  };
  visit(cls);
  return order;
}

/** Paths of the library classes among the bases, near ones first. */
export function externalBases(cls: ClassValue): string[] {
  return methodResolutionOrder(cls).flatMap((one) =>
    one.bases.flatMap((base) => (base.kind === 'external' ? [canonical(base.path)] : [])),
  );
}

import { attributeOf } from './attributes.js';
import { importByName, importModule } from './dynamic-imports.js';
import type { Interpreter } from './interpreter.js';
import { anyOf } from './operators.js';
import { PATH_FUNCTIONS, pathAttribute } from './paths.js';
import { itemsOf } from './statements.js';
import {
  type Args,
  asString,
  list,
  type NativeValue,
  NONE,
  type Site,
  text,
  truth,
  UNKNOWN,
  type Value,
} from './values.js';

type Behaviour = (args: Args, site: Site, interpreter: Interpreter) => Value;

const BUILTINS: Readonly<Record<string, Behaviour>> = {
  len: ({ positional: [value] }) => {
    const items = value && itemsOf(value);
    return items ? { kind: 'const', value: items.length } : UNKNOWN;
  },
  str: ({ positional: [value] }) =>
    value?.kind === 'const' && value.value !== null && typeof value.value !== 'boolean'
      ? text(String(value.value))
      : UNKNOWN,
  int: ({ positional: [value] }) => {
    const number = value?.kind === 'const' ? Number(value.value) : Number.NaN;
    return Number.isInteger(number) ? { kind: 'const', value: number } : UNKNOWN;
  },
  bool: ({ positional: [value] }) => {
    const known = value && truth(value);
    return known === undefined ? UNKNOWN : { kind: 'const', value: known };
  },
  list: ({ positional: [value] }) => (value ? copyOf(value, 'list') : list([])),
  tuple: ({ positional: [value] }) => (value ? copyOf(value, 'tuple') : { kind: 'sequence', of: 'tuple', items: [] }),
  set: ({ positional: [value] }) => (value ? copyOf(value, 'set') : { kind: 'sequence', of: 'set', items: [] }),
  sorted: ({ positional: [value], named }) => {
    const items = value && itemsOf(value);
    if (!items || named.size > 0 || !items.every((item) => item.kind === 'const')) return UNKNOWN;
    const values = items.map((item) => (item.kind === 'const' ? item.value : null));
    if (!values.every((one) => typeof one === 'string')) return UNKNOWN;
    return list(values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map(text));
  },
  reversed: ({ positional: [value] }) => {
    const items = value && itemsOf(value);
    return items ? list([...items].reverse()) : UNKNOWN;
  },
  range: ({ positional }) => {
    const numbers = positional.map((value) => (value.kind === 'const' ? value.value : null));
    if (!numbers.every((one) => typeof one === 'number')) return UNKNOWN;
    const [from, to] = numbers.length > 1 ? (numbers as [number, number]) : [0, numbers[0] as number];
    if (numbers.length > 2 || to - from > 1_000) return UNKNOWN;
    return list(Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ kind: 'const', value: from + i })));
  },
  enumerate: ({ positional: [value] }) => {
    const items = value && itemsOf(value);
    return items ? list(items.map((item, i) => pair({ kind: 'const', value: i }, item))) : UNKNOWN;
  },
  zip: ({ positional }) => {
    const columns = positional.map(itemsOf);
    if (!columns.every((column) => column !== undefined) || columns.length === 0) return UNKNOWN;
    const length = Math.min(...columns.map((column) => column.length));
    return list(Array.from({ length }, (_, i) => pair(...columns.map((column) => column[i] as Value))));
  },
  dict: ({ positional: [value], named, complete }) => {
    const entries = new Map(value?.kind === 'dict' ? value.entries : []);
    for (const [name, one] of named) entries.set(name, one);
    const known = !value || (value.kind === 'dict' && value.complete);
    return { kind: 'dict', entries, complete: complete && known };
  },
  map: ({ positional: [fn, value] }, site, interpreter) => {
    const items = value && itemsOf(value);
    if (!items || !fn) return UNKNOWN;
    return list(
      items.map((item) => interpreter.call(fn, { positional: [item], named: new Map(), complete: true }, site)),
    );
  },
  getattr: ({ positional: [value, name, fallback] }, site, interpreter) => {
    const attribute = asString(name);
    if (!value || attribute === undefined) return UNKNOWN;
    const found = attributeOf(interpreter, value, attribute, site);
    return found.kind === 'unknown' && fallback ? UNKNOWN : found;
  },
  hasattr: () => UNKNOWN,
  // what they make of a method shows where it is taken from the class
  staticmethod: ({ positional: [fn] }) => fn ?? UNKNOWN,
  classmethod: ({ positional: [fn] }) => fn ?? UNKNOWN,
  setattr: ({ positional: [value, name, assigned] }, site, interpreter) => {
    const attribute = asString(name);
    if (attribute !== undefined && assigned) {
      if (value?.kind === 'scaffold') {
        const { scaffold } = value;
        scaffold.attrs.set(attribute, assigned);
        const conditional = interpreter.uncertain > 0;
        interpreter.record({ kind: 'assign', scaffold, attribute, value: assigned, site, conditional });
      }
      if (value?.kind === 'instance') value.attrs.set(attribute, assigned);
      if (value?.kind === 'function' && attribute === '__name__') value.name = asString(assigned) ?? value.name;
    }
    return NONE;
  },
  callable: ({ positional: [value] }) =>
    value && ['function', 'class', 'native', 'view-class'].includes(value.kind)
      ? { kind: 'const', value: true }
      : UNKNOWN,
};

/** A builtin function, or something unknown. */
export function builtin(name: string): Value {
  const behaviour = BUILTINS[name];
  if (behaviour) return native(name, behaviour);
  return /^[A-Z]\w*(Error|Exception|Exit|Interrupt)$|^Exception$/.test(name)
    ? { kind: 'external', path: `builtins.${name}` }
    : UNKNOWN;
}

/** Library functions that are transparent to the registration of routes. */
const LIBRARY: Readonly<Record<string, Behaviour>> = {
  ...PATH_FUNCTIONS,
  'functools.wraps': ({ positional: [wrapped] }) =>
    native('functools.wraps()', ({ positional: [fn] }) => dress(fn, wrapped)),
  'functools.update_wrapper': ({ positional: [fn, wrapped] }) => dress(fn, wrapped),
  'functools.lru_cache': ({ positional: [fn] }) =>
    fn?.kind === 'function' ? fn : native('functools.lru_cache()', ({ positional: [one] }) => one ?? UNKNOWN),
  'functools.cache': ({ positional: [fn] }) => fn ?? UNKNOWN,
  'typing.cast': ({ positional: [, value] }) => value ?? UNKNOWN,
  'typing.no_type_check': ({ positional: [value] }) => value ?? UNKNOWN,
  'copy.copy': ({ positional: [value] }, site, interpreter) => copied(interpreter, value, site),
  'copy.deepcopy': ({ positional: [value] }, site, interpreter) => copied(interpreter, value, site),
  'importlib.import_module': importModule,
  'werkzeug.utils.import_string': ({ positional: [name] }, site, interpreter) => {
    const [module, attribute] = (asString(name) ?? '').split(/[:.](?=[^:.]*$)/);
    const found = importByName(interpreter, module, site);
    return attribute ? attributeOf(interpreter, found, attribute, site) : UNKNOWN;
  },
};

export function libraryFunction(interpreter: Interpreter, path: string, args: Args, site: Site): Value | undefined {
  return LIBRARY[path]?.(args, site, interpreter);
}

/** functools.wraps: the wrapper goes under the name of what it wraps. */
function dress(fn: Value | undefined, wrapped: Value | undefined): Value {
  // `@wraps(view)` above `@login_required`
  if (fn?.kind === 'wrapped') return { ...fn, inner: dress(fn.inner, wrapped) };
  if (fn?.kind !== 'function' || !wrapped) return fn ?? UNKNOWN;
  const name = wrapped.kind === 'function' || wrapped.kind === 'view-class' ? wrapped.name : undefined;
  fn.name = name ?? (wrapped.kind === 'wrapped' && wrapped.inner.kind === 'function' ? wrapped.inner.name : fn.name);
  fn.wraps = wrapped;
  return fn;
}

function copied(interpreter: Interpreter, value: Value | undefined, site: Site): Value {
  if (value?.kind !== 'scaffold') return value ?? UNKNOWN;
  return interpreter.copyScaffold(value.scaffold, site);
}

/** Methods of strings, lists and dicts that registration code uses. */
export function methodOf(value: Value, name: string): Value | undefined {
  if (value.kind === 'const' && typeof value.value === 'string') return stringMethod(value.value, name);
  if (value.kind === 'sequence') return sequenceMethod(value, name);
  if (value.kind === 'dict') return dictMethod(value, name);
  return undefined;
}

function stringMethod(self: string, name: string): Value | undefined {
  const first = (args: Args) => asString(args.positional[0]);
  const make = (compute: (args: Args) => Value): Value => native(`str.${name}`, compute);
  switch (name) {
    case 'lower':
      return make(() => text(self.toLowerCase()));
    case 'upper':
      return make(() => text(self.toUpperCase()));
    case 'title':
      return make(() =>
        text(self.replace(/[a-zA-Z]+/g, (word) => word[0]?.toUpperCase() + word.slice(1).toLowerCase())),
      );
    case 'strip':
    case 'lstrip':
    case 'rstrip':
      return make((args) => text(strip(self, first(args), name)));
    case 'startswith':
    case 'endswith':
      return make((args) => {
        const part = first(args);
        if (part === undefined) return UNKNOWN;
        return { kind: 'const', value: name === 'startswith' ? self.startsWith(part) : self.endsWith(part) };
      });
    case 'replace':
      return make(({ positional: [from, to] }) => {
        const [a, b] = [asString(from), asString(to)];
        return a === undefined || b === undefined ? UNKNOWN : text(self.replaceAll(a, b));
      });
    case 'split':
    case 'rsplit':
      return make(({ positional }) => {
        const separator = asString(positional[0]);
        if (separator === undefined || positional.length > 1) return UNKNOWN;
        return list(self.split(separator).map(text));
      });
    case 'partition':
    case 'rpartition':
      return make((args) => {
        const separator = first(args);
        if (!separator) return UNKNOWN;
        const at = name === 'partition' ? self.indexOf(separator) : self.lastIndexOf(separator);
        if (at < 0) return pair(...(name === 'partition' ? [self, '', ''] : ['', '', self]).map(text));
        return pair(text(self.slice(0, at)), text(separator), text(self.slice(at + separator.length)));
      });
    case 'removeprefix':
    case 'removesuffix':
      return make((args) => {
        const part = first(args);
        if (part === undefined) return UNKNOWN;
        if (name === 'removeprefix') return text(self.startsWith(part) ? self.slice(part.length) : self);
        return text(part && self.endsWith(part) ? self.slice(0, -part.length) : self);
      });
    case 'join':
      return make(({ positional: [value] }) => {
        const items = value && itemsOf(value)?.map(asString);
        return items?.every((item) => item !== undefined) ? text(items.join(self)) : UNKNOWN;
      });
    case 'format':
      return make((args) => format(self, args));
    default:
      return pathAttribute(self, name);
  }
}

function strip(self: string, chars: string | undefined, name: string): string {
  const set = chars === undefined ? '\\s' : `[${chars.replace(/[\\\]^-]/g, '\\$&')}]`;
  let result = self;
  if (name !== 'rstrip') result = result.replace(new RegExp(`^${set}+`), '');
  if (name !== 'lstrip') result = result.replace(new RegExp(`${set}+$`), '');
  return result;
}

/** `"/{}/{name}".format(…)` without format specifications. */
function format(self: string, args: Args): Value {
  let index = 0;
  let known = true;
  const value = self.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, key: string | undefined) => {
    if (key === undefined) return whole[0] as string;
    const given =
      key === '' ? args.positional[index++] : /^\d+$/.test(key) ? args.positional[Number(key)] : args.named.get(key);
    if (given?.kind !== 'const' || given.value === null || typeof given.value === 'boolean') known = false;
    return given?.kind === 'const' ? String(given.value) : '';
  });
  return known ? text(value) : UNKNOWN;
}

function sequenceMethod(self: Extract<Value, { kind: 'sequence' }>, name: string): Value | undefined {
  if (name === 'append' || name === 'add') {
    return native(name, ({ positional: [value] }) => {
      self.items.push(value ?? UNKNOWN);
      return NONE;
    });
  }
  if (name === 'extend' || name === 'update') {
    return native(name, ({ positional: [value] }) => {
      self.items.push(...((value && itemsOf(value)) ?? []));
      return NONE;
    });
  }
  return undefined;
}

function dictMethod(self: Extract<Value, { kind: 'dict' }>, name: string): Value | undefined {
  const known = (items: () => Value[]) => native(name, () => (self.complete ? list(items()) : UNKNOWN));
  switch (name) {
    case 'items':
      return known(() => [...self.entries].map(([key, value]) => pair({ kind: 'const', value: key }, value)));
    case 'keys':
      return known(() => [...self.entries.keys()].map((key) => ({ kind: 'const', value: key })));
    case 'values':
      return known(() => [...self.entries.values()]);
    case 'get':
      return native(name, ({ positional: [key, fallback] }) => {
        if (key?.kind !== 'const') return fallback ? UNKNOWN : anyOf(self);
        return self.entries.get(key.value) ?? (self.complete ? (fallback ?? NONE) : UNKNOWN);
      });
    case 'update':
      return native(name, ({ positional: [value], named }) => {
        if (value?.kind === 'dict') for (const [key, one] of value.entries) self.entries.set(key, one);
        for (const [key, one] of named) self.entries.set(key, one);
        if (value && !(value.kind === 'dict' && value.complete)) self.complete = false;
        return NONE;
      });
    default:
      return undefined;
  }
}

function native(name: string, behaviour: Behaviour): NativeValue {
  return { kind: 'native', name, call: (args, site) => behaviour(args, site, site.interpreter) };
}

function pair(...items: Value[]): Value {
  return { kind: 'sequence', of: 'tuple', items };
}

function copyOf(value: Value, of: 'list' | 'tuple' | 'set'): Value {
  const items = itemsOf(value);
  return items ? { kind: 'sequence', of, items: [...items] } : UNKNOWN;
}

import { dividedPath } from './paths.js';
import { type DictValue, list, truth, UNKNOWN, type Value } from './values.js';

/** `a + b` and the like, for values that are known. */
export function binary(op: string, left: Value, right: Value): Value {
  if (left.kind === 'const' && right.kind === 'const') {
    const a = left.value;
    const b = right.value;
    if (op === '+' && typeof a === 'string' && typeof b === 'string') return { kind: 'const', value: a + b };
    if (op === '/' && typeof a === 'string' && typeof b === 'string') return dividedPath(a, b);
    if (op === '*' && typeof a === 'string' && typeof b === 'number' && b < 1_000) {
      return { kind: 'const', value: a.repeat(Math.max(0, Math.trunc(b))) };
    }
    if (typeof a === 'number' && typeof b === 'number') {
      const value = arithmetic(op, a, b);
      return value === undefined ? UNKNOWN : { kind: 'const', value };
    }
  }
  if (op === '%' && left.kind === 'const' && typeof left.value === 'string') return percent(left.value, right);
  if (op === '+' && left.kind === 'sequence' && right.kind === 'sequence') {
    return { kind: 'sequence', of: left.of, items: [...left.items, ...right.items] };
  }
  if (op === '|' && left.kind === 'dict' && right.kind === 'dict') {
    return {
      kind: 'dict',
      entries: new Map([...left.entries, ...right.entries]),
      complete: left.complete && right.complete,
    };
  }
  return UNKNOWN;
}

function arithmetic(op: string, a: number, b: number): number | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '**':
      return a ** b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : a - b * Math.floor(a / b);
    default:
      return undefined;
  }
}

/** `"/%s/%s" % (a, b)`: only `%s` and `%d`, which is what paths are made with. */
function percent(format: string, right: Value): Value {
  const values = right.kind === 'sequence' && right.of === 'tuple' ? [...right.items] : [right];
  let known = true;
  const value = format.replace(/%([sd%])|%/g, (_, code: string | undefined) => {
    if (code === '%') return '%';
    const next = code ? values.shift() : undefined;
    if (next?.kind !== 'const' || next.value === null) known = false;
    return next?.kind === 'const' ? String(next.value) : '';
  });
  return known ? { kind: 'const', value } : UNKNOWN;
}

/** `a == b`, `a in b`, `a is not None` … undefined when that cannot be known. */
export function compare(op: string, left: Value, right: Value): boolean | undefined {
  switch (op) {
    case '==':
      return same(left, right);
    case '!=':
      return not(same(left, right));
    case 'is':
      return identical(left, right);
    case 'is not':
      return not(identical(left, right));
    case 'in':
      return contains(right, left);
    case 'not in':
      return not(contains(right, left));
    case '<':
    case '<=':
    case '>':
    case '>=': {
      if (left.kind !== 'const' || right.kind !== 'const') return undefined;
      const [a, b] = [left.value, right.value];
      if (typeof a !== typeof b || a === null || b === null) return undefined;
      return op === '<' ? a < b : op === '<=' ? a <= b : op === '>' ? a > b : a >= b;
    }
    default:
      return undefined;
  }
}

function same(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'const' && right.kind === 'const') return left.value === right.value;
  if (left.kind === 'sequence' && right.kind === 'sequence') {
    if (left.items.length !== right.items.length) return false;
    const each = left.items.map((item, i) => same(item, right.items[i] as Value));
    return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
  }
  return identical(left, right);
}

function identical(left: Value, right: Value): boolean | undefined {
  if (isOpen(left) || isOpen(right)) return undefined;
  if (left.kind === 'const' && right.kind === 'const') return left.value === right.value;
  if (left.kind === 'scaffold' && right.kind === 'scaffold') return left.scaffold === right.scaffold;
  if (left.kind !== right.kind) return left.kind === 'wrapped' || right.kind === 'wrapped' ? undefined : false;
  return left === right ? true : undefined;
}

/** Only run time tells what it is. */
function isOpen({ kind }: Value): boolean {
  return kind === 'unknown' || kind === 'external' || kind === 'one-of';
}

function contains(container: Value, item: Value): boolean | undefined {
  if (container.kind === 'const' && typeof container.value === 'string') {
    return item.kind === 'const' && typeof item.value === 'string' ? container.value.includes(item.value) : undefined;
  }
  if (container.kind === 'sequence') {
    const each = container.items.map((one) => same(one, item));
    return each.includes(true) ? true : each.includes(undefined) || isOpen(item) ? undefined : false;
  }
  if (container.kind === 'dict' && item.kind === 'const') {
    return container.entries.has(item.value) ? true : container.complete ? false : undefined;
  }
  return undefined;
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** `a and b`, `a or b`: the operand that Python would hand back, if that is known. */
export function logical(op: string, operands: readonly (() => Value)[]): Value {
  let last: Value = UNKNOWN;
  for (const operand of operands) {
    last = operand();
    const known = truth(last);
    if (known === undefined) {
      // `config or {}`: an unknown left side may be what is used
      for (const rest of operands.slice(operands.indexOf(operand) + 1)) rest();
      return UNKNOWN;
    }
    if (op === 'and' ? !known : known) return last;
  }
  return last;
}

export function constant(value: boolean | undefined): Value {
  return value === undefined ? UNKNOWN : { kind: 'const', value };
}

/** `x[1]`, `x["k"]`, `x[1:]`. */
export function item(container: Value, index: Value): Value {
  if (container.kind === 'dict' && index.kind === 'const') return container.entries.get(index.value) ?? UNKNOWN;
  if (container.kind === 'dict') return anyOf(container);
  if (index.kind !== 'const' || typeof index.value !== 'number') return UNKNOWN;
  if (container.kind === 'sequence') return container.items.at(index.value) ?? UNKNOWN;
  if (container.kind === 'const' && typeof container.value === 'string') {
    const char = [...container.value].at(index.value);
    return char === undefined ? UNKNOWN : { kind: 'const', value: char };
  }
  return UNKNOWN;
}

/** `configs[name]`: one of the classes or functions of a table, where only run time tells which. */
export function anyOf(table: DictValue): Value {
  const options = [...new Set(table.entries.values())];
  const isKnown = table.complete && options.every(({ kind }) => kind === 'class' || kind === 'function');
  return isKnown && options.length > 0 ? { kind: 'one-of', options } : UNKNOWN;
}

/** `x[a:b]` with plain steps. */
export function slice(container: Value, from: number | undefined, to: number | undefined): Value {
  if (container.kind === 'sequence') return { ...list(container.items.slice(from, to)), of: container.of };
  if (container.kind === 'const' && typeof container.value === 'string') {
    return { kind: 'const', value: container.value.slice(from, to) };
  }
  return UNKNOWN;
}

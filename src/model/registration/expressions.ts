import type { Call, Comprehension, Expr, Str, Subscript } from '../../python/ast.js';
import { attributeOf } from './attributes.js';
import { builtin } from './builtins.js';
import type { Interpreter } from './interpreter.js';
import { anyOf, binary, compare, constant, item, logical, slice } from './operators.js';
import { bind, itemsOf } from './statements.js';
import { type Args, type ClassValue, type DictValue, Env, text, truth, UNKNOWN, type Value } from './values.js';

/** What an expression is worth. Never throws: what is not understood is unknown. */
export function evaluate(interpreter: Interpreter, expr: Expr, env: Env): Value {
  switch (expr.kind) {
    case 'name':
      return env.get(expr.id) ?? starred(interpreter, expr.id, env) ?? builtin(expr.id);
    case 'constant':
      return expr.value === '...' ? UNKNOWN : { kind: 'const', value: expr.value };
    case 'number':
      return { kind: 'const', value: expr.value };
    case 'string':
      return string(interpreter, expr, env);
    case 'attribute':
      return attributeOf(
        interpreter,
        interpreter.evaluate(expr.value, env),
        expr.attr,
        interpreter.site(env.file, expr),
      );
    case 'call':
      return call(interpreter, expr, env);
    case 'tuple':
    case 'list':
    case 'set':
      return sequence(interpreter, expr, env);
    case 'dict': {
      const dict: DictValue = { kind: 'dict', entries: new Map(), complete: true };
      for (const entry of expr.entries) {
        const value = interpreter.evaluate(entry.value, env);
        const key = entry.key ? interpreter.evaluate(entry.key, env) : undefined;
        if (key?.kind === 'const') dict.entries.set(key.value, value);
        else if (!key && value.kind === 'dict') for (const [k, v] of value.entries) dict.entries.set(k, v);
        else dict.complete = false;
        if (!key && !(value.kind === 'dict' && value.complete)) dict.complete = false;
      }
      return dict;
    }
    case 'subscript':
      return subscript(interpreter, expr, env);
    case 'lambda':
      return interpreter.newFunction(expr, env);
    case 'parenthesized':
    case 'await':
      return expr.value ? interpreter.evaluate(expr.value, env) : UNKNOWN;
    case 'named': {
      const value = interpreter.evaluate(expr.value, env);
      env.set(expr.target.id, value);
      return value;
    }
    case 'conditional': {
      const known = truth(interpreter.evaluate(expr.test, env));
      if (known !== undefined) return interpreter.evaluate(known ? expr.body : expr.orelse, env);
      interpreter.maybe(() => [interpreter.evaluate(expr.body, env), interpreter.evaluate(expr.orelse, env)]);
      return UNKNOWN;
    }
    case 'bool':
      return logical(
        expr.ops[0] as string,
        expr.operands.map((operand) => () => interpreter.evaluate(operand, env)),
      );
    case 'binary': {
      let value = interpreter.evaluate(expr.operands[0] as Expr, env);
      for (const [i, op] of expr.ops.entries()) {
        value = binary(op, value, interpreter.evaluate(expr.operands[i + 1] as Expr, env));
      }
      return value;
    }
    case 'compare': {
      const values = expr.operands.map((operand) => interpreter.evaluate(operand, env));
      const results = expr.ops.map((op, i) => compare(op, values[i] as Value, values[i + 1] as Value));
      return constant(results.includes(false) ? false : results.includes(undefined) ? undefined : true);
    }
    case 'unary': {
      const value = interpreter.evaluate(expr.operands[0] as Expr, env);
      if (expr.ops[0] === 'not') {
        const known = truth(value);
        return constant(known === undefined ? undefined : !known);
      }
      return expr.ops[0] === '-' && value.kind === 'const' && typeof value.value === 'number'
        ? { kind: 'const', value: -value.value }
        : UNKNOWN;
    }
    case 'comprehension':
      return comprehension(interpreter, expr, env);
    default:
      return UNKNOWN;
  }
}

/** A name that a `from x import *` of a module still being run may bring later. */
function starred(interpreter: Interpreter, name: string, env: Env): Value | undefined {
  const { project } = interpreter;
  const ref = project.resolveName(name, project.scopes(env.file).module, env.file);
  if (ref?.kind === 'external') return { kind: 'external', path: ref.path };
  if (ref?.kind === 'module') return { kind: 'module', path: ref.file.path };
  if ((ref?.kind === 'function' || ref?.kind === 'class') && ref.file !== env.file) {
    return interpreter.module(ref.file.path)?.vars.get(ref.node.name);
  }
  return undefined;
}

function string(interpreter: Interpreter, expr: Str, env: Env): Value {
  if (expr.bytes) return UNKNOWN;
  if (expr.value !== undefined) return text(expr.value);
  let joined = '';
  for (const part of expr.parts) {
    if (part.kind === 'text') {
      joined += part.value;
      continue;
    }
    const value = interpreter.evaluate(part.value, env);
    if (
      value.kind !== 'const' ||
      value.value === null ||
      part.format ||
      (part.conversion && part.conversion !== '!s')
    ) {
      return UNKNOWN;
    }
    joined += value.value === true ? 'True' : value.value === false ? 'False' : String(value.value);
  }
  return text(joined);
}

function sequence(interpreter: Interpreter, expr: Extract<Expr, { elements: readonly Expr[] }>, env: Env): Value {
  const items: Value[] = [];
  for (const element of expr.elements) {
    if (element.kind !== 'starred') items.push(interpreter.evaluate(element, env));
    else {
      const inside = itemsOf(interpreter.evaluate(element.value, env));
      if (!inside) return UNKNOWN;
      items.push(...inside);
    }
  }
  return { kind: 'sequence', of: expr.kind, items };
}

function subscript(interpreter: Interpreter, expr: Subscript, env: Env): Value {
  const container = interpreter.evaluate(expr.value, env);
  const [index] = expr.index;
  if (!index || expr.index.length > 1) return UNKNOWN;
  if (index.kind !== 'slice') return item(container, interpreter.evaluate(index, env));
  // the parts of a slice stand without their places: `[1:]` and `[:1]` are told apart by where the number stands
  const [part] = index.parts;
  if (!part) return slice(container, undefined, undefined);
  const value = interpreter.evaluate(part, env);
  if (index.parts.length > 1 || value.kind !== 'const' || typeof value.value !== 'number') return UNKNOWN;
  return part.start === index.start
    ? slice(container, value.value, undefined)
    : slice(container, undefined, value.value);
}

function call(interpreter: Interpreter, expr: Call, env: Env): Value {
  if (expr.func.kind === 'name' && expr.func.id === 'super' && !env.get('super')) return superOf(env);
  const callee = chosenMethod(interpreter, expr.func, env) ?? interpreter.evaluate(expr.func, env);
  const args = argumentsOf(interpreter, expr, env);
  interpreter.frames.push({ file: env.file, node: expr });
  try {
    return interpreter.call(callee, args, interpreter.site(env.file, expr));
  } finally {
    interpreter.frames.pop();
  }
}

/**
 * `configs[name].init_app(app)`: that of any class in the table, also where `name` has a default. Whoever deploys the
 * application gives another.
 */
function chosenMethod(interpreter: Interpreter, func: Expr, env: Env): Value | undefined {
  if (func.kind !== 'attribute' || func.value.kind !== 'subscript') return undefined;
  const [index] = func.value.index;
  if (!index || index.kind === 'string' || index.kind === 'number' || index.kind === 'slice') return undefined;
  const table = interpreter.evaluate(func.value.value, env);
  const chosen = table.kind === 'dict' ? anyOf(table) : UNKNOWN;
  if (chosen.kind !== 'one-of') return undefined;
  return attributeOf(interpreter, chosen, func.attr, interpreter.site(env.file, func));
}

/** `super()`: the first parameter of the method, seen from the class that the method stands in. */
function superOf(env: Env): Value {
  let method: Env | undefined = env;
  while (method && method.parent?.kind !== 'class') method = method.parent;
  const cls = method?.parent && classOf(method.parent);
  const self = method && [...method.vars.values()][0];
  return cls && self ? { kind: 'super', self, after: cls } : UNKNOWN;
}

function classOf(body: Env): ClassValue | undefined {
  for (const value of body.parent?.vars.values() ?? []) if (value.kind === 'class' && value.env === body) return value;
  return undefined;
}

function argumentsOf(interpreter: Interpreter, expr: Call, env: Env): Args {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  let complete = true;
  for (const argument of expr.args) {
    const value = interpreter.evaluate(argument.value, env);
    if (argument.name) named.set(argument.name, value);
    else if (argument.star === '*') {
      const items = itemsOf(value);
      if (items) positional.push(...items);
      else complete = false;
    } else if (argument.star === '**') {
      if (value.kind === 'dict') {
        for (const [key, one] of value.entries) if (typeof key === 'string') named.set(key, one);
        complete &&= value.complete;
      } else complete = false;
    } else positional.push(value);
  }
  return { positional, named, complete };
}

function comprehension(interpreter: Interpreter, expr: Comprehension, env: Env): Value {
  const [clause, more] = expr.clauses;
  if (!clause || more || clause.isAsync) return UNKNOWN;
  const items = itemsOf(interpreter.evaluate(clause.iterable, env));
  const inner = new Env('function', env.file, env);
  if (!items) {
    bind(clause.target, UNKNOWN, inner);
    interpreter.maybe(() => interpreter.evaluate(expr.element, inner));
    return UNKNOWN;
  }
  const elements: Value[] = [];
  const entries: DictValue = { kind: 'dict', entries: new Map(), complete: true };
  for (const one of items) {
    bind(clause.target, one, inner);
    const wanted = clause.conditions.map((condition) => truth(interpreter.evaluate(condition, inner)));
    if (wanted.includes(false)) continue;
    if (wanted.includes(undefined)) return UNKNOWN;
    const element = interpreter.evaluate(expr.element, inner);
    elements.push(element);
    if (!expr.value) continue;
    const value = interpreter.evaluate(expr.value, inner);
    if (element.kind === 'const') entries.entries.set(element.value, value);
    else entries.complete = false;
  }
  if (expr.of === 'dict') return entries;
  return { kind: 'sequence', of: expr.of === 'set' ? 'set' : 'list', items: elements };
}

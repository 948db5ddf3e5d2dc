import type { Expr, Loop, Stmt, Try } from '../../python/ast.js';
import { assign } from './assignments.js';
import { importNames } from './imports.js';
import type { Interpreter } from './interpreter.js';
import { type Env, list, NONE, truth, UNKNOWN, type Value } from './values.js';

/** How a block ends: a `return` seen for sure, a `raise`, the end of a loop's turn, or by running through. */
type End = 'through' | 'return' | 'raise' | 'break' | 'continue';

const MAX_TURNS = 2_000;

interface Run {
  readonly returns: Value[];
}

/** Runs a body; the value is that of its `return`, if all of them agree on one that is known. */
export function execute(interpreter: Interpreter, body: readonly Stmt[], env: Env): Value {
  const run: Run = { returns: [] };
  const end = block(interpreter, body, env, run);
  if (end !== 'return' && run.returns.length > 0) run.returns.push(NONE);
  return joined(run.returns);
}

/** Several `return`s under conditions: the one that hands back an application counts, or the only one that is known. */
function joined(values: readonly Value[]): Value {
  const scaffold = values.find((value) => value.kind === 'scaffold');
  if (scaffold) return scaffold;
  const telling = values.filter(
    (value) => value.kind !== 'unknown' && !(value.kind === 'const' && value.value === null),
  );
  const [first] = telling;
  if (first && telling.length === values.length && telling.length === 1) return first;
  const callable = telling.find((value) => value.kind === 'function' || value.kind === 'native');
  return callable ?? (values.length === 1 && values[0] ? values[0] : values.length === 0 ? NONE : UNKNOWN);
}

function block(interpreter: Interpreter, body: readonly Stmt[], env: Env, run: Run): End {
  for (const stmt of body) {
    if (!interpreter.step()) return 'raise';
    const end = statement(interpreter, stmt, env, run);
    if (end !== 'through') return end;
  }
  return 'through';
}

function statement(interpreter: Interpreter, stmt: Stmt, env: Env, run: Run): End {
  const { file } = env;
  switch (stmt.kind) {
    case 'function': {
      let value: Value = interpreter.newFunction(stmt, env);
      // bound first: a decorator that registers the function looks at it under its own name
      env.set(stmt.name, value);
      for (const decorator of [...stmt.decorators].reverse()) {
        const by = interpreter.evaluate(decorator.expr, env);
        interpreter.frames.push({ file, node: decorator, definition: stmt });
        value = interpreter.call(
          by,
          { positional: [value], named: new Map(), complete: true },
          interpreter.site(file, decorator),
        );
        interpreter.frames.pop();
      }
      env.set(stmt.name, value);
      return 'through';
    }
    case 'class': {
      const value = interpreter.newClass(stmt, env);
      env.set(stmt.name, value);
      block(interpreter, stmt.body, value.env, { returns: [] });
      let decorated: Value = value;
      for (const decorator of [...stmt.decorators].reverse()) {
        const by = interpreter.evaluate(decorator.expr, env);
        interpreter.frames.push({ file, node: decorator, definition: stmt });
        const result = interpreter.call(
          by,
          { positional: [decorated], named: new Map(), complete: true },
          interpreter.site(file, decorator),
        );
        interpreter.frames.pop();
        // class decorators hand the class back, as dataclass does
        decorated = result.kind === 'wrapped' || result.kind === 'unknown' ? decorated : result;
      }
      env.set(stmt.name, decorated);
      return 'through';
    }
    case 'assign':
      assign(interpreter, stmt, env);
      return 'through';
    case 'expr':
      for (const value of stmt.values) interpreter.evaluate(value, env);
      return 'through';
    case 'import':
    case 'from':
      importNames(interpreter, stmt, env);
      return 'through';
    case 'if':
      return conditional(interpreter, stmt.branches, stmt.orelse, env, run);
    case 'for':
    case 'while':
      return loop(interpreter, stmt, env, run);
    case 'try':
      return attempt(interpreter, stmt, env, run);
    case 'with':
      for (const item of stmt.items) {
        const value = interpreter.evaluate(item.value, env);
        if (item.target?.kind === 'name') env.set(item.target.id, value.kind === 'scaffold' ? value : UNKNOWN);
      }
      return block(interpreter, stmt.body, env, run);
    case 'match': {
      interpreter.evaluate(stmt.subject, env);
      for (const one of stmt.cases) {
        for (const name of one.names) if (!env.get(name)) env.set(name, UNKNOWN);
        interpreter.maybe(() => block(interpreter, one.body, env, run));
      }
      return 'through';
    }
    case 'return': {
      const [value] = stmt.values;
      run.returns.push(value ? interpreter.evaluate(value, env) : NONE);
      return 'return';
    }
    case 'raise':
      return 'raise';
    case 'global':
      for (const name of stmt.names) env.globals.add(name);
      return 'through';
    case 'nonlocal':
      for (const name of stmt.names) env.nonlocals.add(name);
      return 'through';
    case 'break':
      return 'break';
    case 'continue':
      return 'continue';
    default:
      return 'through';
  }
}

function conditional(
  interpreter: Interpreter,
  branches: readonly { readonly test: Expr; readonly body: readonly Stmt[] }[],
  orelse: readonly Stmt[],
  env: Env,
  run: Run,
): End {
  const ends: End[] = [];
  for (const branch of branches) {
    const known = truth(interpreter.evaluate(branch.test, env));
    if (known === false) continue;
    if (known === true) {
      if (ends.length === 0) return block(interpreter, branch.body, env, run);
      ends.push(interpreter.maybe(() => block(interpreter, branch.body, env, run)));
      return agreed(ends);
    }
    ends.push(interpreter.maybe(() => block(interpreter, branch.body, env, run)));
  }
  if (ends.length === 0) return block(interpreter, orelse, env, run);
  ends.push(orelse.length > 0 ? interpreter.maybe(() => block(interpreter, orelse, env, run)) : 'through');
  return agreed(ends);
}

/** Only what every branch does is sure; a branch that raises does not count. */
function agreed(ends: readonly End[]): End {
  const left = ends.filter((end) => end !== 'raise');
  const [first] = left;
  if (!first) return 'raise';
  return left.every((end) => end === first) ? first : 'through';
}

function loop(interpreter: Interpreter, stmt: Loop, env: Env, run: Run): End {
  const subject = interpreter.evaluate(stmt.subject, env);
  const items = stmt.kind === 'for' ? itemsOf(subject) : undefined;
  if (!items) {
    if (stmt.target) bind(stmt.target, UNKNOWN, env);
    const end = interpreter.maybe(() => block(interpreter, stmt.body, env, run));
    return end === 'return' ? 'through' : 'through';
  }
  for (const item of items.slice(0, MAX_TURNS)) {
    if (stmt.target) bind(stmt.target, item, env);
    const end = block(interpreter, stmt.body, env, run);
    if (end === 'break') return 'through';
    if (end === 'return' || end === 'raise') return end;
  }
  return block(interpreter, stmt.orelse, env, run);
}

/** The body is taken to succeed; what handlers do may happen, and never replaces what the body found. */
function attempt(interpreter: Interpreter, stmt: Try, env: Env, run: Run): End {
  const end = block(interpreter, stmt.body, env, run);
  const known = new Map(env.vars);
  for (const handler of stmt.handlers) {
    if (handler.name) env.set(handler.name, UNKNOWN);
    interpreter.maybe(() => block(interpreter, handler.body, env, { returns: [] }));
  }
  for (const [name, value] of known) if (value.kind !== 'unknown') env.vars.set(name, value);
  const after = end === 'through' ? block(interpreter, stmt.orelse, env, run) : end;
  const last = block(interpreter, stmt.finalbody, env, run);
  return last === 'through' ? after : last;
}

/** What a loop goes over, if that is known. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (value.kind === 'sequence') return value.items;
  if (value.kind === 'dict' && value.complete) {
    return [...value.entries.keys()].map((key) => ({ kind: 'const', value: key }));
  }
  if (value.kind === 'const' && typeof value.value === 'string') {
    return [...value.value].map((char) => ({ kind: 'const', value: char }));
  }
  return undefined;
}

/** `target = value` for a target that may take the value apart. */
export function bind(target: Expr, value: Value, env: Env): void {
  switch (target.kind) {
    case 'name':
      env.set(target.id, value);
      return;
    case 'parenthesized':
      if (target.value) bind(target.value, value, env);
      return;
    case 'tuple':
    case 'list': {
      const items = itemsOf(value);
      const starred = target.elements.findIndex((element) => element.kind === 'starred');
      for (const [i, element] of target.elements.entries()) {
        if (element.kind === 'starred') {
          const rest = items?.slice(i, items.length - (target.elements.length - 1 - i));
          bind(element.value, rest ? list(rest) : UNKNOWN, env);
        } else {
          const fromEnd = starred >= 0 && i > starred;
          const at = fromEnd ? (items?.length ?? 0) - (target.elements.length - i) : i;
          bind(element, items?.[at] ?? UNKNOWN, env);
        }
      }
      return;
    }
    default:
  }
}

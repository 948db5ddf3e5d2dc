import type { Assign, Expr } from '../../python/ast.js';
import type { Interpreter } from './interpreter.js';
import { binary } from './operators.js';
import { bind } from './statements.js';
import { asString, type Env, type Scaffold, UNKNOWN, type Value } from './values.js';

/** `a = b = value`, `x.y = value`, `x["k"] = value`, `x += value`. */
export function assign(interpreter: Interpreter, stmt: Assign, env: Env): void {
  if (!stmt.value) return;
  let value = interpreter.evaluate(stmt.value, env);
  if (stmt.op) {
    const [target] = stmt.targets as [Expr];
    const before = interpreter.evaluate(target, env);
    if (before.kind === 'sequence' && value.kind === 'sequence' && stmt.op === '+=') {
      before.items.push(...value.items);
      return;
    }
    value = binary(stmt.op.slice(0, -1), before, value);
  }
  for (const target of stmt.targets) assignTo(interpreter, target, value, env, stmt);
}

function assignTo(interpreter: Interpreter, target: Expr, value: Value, env: Env, stmt: Assign): void {
  if (target.kind === 'attribute') {
    const owner = interpreter.evaluate(target.value, env);
    setAttribute(interpreter, owner, target.attr, value, env, stmt);
  } else if (target.kind === 'subscript') {
    const owner = interpreter.evaluate(target.value, env);
    const [index] = target.index;
    const key = index ? interpreter.evaluate(index, env) : UNKNOWN;
    setItem(interpreter, owner, key, value, target.value, env, stmt);
  } else {
    bind(target, value, env);
  }
}

function setAttribute(
  interpreter: Interpreter,
  owner: Value,
  attribute: string,
  value: Value,
  env: Env,
  stmt: Assign,
): void {
  if (owner.kind === 'scaffold') {
    owner.scaffold.attrs.set(attribute, value);
    recordAssign(interpreter, owner.scaffold, attribute, value, env, stmt);
  } else if (owner.kind === 'part') {
    recordAssign(interpreter, owner.scaffold, `${owner.path}.${attribute}`, value, env, stmt);
  } else if (owner.kind === 'instance') {
    owner.attrs.set(attribute, value);
  } else if (owner.kind === 'class') {
    owner.env.vars.set(attribute, value);
  } else if (owner.kind === 'function' && attribute === '__name__') {
    owner.name = asString(value) ?? owner.name;
  } else if (owner.kind === 'module') {
    interpreter.module(owner.path)?.vars.set(attribute, value);
  }
}

function setItem(
  interpreter: Interpreter,
  owner: Value,
  key: Value,
  value: Value,
  ownerExpr: Expr,
  env: Env,
  stmt: Assign,
): void {
  if (owner.kind === 'dict') {
    if (key.kind === 'const') owner.entries.set(key.value, value);
    else owner.complete = false;
    return;
  }
  // app.config["X"] = …, app.url_map.converters["x"] = …, app.jinja_env.filters["f"] = …
  const path: string[] = [];
  let inner = ownerExpr;
  while (inner.kind === 'attribute') {
    path.unshift(inner.attr);
    inner = inner.value;
  }
  const root = interpreter.evaluate(inner, env);
  if (root.kind === 'scaffold' && path.length > 0) {
    const name = asString(key) ?? '?';
    root.scaffold.attrs.set(`${path.join('.')}[${name}]`, value);
    recordAssign(interpreter, root.scaffold, `${path.join('.')}[${name}]`, value, env, stmt);
  }
}

function recordAssign(
  interpreter: Interpreter,
  scaffold: Scaffold,
  attribute: string,
  value: Value,
  env: Env,
  stmt: Assign,
): void {
  interpreter.record({
    kind: 'assign',
    scaffold,
    attribute,
    value,
    site: interpreter.site(env.file, stmt),
    conditional: interpreter.uncertain > 0,
  });
}

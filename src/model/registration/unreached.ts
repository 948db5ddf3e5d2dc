import type { FunctionDef, Stmt } from '../../python/ast.js';
import type { SourceFile } from '../../python/source-file.js';
import { walk } from '../../python/walk.js';
import { methodResolutionOrder } from './attributes.js';
import type { HookEvent } from './events.js';
import { registersByName } from './flask-api.js';
import type { Interpreter } from './interpreter.js';
import type { ClassValue, Env, Scaffold, Value } from './values.js';

/**
 * Hooks that another program may register, by a call of a function which the entry does not lead to:
 *
 *     def protect(password):
 *         @app.before_request
 *         def check(): …
 *
 * They matter to every route, as much as those whose function is called under a condition.
 */
export function hooksOutOfReach(interpreter: Interpreter, files: readonly SourceFile[], app: Scaffold): HookEvent[] {
  const known = new Set(interpreter.events.flatMap((event) => (event.kind === 'hook' ? [event.site.node] : [])));
  const events = interpreter.aside(() => {
    for (const file of files) {
      const env = interpreter.module(file.path);
      if (env) followFunctions(interpreter, file.module.body, env, app);
    }
  });
  return events.filter((event): event is HookEvent => event.kind === 'hook' && !known.has(event.site.node));
}

/** The functions of a module and the methods of its classes. */
function followFunctions(interpreter: Interpreter, body: readonly Stmt[], env: Env, app: Scaffold, self?: Value): void {
  for (const stmt of body) {
    if (stmt.kind === 'class') {
      const cls = env.get(stmt.name);
      if (cls?.kind === 'class' && cls.def === stmt) {
        followFunctions(interpreter, stmt.body, env, app, instanceOf(cls, app));
      }
    } else if (stmt.kind === 'if' || stmt.kind === 'try') {
      const parts = stmt.kind === 'try' ? [stmt.body] : [...stmt.branches.map((branch) => branch.body), stmt.orelse];
      for (const part of parts) followFunctions(interpreter, part, env, app, self);
    } else if (stmt.kind === 'function' && !interpreter.ends.has(stmt) && mayRegister(stmt, env)) {
      const fn = { ...interpreter.newFunction(stmt, env), ...(self && { self }) };
      const args = { positional: [], named: new Map(), complete: false };
      interpreter.call(fn, args, interpreter.site(env.file, stmt));
    }
  }
}

function instanceOf(cls: ClassValue, app: Scaffold): Value {
  if (app.cls && methodResolutionOrder(app.cls).includes(cls)) return { kind: 'scaffold', scaffold: app };
  return { kind: 'instance', of: cls, attrs: new Map() };
}

/** Does it name a way to register, or hand on an application? Most functions do neither, and are not looked into. */
function mayRegister(def: FunctionDef, env: Env): boolean {
  for (const node of walk(def.body)) {
    if (node.kind === 'from') return true;
    if (node.kind === 'attribute' && registersByName(node.attr)) return true;
    if (node.kind === 'argument' && node.value.kind === 'name' && env.get(node.value.id)?.kind === 'scaffold')
      return true;
  }
  return false;
}

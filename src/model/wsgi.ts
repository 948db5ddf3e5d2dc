import type { Assign, Attribute, Expr, Name, Node } from '../python/ast.js';
import { boundAt } from '../python/lookup.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosing, statementOf } from '../python/surroundings.js';
import { walk } from '../python/walk.js';
import type { App } from './app.js';
import { canonical } from './flask-names.js';
import { type ObjectUse, objectUses } from './objects.js';
import { type Definition, reach } from './reach.js';

/** `app.wsgi_app`, and what is done with it. */
export interface WsgiUse {
  readonly file: SourceFile;
  readonly node: Attribute;
  /** `app`. */
  readonly object: ObjectUse['node'];
  /** Middleware is put there; it is what middleware gets; something of the middleware is read; anything else. */
  readonly role: 'wrapped' | 'inner' | 'read' | 'handed';
}

/** The WSGI middleware around the application. */
export interface WsgiMiddleware {
  readonly uses: readonly WsgiUse[];
  /** What is put around: `Prefix(app.wsgi_app)`. */
  readonly values: readonly { readonly file: SourceFile; readonly value: Expr }[];
}

const known = new WeakMap<App, WsgiMiddleware>();

/** Everything that the code does with `app.wsgi_app`. */
export function wsgiMiddleware(app: App): WsgiMiddleware {
  let found = known.get(app);
  if (!found) {
    found = new Finder(app).find();
    known.set(app, found);
  }
  return found;
}

class Finder {
  readonly #members = new Set<Node>();
  readonly #values = new Map<Expr, SourceFile>();

  constructor(readonly app: App) {}

  find(): WsgiMiddleware {
    const found = objectUses(this.app).flatMap(({ scaffold, file, node, member }) =>
      scaffold === this.app.scaffold && member?.attr === 'wsgi_app' ? [{ file, node: member, object: node }] : [],
    );
    for (const { node } of found) this.#members.add(node);
    const uses = found.map((use) => ({ ...use, role: this.#role(use.file, use.node) }));
    return { uses, values: [...this.#values].map(([value, file]) => ({ file, value })) };
  }

  #role(file: SourceFile, node: Attribute): WsgiUse['role'] {
    const parent = file.parentOf(node);
    const stmt = statementOf(file, node);
    if (stmt?.kind === 'assign' && stmt.targets.includes(node)) {
      if (stmt.op !== undefined || !stmt.value) return 'handed';
      this.#values.set(stmt.value, file);
      return 'wrapped';
    }
    if (parent?.kind === 'attribute') return 'read';
    if (parent?.kind === 'call') return 'handed';
    return stmt?.kind === 'assign' && this.#goesAround(file, stmt, new Set()) ? 'inner' : 'handed';
  }

  /** Does what a statement makes end up around the application, and nowhere else? */
  #goesAround(file: SourceFile, stmt: Assign, seen: Set<Node>): boolean {
    if (stmt.op !== undefined || !stmt.value) return false;
    if (stmt.targets.some((target) => this.#members.has(target))) return true;
    if (seen.has(stmt)) return true;
    seen.add(stmt);
    const [target, more] = stmt.targets;
    if (target?.kind !== 'name' || more) return false;
    const uses = this.#usesOf(file, target);
    const scope = enclosing(file, target);
    const goesOn = uses.every((use) => {
      if (enclosing(file, use) !== scope) return true; // the middleware is a function that finds it around itself
      const around = statementOf(file, use);
      return around?.kind === 'assign' && this.#goesAround(file, around, seen);
    });
    if (goesOn && uses.length > 0) this.#values.set(stmt.value, file);
    return goesOn && uses.length > 0;
  }

  /** Where the name is read. */
  #usesOf(file: SourceFile, target: Name): Name[] {
    const scopeOf = (name: Name) => boundAt(this.app.project, file, name)?.scope;
    const home = scopeOf(target);
    const uses: Name[] = [];
    for (const node of walk(home?.node ?? file.module)) {
      if (node.kind !== 'name' || node.id !== target.id || scopeOf(node) !== home) continue;
      const parent = file.parentOf(node);
      if (parent?.kind !== 'assign' || !parent.targets.includes(node)) uses.push(node);
    }
    return uses;
  }
}

/** The functions and classes of the project that are or make the middleware. undefined: not all of them are known. */
export function middlewareDefinitions(app: App): readonly Definition[] | undefined {
  const found: Definition[] = [];
  for (const { file, value } of wsgiMiddleware(app).values) {
    const { calls, mentions } = app.facts.collect(file, [value]);
    found.push(...mentions);
    for (const { ref, node } of calls) {
      if (ref?.kind === 'function' || ref?.kind === 'class') found.push({ file: ref.file, def: ref.node });
      else if (node === value && ref?.kind !== 'external') return undefined;
    }
  }
  return found;
}

/** Names of Flask, and of what extends it, that run in the middleware. */
export function flaskInMiddleware(
  app: App,
): readonly { readonly path: string; readonly file: SourceFile; readonly node: Node }[] {
  const { values } = wsgiMiddleware(app);
  const made = values.flatMap(({ file, value }) => {
    const lambdas = [...walk(value)].filter((node) => node.kind === 'lambda');
    const callee = value.kind === 'call' ? [value.func] : [];
    return app.facts.collect(file, [...callee, ...lambdas]).references;
  });
  const reached = (middlewareDefinitions(app) ?? []).flatMap((definition) =>
    reach(app.facts, definition, []).flatMap(({ reference, way }) => (way === 'possible' ? [] : [reference])),
  );
  return [...made, ...reached].filter(({ path }) => /^flask[._]/.test(canonical(path)));
}

/** The keys of `environ` that the middleware sets. */
export function middlewareKeys(app: App): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (key: Expr | undefined) => {
    if (key?.kind === 'string' && key.value !== undefined) keys.add(key.value);
  };
  for (const { file, def } of middlewareDefinitions(app) ?? []) {
    for (const node of walk(def)) {
      if (node.kind === 'subscript') {
        const parent = file.parentOf(node);
        if (parent?.kind === 'assign' && parent.targets.includes(node)) add(node.index[0]);
      } else if (node.kind === 'call' && node.func.kind === 'attribute' && node.func.attr === 'setdefault') {
        add(node.args[0]?.value);
      }
    }
  }
  return keys;
}

import type { ClassDef, Expr, FunctionDef, Handler, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosing, enclosingFunction } from '../python/surroundings.js';
import { walk } from '../python/walk.js';
import type { App } from './app.js';
import { isSupport } from './bridge.js';
import type { CallFact } from './facts.js';
import { canonical } from './flask-names.js';
import { mentionsOf } from './mentions.js';
import { basesOf, type Definition, type Reached, reach, routeReach } from './reach.js';
import { references } from './references.js';

const caughtOf = new WeakMap<App, ReadonlySet<Node>>();

/**
 * Is what is raised at a reference (`abort`, `NotFound`) looked at by an `except` of the project, which would see another
 * exception in its place?
 */
export function isCaught(app: App, node: Node): boolean {
  let found = caughtOf.get(app);
  if (!found) {
    found = caughtReferences(app);
    caughtOf.set(app, found);
  }
  return found.has(node);
}

function caughtReferences(app: App): Set<Node> {
  const found = new Set<Node>();
  for (const file of own(app)) {
    for (const node of walk(file.module)) {
      if (node.kind !== 'try' || !node.handlers.some((handler) => looksAtIt(app, file, handler))) continue;
      const { references, calls } = app.facts.collect(file, node.body);
      for (const reference of references) found.add(reference.node);
      if (calls.some((call) => comesToAnything(app, file, call))) return all(app);
      for (const call of calls) {
        const targets: readonly Definition[] =
          call.ref?.kind === 'function'
            ? [{ file: call.ref.file, def: call.ref.node }]
            : call.method
              ? app.facts.methodsNamed(call.method)
              : [];
        for (const target of targets) {
          for (const { reference } of reach(app.facts, target, [])) found.add(reference.node);
        }
      }
    }
  }
  for (const { reference } of behindDecorators(app)) found.add(reference.node);
  return found;
}

/** What an earlier run has put beside Flask raises and catches as it must. */
function own({ project, files }: App): readonly SourceFile[] {
  return files.filter((file) => !isSupport(project, file));
}

function all(app: App): Set<Node> {
  return new Set(references(app).map(({ node }) => node));
}

/** Methods by which Flask itself asks views: whatever they raise comes through. */
const ASKS_VIEWS = /^(full_)?dispatch_request$|^handle_user_exception$|^wsgi_app$/;

/** May the call come to anything? `func(*args)` in a function that is no decorator, but is handed functions. */
function comesToAnything(app: App, file: SourceFile, { node, ref, method }: CallFact): boolean {
  if (method !== undefined) return ASKS_VIEWS.test(method);
  if (ref && ref.kind !== 'variable') return false;
  const outer = outermost(file, node);
  return (
    outer !== undefined &&
    [...mentionsOf(app.project, file, outer)].some(({ file: home, node: mention }) => {
      const parent = home.parentOf(mention);
      const at = parent?.kind === 'call' && parent.func === mention ? home.parentOf(parent) : parent;
      return at?.kind !== 'decorator' && at?.kind !== 'imported';
    })
  );
}

function outermost(file: SourceFile, node: Node): FunctionDef | undefined {
  let found: FunctionDef | undefined;
  for (let at = enclosingFunction(file, node); at; at = enclosingFunction(file, at)) found = at;
  return found;
}

/** What functions come to that stand under a decorator which looks at what they raise. */
function* behindDecorators(app: App): Generator<Reached> {
  const catching = new Set<ClassDef>();
  for (const file of own(app)) {
    for (const node of walk(file.module)) {
      if (node.kind !== 'function' || !node.decorators.some(({ expr }) => catches(app, file, expr))) continue;
      const owner = enclosing(file, node);
      if (owner?.kind === 'class') catching.add(owner);
      yield* reach(app.facts, { file, def: owner?.kind === 'class' ? owner : node }, []);
    }
  }
  for (const route of app.routes) {
    const { view } = route;
    if (!view) continue;
    // a method of a base may be the one that is decorated, and call one of this class
    const isCaught =
      view.decorators.some(({ expr }) => catches(app, view.file, expr)) ||
      (view.def.kind === 'class' &&
        lineage(app, view.file, view.def).some(([file, one]) => catching.has(one) || isListed(app, file, one)));
    if (isCaught) yield* routeReach(route, app);
  }
}

/** A class, and those of the project that it is made of. */
function lineage(app: App, file: SourceFile, def: ClassDef): [SourceFile, ClassDef][] {
  const found: [SourceFile, ClassDef][] = [[file, def]];
  for (const [home, one] of found) {
    for (const base of basesOf(app, home, one)) {
      if (!found.some(([, known]) => known === base.def)) found.push([base.file, base.def]);
    }
  }
  return found;
}

/** `decorators = [answer_errors]` in a class-based view. */
function isListed(app: App, file: SourceFile, def: ClassDef): boolean {
  return def.body.some(
    (stmt) =>
      stmt.kind === 'assign' &&
      stmt.targets.some((target) => target.kind === 'name' && target.id === 'decorators') &&
      stmt.value !== undefined &&
      [...walk(stmt.value)].some((node) => node.kind === 'name' && catches(app, file, node)),
  );
}

/** Does a decorator of the project look at what the view raises? */
function catches(app: App, file: SourceFile, expr: Expr): boolean {
  const ref = app.project.resolve(expr.kind === 'call' ? expr.func : expr, file);
  if (ref?.kind !== 'function') return false;
  const def: FunctionDef = ref.node;
  return [...walk(def.body)].some(
    (node) => node.kind === 'try' && node.handlers.some((handler) => looksAtIt(app, ref.file, handler)),
  );
}

/** `except HTTPException`, or an `except Exception` that does something with the exception. */
function looksAtIt(app: App, file: SourceFile, handler: Handler): boolean {
  const { type, body, name } = handler;
  const types = type?.kind === 'tuple' ? type.elements : type ? [type] : [];
  let anything = types.length === 0;
  for (const one of types) {
    const ref = app.project.resolve(one, file);
    if (!ref || ref.kind === 'variable') return true;
    if (ref.kind === 'external' && canonical(ref.path).startsWith('werkzeug.exceptions.')) return true;
    anything ||= ref.kind === 'builtin' && (ref.name === 'Exception' || ref.name === 'BaseException');
  }
  if (!anything) return false;
  return [...walk(body)].some((node) => {
    if (node.kind === 'name') return node.id === name;
    if (node.kind !== 'attribute') return false;
    const path = app.project.externalPath(node, file);
    return path === 'sys.exc_info' || path === 'traceback.format_exc';
  });
}

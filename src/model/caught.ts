import type { Expr, FunctionDef, Handler, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import type { App } from './app.js';
import { canonical } from './flask-names.js';
import { type Definition, reach, routeReach } from './reach.js';

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
  for (const file of app.files) {
    for (const node of walk(file.module)) {
      if (node.kind !== 'try' || !node.handlers.some((handler) => looksAtIt(app, file, handler))) continue;
      const { references, calls } = app.facts.collect(file, node.body);
      for (const reference of references) found.add(reference.node);
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
  for (const route of app.routes) {
    if (!route.view?.decorators.some(({ expr }) => catches(app, route.view?.file as SourceFile, expr))) continue;
    for (const { reference } of routeReach(route, app)) found.add(reference.node);
  }
  return found;
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

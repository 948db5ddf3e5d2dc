import type { App, Route } from '../model/app.js';
import { functionsOf } from '../model/views.js';
import type { Call, FunctionDef, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';

const viewDefs = new WeakMap<App, ReadonlySet<Node>>();

/** Does a node stand in a function that answers a route: is it one of those that `migrate` deals with? */
export function isInView(app: App, file: SourceFile, node: Node): boolean {
  let defs = viewDefs.get(app);
  if (!defs) {
    defs = new Set(app.routes.flatMap((route) => (route.view ? functionsOf(route.view.def) : [])));
    viewDefs.set(app, defs);
  }
  let child: Node = node;
  for (let parent = file.parentOf(node); parent; parent = file.parentOf(parent)) {
    // decorators, defaults and annotations stand outside
    if (defs.has(parent) && parent.kind === 'function' && parent.body.some((stmt) => stmt === child)) return true;
    child = parent;
  }
  return false;
}

/** The call whose function a node is. */
export function calledBy(file: SourceFile, node: Node): Call | undefined {
  const parent = file.parentOf(node);
  return parent?.kind === 'call' && parent.func === node ? parent : undefined;
}

/** The functions that answer a route, with their file; a class has one for each method. */
export function answering(route: Route): ReturnType<typeof functionsOf> {
  return route.view ? functionsOf(route.view.def) : [];
}

/** Does other code call the function, so that it would have to hand over what a new parameter wants? */
export function isCalledElsewhere(app: App, file: SourceFile, def: FunctionDef): boolean {
  if (app.facts.isCalled(file, def)) return true;
  const parent = file.parentOf(def);
  if (parent?.kind !== 'class') return false;
  return [...walk(parent.body)].some(
    (node) =>
      node.kind === 'call' &&
      node.func.kind === 'attribute' &&
      node.func.attr === def.name &&
      node.func.value.kind === 'name' &&
      (node.func.value.id === 'self' || node.func.value.id === 'cls'),
  );
}

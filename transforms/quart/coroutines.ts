import { blockingIn, otherUse } from '../../src/model/blocking.js';
import { reach } from '../../src/model/reach.js';
import { functionsOf } from '../../src/model/views.js';
import type { FunctionDef, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App, View } from '../../src/transform.js';
import { type QuartChange, said } from './change.js';
import { isTwin, waitsFor } from './names.js';

const known = new WeakMap<App, ReadonlyMap<FunctionDef, SourceFile>>();

/**
 * The views that become `async def`: all they do is to compute and to read the body, and nobody else calls them. What may wait for
 * anything else is left to the thread of its request.
 */
export function coroutines(app: App): ReadonlyMap<FunctionDef, SourceFile> {
  let found = known.get(app);
  if (!found) {
    const views = app.options.async === 'auto' ? app.routes.flatMap(({ view }) => view ?? []) : [];
    const defs = new Map(views.flatMap(({ def, file }) => functionsOf(def).map((one) => [one, file] as const)));
    found = new Map([...defs].filter(([def]) => views.every((view) => isCoroutine(app, view, def))));
    known.set(app, found);
  }
  return found;
}

function isCoroutine(app: App, view: View, def: FunctionDef): boolean {
  if (!functionsOf(view.def).includes(def)) return true;
  // whoever wraps a plain function would be handed a coroutine by this one
  const isPlain = def.decorators.every((one) => app.sites.some(({ decorator }) => decorator === one));
  const isItself = view.def !== def || (view.value?.kind === 'function' && view.value.def === def);
  if (def.isAsync || !isPlain || !isItself || blockingIn(view, def, app) || otherUse(view, def, app)) return false;
  return reach(app.facts, { file: view.file, def }, []).every(({ reference: { path, file, node }, via }) => {
    if (isTwin(path)) return false;
    return !waitsFor(path) || (via.length === 0 && mayAwait(file, node, def));
  });
}

/** Not in a function of its own, nor in what is made one value at a time. */
function mayAwait(file: SourceFile, node: Node, def: FunctionDef): boolean {
  for (let at = file.parentOf(node); at && at !== def; at = file.parentOf(at)) {
    if (at.kind === 'function' || at.kind === 'lambda' || at.kind === 'comprehension' || at.kind === 'class')
      return false;
  }
  return true;
}

/** `async def` above each of them. */
export function* asyncDefs(app: App): Iterable<QuartChange> {
  for (const [def, file] of coroutines(app)) {
    yield { ...said('async-def', file, def, def.name), needs: [{ kind: 'async', file, def }] };
  }
}

import { isJsonify, type Returned } from '../../src/model/returns.js';
import type { In } from '../../src/model/shapes.js';
import type { Call, FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import type { App } from '../../src/transform.js';

interface CallSite {
  readonly file: SourceFile;
  readonly call: Call;
}

/**
 * A call of the view by code that takes apart what it returns: `body, status = show()`. What is only handed on, `return show()`,
 * may change.
 */
export function takenApart(at: In, found: readonly Returned[]): CallSite | undefined {
  if (!found.some((one) => one.isTuple || one.shape === 'response' || (one.expr && isJsonify(at, one.expr))))
    return undefined;
  return callsOf(at.app)
    .get(at.def)
    ?.find((site) => !isHandedOn(site));
}

function isHandedOn({ file, call }: CallSite): boolean {
  let parent = file.parentOf(call);
  while (parent?.kind === 'parenthesized' || parent?.kind === 'conditional') parent = file.parentOf(parent);
  return parent?.kind === 'return';
}

const calls = new WeakMap<App, ReadonlyMap<FunctionDef, readonly CallSite[]>>();

/** The calls of the project's functions by their names. */
function callsOf(app: App): ReadonlyMap<FunctionDef, readonly CallSite[]> {
  const known = calls.get(app);
  if (known) return known;
  const found = new Map<FunctionDef, CallSite[]>();
  for (const file of app.files) {
    for (const call of walk(file.module)) {
      const ref = call.kind === 'call' ? app.project.resolve(call.func, file) : undefined;
      if (call.kind !== 'call' || ref?.kind !== 'function') continue;
      found.set(ref.node, [...(found.get(ref.node) ?? []), { file, call }]);
    }
  }
  calls.set(app, found);
  return found;
}

import { objectAt } from '../../src/model/objects.js';
import type { App, ObjectUse } from '../../src/transform.js';

/**
 * Does the object only go from hand to hand: returned, given another name, handed to a function of the project that is
 * followed, or to a method of such an object, which is looked at itself?
 */
export function isHandedOn({ file, node, member }: ObjectUse, app: App): boolean {
  if (member) return false;
  const parent = file.parentOf(node);
  if (parent?.kind === 'return') return true;
  if (parent?.kind === 'assign') return parent.value === node;
  if (parent?.kind !== 'argument') return false;
  const call = file.parentOf(parent);
  if (call?.kind !== 'call') return false;
  if (call.func.kind === 'attribute' && objectAt(app, file, call.func.value)) return true;
  const ref = app.project.resolve(call.func, file);
  return ref?.kind === 'function' && ref.node.params.some((param) => app.holders.get(param) !== undefined);
}

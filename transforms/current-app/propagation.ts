import { isBelow } from '../../src/model/references.js';
import type { Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { Difference, Reference } from '../../src/transform.js';

const PATH = 'flask.current_app.propagate_exceptions';

/** Since Flask 2.3 reading it fails, and so does the request. */
export const PROPAGATED: Difference = {
  where: { status: [500] },
  aspects: ['status', 'body', 'header:content-type'],
  when: 'the application reads `current_app.propagate_exceptions`',
  flask: 'an AttributeError since Flask 2.3, which has no such attribute',
  after: 'its value, as before Flask 2.3',
};

/**
 * `if current_app.propagate_exceptions: raise`: what Flask had until 2.3, and what its setting still says. Code that is ready for
 * the attribute to be missing would go another way than with Flask.
 */
export function isPropagation(reference: Reference): boolean {
  const { file, node } = reference;
  const parent = file.parentOf(node);
  const isRead = !(parent?.kind === 'assign' && parent.targets.some((target) => target === node));
  return isBelow(reference, PATH) && isRead && !isTried(file, node);
}

function isTried(file: SourceFile, node: Node): boolean {
  let inner = node;
  for (let outer = file.parentOf(node); outer && outer.kind !== 'function'; outer = file.parentOf(outer)) {
    if (outer.kind === 'try' && outer.body.some((stmt) => stmt === inner)) return true;
    inner = outer;
  }
  return false;
}

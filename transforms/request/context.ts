import { type App, type Change, outsideReferences, type Reference, swapped } from '../../src/transform.js';
import { handedReads } from './handed.js';
import { installed } from './installed.js';
import type { messages } from './messages.js';
import { serverDifference } from './server.js';
import { isThreaded } from './threads.js';
import { REQUEST, useOf } from './uses.js';

type Said = Change<keyof typeof messages>;

/**
 * `request.path`, `request.form` in a helper, hook or decorator: the request is found in its context; what a function with
 * known callers reads of the body is a parameter.
 */
export function* contextReads(app: App): Iterable<Said> {
  for (const reference of outsideReferences(app, [REQUEST])) {
    if (!isThreaded(app, reference)) yield fromContext(app, reference);
  }
  yield* handedReads(app);
  yield* installed(app);
}

/**
 * A use of `request` as one of that in the context, or the obstacle that it is.
 *
 * @param qualified In views, where `request` may be FastAPI's.
 */
export function fromContext(app: App, reference: Reference, qualified = false): Said {
  const use = useOf(app, reference);
  const { file, node } = reference;
  if (typeof use !== 'string') {
    const change: Said = swapped(app, reference, REQUEST, 'context', 'context', qualified);
    const name = use.ofServer;
    if (name === undefined) return change;
    return {
      ...change,
      message: 'server',
      at: node,
      data: { name },
      difference: serverDifference(app, reference, name),
    };
  }
  return { message: use, file, at: node, data: { name: file.slice(node) }, accounts: [node] };
}

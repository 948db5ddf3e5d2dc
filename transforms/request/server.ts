import { enclosingFunction } from '../../src/python/surroundings.js';
import { walk } from '../../src/python/walk.js';
import { type App, type Difference, isInView, literalInteger, type Reference } from '../../src/transform.js';

const ABORT = /^(flask|werkzeug\.exceptions)\.abort$/;

/**
 * What becomes of a read of what only some servers tell.
 *
 * Outside of views any request may come to it, and to announce all of them would be to announce nothing: it is the statuses that
 * the function refuses requests with, or none, so that no answer that differs is taken for this.
 */
export function serverDifference(app: App, reference: Reference, name: string): Difference {
  const said = {
    when: `the server put ${name === 'environ' ? 'more than the standard asks for' : name} into the environment`,
    flask: 'what the WSGI server said',
    after: 'what the ASGI server says, or nothing',
  };
  if (isInView(app, reference.file, reference.node)) return { aspects: ['status', 'body'], ...said };
  const status = refusals(app, reference);
  if (status.length === 0) return { where: { status: [] }, aspects: ['status', 'body'], ...said };
  const aspects = ['status', 'body', 'header:content-type', 'header:location', 'header:set-cookie', 'header:allow'];
  return { where: { path: '^/' }, becomes: { status }, aspects, ...said };
}

/** 501 of `abort(501)` in the function that reads it. */
function refusals(app: App, { file, node }: Reference): number[] {
  const def = enclosingFunction(file, node);
  const found = [...walk(def?.body ?? [])].flatMap((call) => {
    const [code] = call.kind === 'call' ? call.args : [];
    if (call.kind !== 'call' || !code || !ABORT.test(app.project.externalPath(call.func, file) ?? '')) return [];
    const status = literalInteger(code.value);
    return status === undefined ? [] : [status];
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

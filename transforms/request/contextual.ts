import { brings } from '../../src/model/brought.js';
import { viewReferences } from '../../src/model/references.js';
import { type App, outsideReferences, type Reference, type Route } from '../../src/transform.js';
import { bodyProblem, isAboutBody, isBodyRead } from './body.js';
import { kindOf } from './parameters.js';
import { type Read, type Reads, readsOf } from './reads.js';
import { isCalled, isDisguised } from './signature.js';
import { isTarget } from './targets.js';
import { isThreaded } from './threads.js';
import { REQUEST, useOf } from './uses.js';
import { wordFor } from './words.js';

/** Why a read of a view cannot be a parameter, or a word of FastAPI's request. */
export type Problem = 'called' | 'disguised' | 'passed' | 'assigned' | 'attribute' | 'body-read-twice';

/** Why none of the function's reads can: it gets no parameters of its own. */
export function fixedSignature({ at }: Reads): 'called' | 'disguised' | undefined {
  return isCalled(at) ? 'called' : isDisguised(at) ? 'disguised' : undefined;
}

export function problemOf({ at, reads }: Reads, read: Read, route: Route): Problem | undefined {
  if (!read.whole) return 'passed';
  if (isTarget(at.file, read.whole)) return 'assigned';
  if (isBodyRead(read)) return bodyProblem(at, read, reads);
  return kindOf(read) || wordFor(at, route, read) ? undefined : 'attribute';
}

/** The reads of a view's function that take the request from the context, in an application without Flask. */
export function contextualReads(app: App, found: Reads, route: Route): ReadonlySet<Read> {
  const { reads } = found;
  if (fixedSignature(found)) return new Set(reads);
  const contextual = new Set(reads.filter((read) => problemOf(found, read, route) !== undefined));
  // in the order of the reads, as in Flask: all that is read of the body comes from one place
  const mixed = [...contextual].some(isBodyRead);
  for (const read of reads) {
    const kind = kindOf(read);
    const isBody = isAboutBody(read) || (kind !== undefined && kind !== 'args');
    if (isBody && (mixed || (kind !== 'body' && mayBeReadBefore(app)))) contextual.add(read);
  }
  return contextual;
}

const outsideBodies = new WeakMap<App, ReadonlySet<string>>();

/** What others than the views as such take of the body. */
function takenOutside(app: App): ReadonlySet<string> {
  let found = outsideBodies.get(app);
  if (!found) {
    const called = app.routes.flatMap((route) =>
      readsOf(app, route, 'pure').flatMap((reads) => (fixedSignature(reads) ? referencesIn(app, route, reads) : [])),
    );
    const outside = outsideReferences(app, [REQUEST]).filter((reference) => !isThreaded(app, reference));
    found = bodiesIn(app, [...outside, ...called]);
    outsideBodies.set(app, found);
  }
  return found;
}

/** May its bytes have been read before the view takes the form apart? */
function mayBeReadBefore(app: App): boolean {
  const taken = takenOutside(app);
  return taken.has('raw') || taken.has('any');
}

function referencesIn(app: App, route: Route, { at }: Reads): Reference[] {
  return viewReferences(app, route).filter(({ def }) => def === at.def);
}

function bodiesIn(app: App, references: readonly Reference[]): Set<string> {
  return new Set(
    references.flatMap((reference) => {
      const use = useOf(app, reference);
      return typeof use === 'string' || !use.body ? [] : [use.body];
    }),
  );
}

/** What is asked of the context. */
export interface Demand {
  readonly isAsked: boolean;
  /** Has the body to be received before anybody asks? */
  readonly takesBody: boolean;
}

export function demandOf(app: App): Demand {
  const inViews = app.routes.flatMap((route) =>
    readsOf(app, route, 'pure').flatMap((found) => {
      const reads = [...contextualReads(app, found, route)].map(({ origin }) => origin);
      return reads.length > 0 ? [...reads, ...found.aliases] : [];
    }),
  );
  const isAsked = outsideReferences(app, [REQUEST]).some((reference) => !isThreaded(app, reference));
  return {
    isAsked: isAsked || inViews.length > 0 || brings(app, 'body'),
    takesBody: brings(app, 'body') || takenOutside(app).size > 0 || bodiesIn(app, inViews).size > 0,
  };
}

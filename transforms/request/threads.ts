import { type ClosedFunction, closedFunctions, ownFunction } from '../../src/model/closed.js';
import type { FunctionDef } from '../../src/python/ast.js';
import { type App, answering, outsideReferences, type Reference } from '../../src/transform.js';
import { bodyProblem, isBodyRead } from './body.js';
import { type BodyKind, kindOf } from './parameters.js';
import { type Read, type Reads, readsIn, readsOf } from './reads.js';
import { isCalled, isDisguised } from './signature.js';
import { isTarget } from './targets.js';
import { REQUEST, useOf } from './uses.js';

/** A function of the project that is handed what it reads of the body, or what those it calls read. */
export interface Threaded {
  readonly closed: ClosedFunction;
  /** Its own reads that become parameters, and its other uses of `request`. */
  readonly found: Reads;
  readonly own: ReadonlySet<Read>;
  /** All that it is handed. */
  readonly kinds: ReadonlySet<BodyKind>;
}

/** From the reader up to the view. */
const MAX_HOPS = 3;

const threadsOf = new WeakMap<App, ReadonlyMap<FunctionDef, Threaded>>();

/** The functions between a view and a read of the body, where all who call them are known. */
export function threadedFunctions(app: App): ReadonlyMap<FunctionDef, Threaded> {
  let found = threadsOf.get(app);
  if (!found) {
    found = findThreaded(app);
    threadsOf.set(app, found);
  }
  return found;
}

/** Does a threaded function take a read from its parameter? */
export function isThreaded(app: App, { file, node }: Reference): boolean {
  const def = ownFunction(file, node);
  const threaded = def && threadedFunctions(app).get(def);
  if (!threaded) return false;
  return (
    [...threaded.own].some(({ reference }) => reference === node) ||
    threaded.found.aliases.some((one) => one.node === node)
  );
}

function findThreaded(app: App): Map<FunctionDef, Threaded> {
  const none = new Map<FunctionDef, Threaded>();
  const outside = outsideReferences(app, [REQUEST]);
  const readers = readersOf(app, outside);
  if (readers.size === 0) return none;
  const views = viewsOf(app);
  const kinds = new Map<FunctionDef, Set<BodyKind>>();
  const kept = new Map<FunctionDef, Reads>();
  const callers = new Set<FunctionDef>();
  for (const [def, found] of readers) {
    const chain = chainOf(app, def, views);
    if (!chain) continue;
    kept.set(def, found);
    const own = new Set([...ownReads(found)].flatMap((read) => kindOf(read) ?? []));
    for (const one of chain.functions) kinds.set(one, new Set([...(kinds.get(one) ?? []), ...own]));
    for (const view of chain.views) callers.add(view);
  }
  const threaded = new Map<FunctionDef, Threaded>();
  for (const [def, all] of kinds) {
    const closed = closedFunctions(app).get(def) as ClosedFunction;
    const found = kept.get(def) ?? readsIn({ app, file: closed.file, def }, within(outside, def), 'pure');
    threaded.set(def, { closed, found, own: kept.has(def) ? ownReads(found) : new Set(), kinds: all });
  }
  return isMixed(app, threaded, outside, callers) ? none : threaded;
}

/** The closed functions that read the body, and nothing of it that has to be read in a certain order. */
function readersOf(app: App, outside: readonly Reference[]): Map<FunctionDef, Reads> {
  const found = new Map<FunctionDef, Reads>();
  for (const { file, node } of outside) {
    const def = ownFunction(file, node);
    if (!def || found.has(def) || !closedFunctions(app).has(def)) continue;
    const reads = readsIn({ app, file, def }, within(outside, def), 'pure');
    if (reads.reads.some(isOfBody) && reads.reads.every((read) => !isOfBody(read) || isPlain(reads, read))) {
      found.set(def, reads);
    }
  }
  return found;
}

function within(outside: readonly Reference[], def: FunctionDef): Reference[] {
  return outside.filter(({ file, node }) => ownFunction(file, node) === def);
}

function isOfBody(read: Read): boolean {
  const kind = kindOf(read);
  return kind !== undefined && kind !== 'args';
}

function isPlain({ at, reads }: Reads, read: Read): boolean {
  if (!read.whole || isTarget(at.file, read.whole) || read.name === 'stream') return false;
  return !isBodyRead(read) || bodyProblem(at, read, reads) === undefined;
}

/** What becomes a parameter: the body; the query, too, where nothing else is read of the request. */
function ownReads({ reads }: Reads): Set<Read> {
  const all = reads.every((read) => kindOf(read) !== undefined && read.whole);
  return new Set(reads.filter((read) => (all ? kindOf(read) !== undefined : isOfBody(read))));
}

/** The functions that answer routes and may get parameters. */
function viewsOf(app: App): ReadonlySet<FunctionDef> {
  return new Set(
    app.routes.flatMap((route) =>
      answering(route).flatMap((def) => {
        const at = { app, file: (route.view as NonNullable<typeof route.view>).file, def };
        return isCalled(at) || isDisguised(at) ? [] : [def];
      }),
    ),
  );
}

/** Everything between a function and the views; undefined: something else calls one of them, or the way is long. */
function chainOf(app: App, start: FunctionDef, views: ReadonlySet<FunctionDef>) {
  const functions = new Set<FunctionDef>();
  const found = new Set<FunctionDef>();
  let level: FunctionDef[] = [start];
  for (let hop = 0; level.length > 0; hop++) {
    const next: FunctionDef[] = [];
    for (const def of level) {
      const closed = closedFunctions(app).get(def);
      if (!closed || hop >= MAX_HOPS) return undefined;
      functions.add(def);
      for (const { caller } of closed.calls) {
        if (!caller) return undefined;
        if (views.has(caller)) found.add(caller);
        else if (!functions.has(caller) && !next.includes(caller)) next.push(caller);
      }
    }
    level = next;
  }
  return found.size > 0 ? { functions, views: found } : undefined;
}

/** Do others read the body as well, so that what is there depends on who comes first? */
function isMixed(
  app: App,
  threaded: ReadonlyMap<FunctionDef, Threaded>,
  outside: readonly Reference[],
  callers: ReadonlySet<FunctionDef>,
): boolean {
  const families = new Set<string>();
  const add = (read: Read) => {
    if (isOfBody(read)) families.add(kindOf(read) === 'body' ? 'raw' : 'form');
  };
  const isOwn = new Set([...threaded.values()].flatMap(({ own }) => [...own].map(({ reference }) => reference)));
  for (const { own } of threaded.values()) for (const read of own) add(read);
  for (const route of app.routes) {
    for (const { at, reads } of readsOf(app, route, 'pure')) {
      if (!callers.has(at.def)) continue;
      reads.forEach(add);
      if (reads.some(({ origin }) => isAny(app, origin))) return true;
    }
  }
  for (const reference of outside) {
    if (isOwn.has(reference.node)) continue;
    const use = useOf(app, reference);
    if (typeof use === 'string' || !use.body || !use.head) continue;
    if (use.body !== 'form') return true;
    families.add('form');
  }
  return families.size > 1;
}

function isAny(app: App, reference: Reference): boolean {
  const use = useOf(app, reference);
  return typeof use !== 'string' && use.body === 'any';
}

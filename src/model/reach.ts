import type { ClassDef, Expr, FunctionDef } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { App, Route, View } from './app.js';
import type { CallFact, FactBook, Reference } from './facts.js';
import { canonical } from './flask-names.js';

/** How one gets from a view to a reference. */
export type Way = 'direct' | 'helper' | 'decorator' | 'possible';

export interface Reached {
  readonly reference: Reference;
  readonly way: Way;
  /** The functions on the way, the one that holds the reference last; empty when the view itself does. */
  readonly via: readonly Definition[];
}

export interface Definition {
  readonly file: SourceFile;
  readonly def: FunctionDef | ClassDef;
}

const MAX_FUNCTIONS = 3_000;

const reachOfView = new WeakMap<View, readonly Reached[]>();

/** {@link reach} of a route's view, worked out once. */
export function routeReach(route: Route, app: App): readonly Reached[] {
  const { view } = route;
  if (!view) return [];
  let found = reachOfView.get(view);
  if (!found) {
    const decorators = view.decorators.map((decorator) => decorator.expr);
    found = reach(app.facts, { file: view.file, def: view.def }, decorators);
    reachOfView.set(view, found);
  }
  return found;
}

/** The first reference to `path` or below it, and how one gets there; the shortest way comes first. */
export function reaches(route: Route, app: App, path: string): Reached | undefined {
  return routeReach(route, app).find(
    ({ reference }) => reference.path === path || reference.path.startsWith(`${path}.`),
  );
}

/**
 * Every library reference that running `start` may come to: in its own body, through its decorators, through the functions
 * it calls. A method of an object that is not known counts as each method of that name in the project ("possible").
 */
export function reach(book: FactBook, start: Definition, decorators: readonly Expr[]): Reached[] {
  const result: Reached[] = [];
  const seen = new Set<FunctionDef | ClassDef>([start.def]);
  const queue: { readonly at: Definition; readonly way: Way; readonly via: readonly Definition[] }[] = [
    { at: start, way: 'direct', via: [] },
  ];
  const visit = (at: Definition, way: Way, via: readonly Definition[]) => {
    if (seen.has(at.def) || seen.size > MAX_FUNCTIONS) return;
    seen.add(at.def);
    queue.push({ at, way, via: [...via, at] });
  };
  for (const expr of decorators) {
    const own = book.collect(start.file, [expr]);
    for (const reference of own.references) result.push({ reference, way: 'decorator', via: [] });
    for (const target of targets(book, start, own.calls)) visit(target, 'decorator', []);
    for (const mention of own.mentions) visit(mention, 'decorator', []);
  }
  for (let item = queue.shift(); item; item = queue.shift()) {
    const { at, way, via } = item;
    const next: Way = way === 'direct' ? 'helper' : way;
    const { references, following } = stepsFrom(book, at);
    for (const { reference, decorates } of references) {
      if (!decorates) result.push({ reference, way, via });
      else if (at.def !== start.def) result.push({ reference, way: next, via });
    }
    for (const { to, possible, decorates } of following) {
      if (!decorates || at.def !== start.def) visit(to, possible && !decorates ? 'possible' : next, via);
    }
  }
  return result;
}

/** What one function holds and where it leads; the same for every view that comes by. */
interface Steps {
  readonly references: readonly { readonly reference: Reference; readonly decorates: boolean }[];
  readonly following: readonly { readonly to: Definition; readonly possible: boolean; readonly decorates: boolean }[];
}

const stepsOf = new WeakMap<FunctionDef | ClassDef, Steps>();

function stepsFrom(book: FactBook, at: Definition): Steps {
  const known = stepsOf.get(at.def);
  if (known) return known;
  const facts = book.of(at.file, at.def);
  const decorated = at.def.kind === 'function' ? book.collect(at.file, at.def.decorators) : undefined;
  const follow = (found: Pick<typeof facts, 'calls' | 'mentions'>, decorates: boolean) => [
    ...targets(book, at, found.calls).map((to) => ({ to, possible: to.possible === true, decorates })),
    ...found.mentions.map((to) => ({ to, possible: false, decorates })),
  ];
  const steps: Steps = {
    references: [
      ...[...facts.references, ...extensionsBelow(book, at, facts.calls)].map((reference) => ({
        reference,
        decorates: false,
      })),
      ...(decorated?.references.map((reference) => ({ reference, decorates: true })) ?? []),
    ],
    following: [
      ...follow(facts, false),
      ...(at.def.kind === 'class' ? basesOf(book, at.file, at.def) : []).map((to) => ({
        to,
        possible: false,
        decorates: false,
      })),
      ...(decorated ? follow(decorated, true) : []),
    ],
  };
  stepsOf.set(at.def, steps);
  return steps;
}

/** Classes of extensions that a class is made of, or one that is called: a form of Flask-WTF asks for the request by itself. */
function extensionsBelow(book: FactBook, at: Definition, calls: readonly CallFact[]): Reference[] {
  const classes = calls.flatMap(({ ref }) => (ref?.kind === 'class' ? [{ file: ref.file, def: ref.node }] : []));
  if (at.def.kind === 'class') classes.push({ file: at.file, def: at.def });
  const found: Reference[] = [];
  const seen = new Set<ClassDef>();
  for (let cls = classes.shift(); cls; cls = classes.shift()) {
    if (seen.has(cls.def)) continue;
    seen.add(cls.def);
    classes.push(...basesOf(book, cls.file, cls.def));
    for (const { value } of cls.def.bases) {
      if (value.kind !== 'name' && value.kind !== 'attribute') continue;
      const path = canonical(book.project.externalPath(value, cls.file) ?? '');
      if (/^flask_\w/.test(path)) found.push({ path, node: value, file: cls.file });
    }
  }
  return found;
}

function targets(
  book: FactBook,
  at: Definition,
  calls: readonly CallFact[],
): (Definition & { readonly possible?: boolean })[] {
  const found: (Definition & { readonly possible?: boolean })[] = [];
  for (const call of calls) {
    const { ref } = call;
    if (ref?.kind === 'function') found.push({ file: ref.file, def: ref.node });
    else if (ref?.kind === 'class') {
      const init = ref.node.body.find((stmt) => stmt.kind === 'function' && stmt.name === '__init__');
      if (init?.kind === 'function') found.push({ file: ref.file, def: init });
    } else if (call.method) {
      const own = ownMethod(book, at, call);
      if (own) found.push(own);
      else for (const method of book.methodsNamed(call.method)) found.push({ ...method, possible: true });
    }
  }
  return found;
}

/** `self.name()` in a method: the class's own, or its base's. */
function ownMethod(book: FactBook, at: Definition, call: CallFact): Definition | undefined {
  const { func } = call.node;
  if (func.kind !== 'attribute' || func.value.kind !== 'name' || func.value.id !== 'self') return undefined;
  let owner: Definition | undefined = at;
  if (at.def.kind === 'function') {
    const parent = at.file.parentOf(at.def);
    owner = parent?.kind === 'class' ? { file: at.file, def: parent } : undefined;
  }
  const queue = owner ? [owner] : [];
  for (let cls = queue.shift(), i = 0; cls && i < 20; cls = queue.shift(), i++) {
    const found = cls.def.body.find((stmt) => stmt.kind === 'function' && stmt.name === func.attr);
    if (found?.kind === 'function') return { file: cls.file, def: found };
    if (cls.def.kind === 'class') queue.push(...basesOf(book, cls.file, cls.def));
  }
  return undefined;
}

/** The classes of the project that a class is made of, near ones only. */
export function basesOf(
  { project }: Pick<FactBook, 'project'>,
  file: SourceFile,
  cls: ClassDef,
): (Definition & { readonly def: ClassDef })[] {
  return cls.bases.flatMap((base) => {
    const ref = base.name ? undefined : project.resolve(base.value, file);
    return ref?.kind === 'class' ? [{ file: ref.file, def: ref.node }] : [];
  });
}

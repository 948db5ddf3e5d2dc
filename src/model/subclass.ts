import type { Attribute, ClassDef, FunctionDef, Param, Stmt } from '../python/ast.js';
import { walk } from '../python/walk.js';
import type { App } from './app.js';
import { isAskedFor, isOfFastapi } from './attribute-names.js';
import { type ObjectUse, objectUses } from './objects.js';
import { methodResolutionOrder } from './registration/attributes.js';
import type { ClassValue, Scaffold } from './registration/values.js';

/** The project's own classes that the application is an object of, nearest first. */
export function classesOf({ cls }: Scaffold): readonly ClassValue[] {
  return cls ? methodResolutionOrder(cls) : [];
}

/** A name that a class binds for its objects: a method, an attribute. */
export interface ClassMember {
  readonly name: string;
  readonly stmt: Stmt;
}

/** What the body of a class binds, as far as it is written out. */
export function* boundIn(body: readonly Stmt[]): Iterable<ClassMember> {
  for (const stmt of body) {
    if (stmt.kind === 'function' || stmt.kind === 'class') yield { name: stmt.name, stmt };
    else if (stmt.kind === 'assign') {
      for (const target of stmt.targets) if (target.kind === 'name') yield { name: target.id, stmt };
    } else if (stmt.kind === 'if') {
      for (const block of [...stmt.branches.map((branch) => branch.body), stmt.orelse]) yield* boundIn(block);
    } else if (stmt.kind === 'try') yield* boundIn(stmt.body);
  }
}

/** The first parameter of each method: the application itself, wherever it is called. */
export function selfParams(scaffold: Scaffold): readonly Param[] {
  return classesOf(scaffold).flatMap(({ def }) =>
    methods(def).flatMap((method) => {
      const [self] = method.params;
      return self && !isUnbound(method) ? [self] : [];
    }),
  );
}

function methods(def: ClassDef): readonly FunctionDef[] {
  return [...boundIn(def.body)].flatMap(({ stmt }) => (stmt.kind === 'function' ? [stmt] : []));
}

function isUnbound({ decorators }: FunctionDef): boolean {
  return decorators.some(({ expr }) => expr.kind === 'name' && /^(static|class)method$/.test(expr.id));
}

const ownOf = new WeakMap<App, ReadonlySet<string>>();

/**
 * What an object of the project's subclass has of its own: names that the classes bind, and that their methods set on `self`. They
 * stay where they are; names of Flask and of FastAPI are none of them.
 */
export function classNames(app: App): ReadonlySet<string> {
  let found = ownOf.get(app);
  if (!found) {
    const classes = classesOf(app.scaffold);
    const bound = classes.flatMap(({ def }) => [...boundIn(def.body)].map(({ name }) => name));
    const set = classes.length > 0 ? objectUses(app).flatMap((use) => setInside(app, use, classes) ?? []) : [];
    found = new Set([...bound, ...set].filter((name) => !isAskedFor(name) && !isOfFastapi(name)));
    ownOf.set(app, found);
  }
  return found;
}

/** `self.name = …` in one of the classes. */
function setInside(
  app: App,
  { scaffold, file, member }: ObjectUse,
  classes: readonly ClassValue[],
): string | undefined {
  const parent = member && file.parentOf(member);
  if (scaffold !== app.scaffold || parent?.kind !== 'assign' || !parent.targets.some((one) => one === member)) {
    return undefined;
  }
  const isInside = classes.some(
    (cls) => cls.file === file && cls.def.start < parent.start && parent.end <= cls.def.end,
  );
  return isInside ? member?.attr : undefined;
}

/** `super().name` in the methods of a class. */
export function* superNames(app: App, { file, def }: ClassValue): Iterable<Attribute> {
  for (const node of walk(def.body)) {
    if (node.kind !== 'attribute' || node.value.kind !== 'call') continue;
    const ref = app.project.resolve(node.value.func, file);
    if (ref?.kind === 'builtin' && ref.name === 'super') yield node;
  }
}

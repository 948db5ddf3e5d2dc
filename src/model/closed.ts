import type { Call, Expr, FunctionDef, Node } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import type { App } from './app.js';

/** A function of a module that is called by its name, and used in no other way: who calls it is known. */
export interface ClosedFunction {
  readonly file: SourceFile;
  readonly def: FunctionDef;
  readonly calls: readonly KnownCall[];
}

export interface KnownCall {
  readonly file: SourceFile;
  readonly call: Call;
  /** The function whose own body the call stands in; undefined: a module, a class, a lambda. */
  readonly caller: FunctionDef | undefined;
}

const closedOf = new WeakMap<App, ReadonlyMap<FunctionDef, ClosedFunction>>();

/** The functions of the project whose every use is a call. */
export function closedFunctions(app: App): ReadonlyMap<FunctionDef, ClosedFunction> {
  let found = closedOf.get(app);
  if (!found) {
    found = findClosed(app);
    closedOf.set(app, found);
  }
  return found;
}

function findClosed({ project, facts }: App): Map<FunctionDef, ClosedFunction> {
  const calls = new Map<FunctionDef, { readonly file: SourceFile; readonly calls: KnownCall[] }>();
  const open = new Set<Node>();
  const said = new Set<string>();
  const searched = new Set<SourceFile>();
  for (const file of project.files) {
    const all = facts.collect(file, [file.module]);
    for (const { def } of all.mentions) open.add(def);
    for (const { ref, node } of all.calls) {
      if (ref?.kind !== 'function') continue;
      const known = calls.get(ref.node) ?? { file: ref.file, calls: [] };
      known.calls.push({ file, call: node, caller: ownFunction(file, node) });
      calls.set(ref.node, known);
    }
    for (const node of walk(file.module)) {
      const module = node.kind === 'call' ? searchedModule(project, file, node) : undefined;
      if (module) searched.add(module);
      if (node.kind !== 'string' || !node.value) continue;
      const name = node.value.slice(node.value.lastIndexOf('.') + 1);
      if (name !== node.value || isLookup(file, node)) said.add(name);
    }
  }
  const found = new Map<FunctionDef, ClosedFunction>();
  for (const [def, known] of calls) {
    const isPlain = known.file.parentOf(def)?.kind === 'module' && def.decorators.length === 0;
    if (isPlain && !open.has(def) && !said.has(def.name) && !searched.has(known.file))
      found.set(def, { def, ...known });
  }
  return found;
}

/** `getattr(module, "name")`, `globals()["name"]` */
function isLookup(file: SourceFile, node: Node): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind === 'subscript') {
    const { value } = parent;
    return value.kind === 'call' ? LOOKUPS.test(nameOf(value.func)) : nameOf(value) === '__dict__';
  }
  const call = parent?.kind === 'argument' ? file.parentOf(parent) : undefined;
  return call?.kind === 'call' && LOOKUPS.test(nameOf(call.func));
}

/** The module that `getattr(module, name)`, `vars(module)` or `globals()` takes anything out of. */
function searchedModule(project: Project, file: SourceFile, call: Call): SourceFile | undefined {
  if (call.func.kind !== 'name') return undefined;
  const [first, second] = call.args;
  const parent = file.parentOf(call);
  switch (call.func.id) {
    case 'globals':
      return parent?.kind === 'subscript' && isText(parent.index[0]) ? undefined : file;
    case 'getattr':
    case 'vars': {
      const ref = first && !isText(second?.value) ? project.resolve(first.value, file) : undefined;
      return ref?.kind === 'module' ? ref.file : undefined;
    }
    default:
      return undefined;
  }
}

/** A string that is written out: no f-string with a value in it. */
function isText(expr: Expr | undefined): boolean {
  return expr?.kind === 'string' && expr.value !== undefined;
}

const LOOKUPS = /^(globals|locals|vars|(get|has|set|del)attr|attrgetter|methodcaller|patch|object)$/;

function nameOf(expr: Expr): string {
  return expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? expr.attr : '';
}

/** The function that a node belongs to itself: not to a function or lambda inside, nor to its decorators and defaults. */
export function ownFunction(file: SourceFile, node: Node): FunctionDef | undefined {
  let child: Node = node;
  for (let parent = file.parentOf(child); parent; parent = file.parentOf(parent)) {
    if (parent.kind === 'lambda' || parent.kind === 'class') return undefined;
    if (parent.kind === 'function') return parent.body.some((stmt) => stmt === child) ? parent : undefined;
    child = parent;
  }
  return undefined;
}

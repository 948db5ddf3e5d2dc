import { posix } from 'node:path';
import type { Need } from '../edits/needs.js';
import type { SupportModule } from '../edits/support-modules.js';
import type { App } from '../model/app.js';
import { canonical, isFlaskName } from '../model/flask-names.js';
import type { Expr, FunctionDef, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosingFunction } from '../python/surroundings.js';
import { walk } from '../python/walk.js';
import type { Mode } from '../transform.js';
import { supportFolder, supportNeeds, webPackage } from './support.js';

/** How something is named at one place, and the imports that takes. */
export interface Named {
  readonly text: string;
  readonly needs: readonly Need[];
}

/** Where a name is to be used: it must not mean something else there. */
export interface Place {
  readonly app: App;
  readonly file: SourceFile;
  readonly mode: Mode;
  /** The function that uses it. */
  readonly def?: FunctionDef | undefined;
}

/**
 * The first of `wanted` that the file does not use for anything, or the last one with a number. Fresh names are asked for
 * here, never made up: comments and strings count as uses, so that nothing reads ambiguously either.
 */
export function freshName(file: SourceFile, wanted: readonly string[], taken: ReadonlySet<string> = new Set()): string {
  const isFree = (name: string) => !taken.has(name) && !new RegExp(`\\b${name}\\b`).test(file.text);
  return firstFree(wanted, isFree);
}

/** What a blueprint is about, by its name: `users` for `users_bp`. */
export function baseName(blueprint: string): string {
  return blueprint
    .replace(/_?(bp|blueprint)$/i, '')
    .replace(/^(bp|blueprint)_?/i, '')
    .toLowerCase();
}

/** A name for a new parameter: none that the function uses for something else. */
export function freshParameter(def: FunctionDef, wanted: readonly string[]): string {
  const used = namesIn(def);
  return firstFree(wanted, (name) => !used.has(name));
}

/** `name` of a library: imported by itself, or with its module where the name is taken. */
export function libraryName(place: Place, library: string, name: string): Named {
  const { file } = place;
  if (isFree(place, name, (path) => canonical(path) === `${library}.${name}`)) {
    return { text: name, needs: [{ kind: 'import', file, module: { library }, name }] };
  }
  return { text: `${library}.${name}`, needs: [{ kind: 'import', file, module: { library }, name: undefined }] };
}

/**
 * `name` of one of the application's own support modules.
 *
 * @param qualified Always with its module: for names such as `path` that say too little by themselves.
 */
export function supportName(place: Place, module: SupportModule, name: string, qualified = false): Named {
  const { app, file } = place;
  const folder = webPackage(app);
  const needs = supportNeeds(app, module, name);
  const ours = `${folder}/${module}.py`;
  const hasTwin = TWINS.has(name) && (takesFromProject(place) || isNearest(place, module, name));
  if (!qualified && !hasTwin && isFree(place, name, undefined, ours)) {
    return { text: name, needs: [...needs, { kind: 'import', file, module: { path: ours }, name }] };
  }
  const isTaken = !isFree(place, module, undefined, `${folder}/__init__.py`, ours);
  const local = isTaken ? freshName(file, [`web_${module}`]) : module;
  const path = `${folder}/__init__.py`;
  return {
    text: `${local}.${name}`,
    needs: [...needs, { kind: 'import', file, module: { path }, name: module, ...(isTaken && { local }) }],
  };
}

/** What `answers.py` has, and another module as well: for functions that stay as they are, and for views of FastAPI. */
const ANSWERS = ['jsonify', 'make_response', 'redirect', 'send_file', 'send_from_directory', 'send_static_file'];

/** What two modules have under one name. */
const TWINS: ReadonlySet<string> = new Set([...ANSWERS, 'render_template', 'render_template_string', 'url_for']);

/** The one of views keeps its module where functions beside it make responses of Werkzeug's. */
function isNearest({ app }: Place, module: SupportModule, name: string): boolean {
  return app.general?.responses === true && module !== 'answers' && ANSWERS.includes(name);
}

/** `from .views import *`: whatever is imported there comes along, and takes the place of what has its name. */
function takesFromProject({ app, file }: Place): boolean {
  return app.project.scopes(file).module.stars.some(({ level, module }) => {
    const path = level
      ? app.project.findRelativePath(file.path, level, module)
      : app.project.findModulePath(module, file.path);
    return path !== undefined && app.project.has(path);
  });
}

/** The package that answers as Flask did, with its files. */
export function compatPackage(place: Place): Named {
  const { app, file } = place;
  const folder = supportFolder(app);
  const inPackage = app.project.has(posix.join(folder, '__init__.py'));
  const package_ = posix.join(folder, COMPAT);
  return {
    text: COMPAT,
    needs: [
      { kind: 'support', source: `compat/${COMPAT}/`, path: package_ },
      inPackage
        ? { kind: 'import', file, module: { path: posix.join(folder, '__init__.py') }, name: COMPAT }
        : { kind: 'import', file, module: { path: posix.join(package_, '__init__.py') }, name: undefined },
    ],
  };
}

const COMPAT = 'flask_compat';

function firstFree(wanted: readonly string[], isFree: (name: string) => boolean): string {
  const found = wanted.find(isFree);
  if (found) return found;
  const base = wanted.at(-1) as string;
  for (let i = 2; ; i++) if (isFree(`${base}_${i}`)) return `${base}_${i}`;
}

/**
 * May `name` be bound by an import at the top of the file? Yes if nothing there has it, or the same thing has it already. In a
 * pure application a name of Flask goes away with its last use; beside Flask it stays for the views that have not moved.
 */
function isFree(
  { app, file, mode, def }: Place,
  name: string,
  isSame: ((path: string) => boolean) | undefined,
  ...ours: readonly string[]
): boolean {
  // a function inside another sees the names of that one, too
  for (let around = def; around; around = enclosingFunction(file, around)) if (bindsInside(around, name)) return false;
  const { module } = app.project.scopes(file);
  const bindings = module.bindings.get(name) ?? [];
  if (bindings.length === 0) return !module.stars.some((star) => star.level === 0 && isFlaskName(star.module));
  return bindings.every((binding) => {
    if (binding.kind !== 'import') return false;
    const ref = app.project.imported(binding, file);
    if (ref?.kind === 'external') return isSame?.(ref.path) || (mode === 'pure' && isFlaskName(ref.path));
    if (ref?.kind === 'module') return ours.includes(ref.file.path);
    return (
      (ref?.kind === 'function' || ref?.kind === 'class' || ref?.kind === 'variable') && ours.includes(ref.file.path)
    );
  });
}

const boundInside = new WeakMap<FunctionDef, ReadonlySet<string>>();

function bindsInside(def: FunctionDef, name: string): boolean {
  let bound = boundInside.get(def);
  if (!bound) {
    bound = new Set([...walk(def)].flatMap((node) => namesBoundBy(node, def)));
    boundInside.set(def, bound);
  }
  return bound.has(name);
}

function namesBoundBy(node: Node, def: FunctionDef): readonly string[] {
  switch (node.kind) {
    case 'param':
      return [node.name];
    case 'function':
      return node === def ? [] : [node.name];
    case 'imported':
      return [node.asName ?? node.name];
    case 'assign':
      return node.targets.flatMap(namesOfTarget);
    case 'for':
      return node.target ? namesOfTarget(node.target) : [];
    case 'with':
      return node.items.flatMap(({ target }) => (target ? namesOfTarget(target) : []));
    default:
      return [];
  }
}

/** `a`, `(a, b)`, `*a`; the `g` of `g.user = …` and of `g["user"] = …` is no name that is bound. */
function namesOfTarget(target: Expr): readonly string[] {
  switch (target.kind) {
    case 'name':
      return [target.id];
    case 'tuple':
    case 'list':
      return target.elements.flatMap(namesOfTarget);
    case 'starred':
    case 'parenthesized':
      return target.value ? namesOfTarget(target.value) : [];
    default:
      return [];
  }
}

const namesOfDef = new WeakMap<FunctionDef, ReadonlySet<string>>();

/** Every name that a function mentions or binds, nested functions included. */
function namesIn(def: FunctionDef): ReadonlySet<string> {
  let names = namesOfDef.get(def);
  if (!names) {
    const found = new Set<string>();
    for (const node of walk(def)) {
      if (node.kind === 'name') found.add(node.id);
      else if (node.kind === 'param' || node.kind === 'function' || node.kind === 'class') found.add(node.name);
      else if (node.kind === 'imported') found.add(node.asName ?? node.name);
      else if (node.kind === 'handler' && node.name) found.add(node.name);
      else if (node.kind === 'match') for (const one of node.cases) for (const name of one.names) found.add(name);
    }
    namesOfDef.set(def, found);
    names = found;
  }
  return names;
}

/** The folder that a module of the project stands in. */
export function folderOf(file: SourceFile): string {
  return posix.dirname(file.path);
}

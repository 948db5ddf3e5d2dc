import type { Attribute, Expr, FunctionDef, Name, Node } from '../python/ast.js';
import { boundAt } from '../python/lookup.js';
import type { SourceFile } from '../python/source-file.js';
import type { App, Route } from './app.js';
import type { Reference } from './facts.js';
import { canonical } from './flask-names.js';
import { functionsOf } from './views.js';

const referencesOf = new WeakMap<App, readonly Reference[]>();

/** Every reference to a library in the application's files. */
export function references(app: App): readonly Reference[] {
  let found = referencesOf.get(app);
  if (!found) {
    found = app.files.flatMap((file) => app.facts.collect(file, [file.module]).references);
    referencesOf.set(app, found);
  }
  return found;
}

/** The library references in the functions that answer a route, each with its function. */
export function viewReferences(app: App, route: Route): readonly (Reference & { readonly def: FunctionDef })[] {
  const { view } = route;
  if (!view) return [];
  return functionsOf(view.def).flatMap((def) =>
    app.facts.of(view.file, def).references.map((reference) => ({ ...reference, def })),
  );
}

/** Does a reference name `path` or something below it? */
export function isBelow(reference: Reference, path: string): boolean {
  return reference.path === path || reference.path.startsWith(`${path}.`);
}

/**
 * The part of a reference that is `path` itself, as it was imported. undefined: the reference goes through a variable of the
 * project's own, `auth.username` after `auth = request.authorization`.
 */
export function headNamed(app: App, { file, node }: Reference, path: string): Name | Attribute | undefined {
  for (let part = node; ; ) {
    const found = app.project.externalPath(part, file);
    if (found !== undefined && canonical(found) === path) return isAlias(app, file, part) ? undefined : part;
    if (part.kind === 'name' || (part.value.kind !== 'name' && part.value.kind !== 'attribute')) return undefined;
    part = part.value;
  }
}

/** Is it another name that the code has given to what a library's name stands for: `kind` of `kind = Response`? */
export function isAlias({ project }: App, file: SourceFile, node: Name | Attribute): boolean {
  let head: Expr = node;
  for (; head.kind === 'attribute'; head = head.value) if (project.isNamedMember(head)) return false;
  if (head.kind !== 'name') return false;
  return boundAt(project, file, head)?.bindings.some(({ kind, typing }) => kind !== 'import' && !typing) === true;
}

/** The definition around a node that stands at the top of a module, if any. */
export function isInside(file: SourceFile, node: Node, container: Node): boolean {
  for (let at: Node | undefined = node; at; at = file.parentOf(at)) if (at === container) return true;
  return false;
}

import type { Attribute, Expr, FunctionDef, Name, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { App, Route } from './app.js';
import type { Reference } from './facts.js';
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

/** The part of a reference that names `path`: `request.args` of `request.args.get`. */
export function partNamed(reference: Reference, path: string): Name | Attribute {
  let node = reference.node;
  for (let length = reference.path.length; length > path.length && node.kind === 'attribute'; ) {
    const inner: Expr = node.value;
    length -= node.attr.length + 1;
    if (inner.kind !== 'name' && inner.kind !== 'attribute') break;
    node = inner;
  }
  return node;
}

/** Is it another name that the code has given to what a library's name stands for: `kind` of `kind = Response`? */
export function isAlias({ project }: App, file: SourceFile, node: Name | Attribute): boolean {
  let head: Expr = node;
  while (head.kind === 'attribute') head = head.value;
  if (head.kind !== 'name') return false;
  const found = project
    .scopes(file)
    .at(head, (one) => file.parentOf(one))
    .lookup(head.id);
  return found?.bindings.some(({ kind }) => kind !== 'import') === true;
}

/** The definition around a node that stands at the top of a module, if any. */
export function isInside(file: SourceFile, node: Node, container: Node): boolean {
  for (let at: Node | undefined = node; at; at = file.parentOf(at)) if (at === container) return true;
  return false;
}

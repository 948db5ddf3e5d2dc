import type { Name } from './ast.js';
import type { Project } from './project.js';
import type { Binding, Scope } from './scopes.js';
import type { SourceFile } from './source-file.js';

/** The scope that a name belongs to where it stands, with what binds it there; undefined for built-ins, and after a star. */
export function boundAt(
  project: Project,
  file: SourceFile,
  name: Name,
): { readonly scope: Scope; readonly bindings: readonly Binding[] } | undefined {
  return project
    .scopes(file)
    .at(name, (node) => file.parentOf(node))
    .lookup(name.id);
}

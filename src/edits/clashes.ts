import type { ImportedName } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { Binding } from '../python/scopes.js';
import type { SourceFile } from '../python/source-file.js';
import type { ImportNeed } from './needs.js';

export interface Clash {
  readonly name: string;
  /** What the name means to code that stays. */
  readonly met: string;
  readonly start: number;
}

/**
 * A new import under a name that the file goes on using for something else: `Response` of Flask in a class that stays, and of
 * FastAPI in a view. One of the two would silently be the other.
 *
 * @param unused The imports that are taken out.
 */
export function clashingImport(
  file: SourceFile,
  project: Project,
  needs: readonly ImportNeed[],
  unused: ReadonlySet<ImportedName>,
): Clash | undefined {
  const { bindings } = project.scopes(file).module;
  for (const need of needs) {
    if (need.instead) continue;
    const name = need.local ?? need.name ?? ('library' in need.module ? need.module.library.split('.')[0] : undefined);
    for (const binding of (name && bindings.get(name)) || []) {
      const { node } = binding;
      if (node.kind === 'imported' && unused.has(node)) continue;
      if (node.kind === 'imported' && isSame(file, project, need, node, binding)) continue;
      return {
        name: name as string,
        met: `the ${name} of line ${file.positionOf(node.start).line}`,
        start: node.start,
      };
    }
  }
  return undefined;
}

/** Does the import that is there bring in what the new one asks for? */
function isSame(file: SourceFile, project: Project, need: ImportNeed, node: ImportedName, binding: Binding): boolean {
  const stmt = file.parentOf(node);
  if ('library' in need.module) {
    if (need.name === undefined) return stmt?.kind === 'import' && !node.asName;
    const ref = project.imported(binding, file);
    return ref?.kind === 'external' && ref.path === `${need.module.library}.${need.name}`;
  }
  if (stmt?.kind !== 'from') return need.name === undefined;
  const path = stmt.level
    ? project.findRelativePath(file.path, stmt.level, stmt.module)
    : project.findModulePath(stmt.module, file.path);
  return path === need.module.path && node.name === need.name;
}

import type { ImportedName, Node } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import type { EditBook } from './edit-book.js';

/**
 * Imported names whose every use is replaced by the edits booked, and which nothing put in uses again. What was unused before
 * is none of our business.
 *
 * @param bound Names that new imports bind: what is put in under such a name means the new one.
 */
export function unusedImports(
  file: SourceFile,
  project: Project,
  book: EditBook,
  bound: ReadonlySet<string>,
): Set<ImportedName> {
  const result = new Set<ImportedName>();
  if (book.isEmpty) return result;
  const scopes = project.scopes(file);
  const inserted = new Set(book.insertedTexts.flatMap((text) => text.match(/(?<![.\w])[A-Za-z_]\w*/g) ?? []));
  const candidates = new Map<string, ImportedName[]>();
  for (const node of walk(file.module)) {
    if (node.kind !== 'import' && node.kind !== 'from') continue;
    if (node.kind === 'from' && (node.star || node.module === '__future__')) continue;
    for (const name of node.names) {
      const local = name.asName ?? (name.name.split('.')[0] as string);
      if (!inserted.has(local) || bound.has(local)) candidates.set(local, [...(candidates.get(local) ?? []), name]);
    }
  }
  if (candidates.size === 0) return result;
  const uses = new Map<ImportedName, Node[]>();
  for (const node of walk(file.module)) {
    if (node.kind !== 'name') continue;
    const names = candidates.get(node.id);
    if (!names) continue;
    const found = scopes.at(node, (child) => file.parentOf(child)).lookup(node.id);
    for (const name of names) {
      if (found && !found.bindings.some((binding) => binding.node === name)) continue;
      uses.set(name, [...(uses.get(name) ?? []), node]);
    }
  }
  for (const [local, names] of candidates) {
    if (project.isTakenFrom(file.path, local) || isExported(file, local)) continue;
    for (const name of names) {
      const used = uses.get(name) ?? [];
      if (used.length > 0 && used.every((node) => book.covers(node.start, node.end))) result.add(name);
    }
  }
  return result;
}

function isExported(file: SourceFile, name: string): boolean {
  return file.module.body.some(
    (stmt) =>
      stmt.kind === 'assign' &&
      stmt.targets[0]?.kind === 'name' &&
      stmt.targets[0].id === '__all__' &&
      [...walk(stmt)].some((node) => node.kind === 'string' && node.value === name),
  );
}

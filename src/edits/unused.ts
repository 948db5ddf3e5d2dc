import type { ImportedName, Node } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import type { EditBook } from './edit-book.js';
import type { ParameterNeed } from './needs.js';

/**
 * Imported names whose every use is replaced by the edits booked, and which nothing put in uses again. What was unused before
 * is none of our business.
 *
 * @param given `bound`: names that new imports bind; what is put in under such a name means the new one. `parameters`: new ones;
 *   inside their function the name means them. `isGone`: names of a library that will not be there, so that an import of them
 *   that was never used would fail.
 */
export function unusedImports(
  file: SourceFile,
  project: Project,
  book: EditBook,
  given: {
    readonly bound: ReadonlySet<string>;
    readonly parameters: readonly ParameterNeed[];
    readonly isGone: ((path: string) => boolean) | undefined;
  },
): Set<ImportedName> {
  const { bound, parameters, isGone } = given;
  const result = new Set<ImportedName>();
  if (book.isEmpty && !isGone) return result;
  const scopes = project.scopes(file);
  const inserted = new Set<string>();
  for (const { start, text } of book.replacements) {
    for (const name of text.match(/(?<![.\w])[A-Za-z_]\w*/g) ?? [])
      if (!isParameter(parameters, name, start)) inserted.add(name);
  }
  const candidates = new Map<string, ImportedName[]>();
  for (const node of walk(file.module)) {
    if (node.kind !== 'import' && node.kind !== 'from') continue;
    if (node.kind === 'from' && (node.star || node.module === '__future__')) continue;
    for (const name of node.names) {
      const local = name.asName ?? (name.name.split('.')[0] as string);
      candidates.set(local, [...(candidates.get(local) ?? []), name]);
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
    const isTaken = project.isTakenFrom(file.path, local) || isExported(file, local);
    const isPutIn = inserted.has(local) && !bound.has(local);
    for (const name of names) {
      const used = uses.get(name) ?? [];
      const isReplaced = used.every(
        (node) => book.covers(node.start, node.end) || isParameter(parameters, local, node.start),
      );
      // what is put in where Flask will not be cannot mean a name of Flask's
      const goes = isGone?.(pathOf(file, project, local, name) ?? '') === true;
      // who takes it from here gets what is imported under its name now
      if (isTaken && !(goes && bound.has(local))) continue;
      if (isReplaced && (used.length > 0 ? !isPutIn : goes)) result.add(name);
      else if (goes && isBoundAnew(file, local, name)) result.add(name);
    }
  }
  return result;
}

/** `from flask import Response` above `from werkzeug.wrappers import Response`: nobody ever sees the first one. */
function isBoundAnew(file: SourceFile, local: string, name: ImportedName): boolean {
  const { body } = file.module;
  const at = body.findIndex((stmt) => stmt.start <= name.start && name.end <= stmt.end);
  if (body[at]?.kind !== 'from' && body[at]?.kind !== 'import') return false;
  for (const stmt of body.slice(at + 1)) {
    const ways = stmt.kind === 'try' ? [stmt.body, ...stmt.handlers.map(({ body }) => body)] : [[stmt]];
    if (ways.every((way) => way.some((one) => one.kind === 'raise' || bindsByImport(one, local)))) return true;
    if ([...walk(stmt)].some((node) => node.kind === 'name' && node.id === local)) return false;
  }
  return false;
}

function bindsByImport(stmt: Node, local: string): boolean {
  return (
    (stmt.kind === 'from' || stmt.kind === 'import') &&
    stmt.names.some(({ name, asName }) => (asName ?? name.split('.')[0]) === local)
  );
}

/** Does the name mean a new parameter there? */
function isParameter(parameters: readonly ParameterNeed[], name: string, at: number): boolean {
  return parameters.some((need) => need.name === name && need.def.parens.start <= at && at <= need.def.end);
}

/** The library object that a name stands for. */
function pathOf(file: SourceFile, project: Project, local: string, name: ImportedName): string | undefined {
  const binding = project
    .scopes(file)
    .module.bindings.get(local)
    ?.find((one) => one.node === name);
  const ref = binding && project.imported(binding, file);
  return ref?.kind === 'external' ? ref.path : undefined;
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

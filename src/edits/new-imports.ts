import type { Import, ImportFrom } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { docstringOf } from '../python/surroundings.js';
import type { Edit } from './edit-book.js';
import { groupOf } from './import-groups.js';

type ImportStmt = Import | ImportFrom;

interface NewImport {
  readonly line: string;
  readonly group: number;
  /** As isort orders statements of a group. */
  readonly key: string;
}

/** A place for statements: below an import, above one, or somewhere that has none. */
interface Spot {
  readonly at: number;
  readonly above: ImportStmt | undefined;
  readonly below: ImportStmt | undefined;
}

/**
 * Import statements of their own, each in its group and below the last one there that sorts before it.
 *
 * @param wanted Modules, each with the line that imports it.
 * @param top The import statements at the top of the file.
 * @param gone Those of them that are taken out.
 */
export function newImportEdits(
  file: SourceFile,
  wanted: readonly (readonly [module: string, line: string])[],
  isOurs: (name: string) => boolean,
  top: readonly ImportStmt[],
  gone: ReadonlySet<ImportStmt>,
): Edit[] {
  const standing = top.filter((stmt) => !gone.has(stmt));
  const group = (stmt: ImportStmt) => groupOf(moduleOf(stmt), isOurs);
  const mixed = standing.some(
    (stmt, i) => stmt.kind === 'import' && standing[i - 1]?.kind === 'from' && sameGroup(group, stmt, standing[i - 1]),
  );
  const keyOf = (isFrom: boolean, module: string) => `${isFrom && !mixed ? 1 : 0} ${module.toLowerCase()}`;
  const keyAt = (stmt: ImportStmt) => keyOf(stmt.kind === 'from', moduleOf(stmt));
  const spots = new Map<number, { readonly spot: Spot; readonly imports: NewImport[] }>();
  for (const [module, line] of wanted) {
    const fresh = { line, group: groupOf(module, isOurs), key: keyOf(line.startsWith('from '), module) };
    const spot = spotFor(file, fresh, standing, top, group, keyAt);
    const found = spots.get(spot.at);
    if (found) found.imports.push(fresh);
    else spots.set(spot.at, { spot, imports: [fresh] });
  }
  return [...spots.values()].map(({ spot, imports }) => block(file, spot, imports, group));
}

function sameGroup(group: (stmt: ImportStmt) => number, a: ImportStmt, b: ImportStmt | undefined): boolean {
  return b !== undefined && group(a) === group(b);
}

function spotFor(
  file: SourceFile,
  fresh: NewImport,
  standing: readonly ImportStmt[],
  top: readonly ImportStmt[],
  group: (stmt: ImportStmt) => number,
  keyAt: (stmt: ImportStmt) => string,
): Spot {
  const same = standing.filter((stmt) => group(stmt) === fresh.group);
  const before = same.findLast((stmt) => keyAt(stmt) <= fresh.key);
  if (before) return belowOf(file, before);
  const [after] = same;
  if (after) return aboveOf(file, after);
  const previous = standing.findLast((stmt) => group(stmt) < fresh.group);
  if (previous) return belowOf(file, previous);
  const following = standing.find((stmt) => group(stmt) > fresh.group);
  if (following) return aboveOf(file, following);
  const [first] = top;
  if (first) return { at: file.lineStart(first.start), above: undefined, below: undefined };
  const doc = docstringOf(file.module.body);
  if (doc) return { at: file.lineEnd(doc.end), above: undefined, below: undefined };
  const [stmt] = file.module.body;
  return { at: stmt ? file.lineStart(stmt.start) : file.text.length, above: undefined, below: undefined };
}

function belowOf(file: SourceFile, stmt: ImportStmt): Spot {
  return { at: file.lineEnd(stmt.end), above: stmt, below: undefined };
}

function aboveOf(file: SourceFile, stmt: ImportStmt): Spot {
  return { at: file.lineStart(stmt.start), above: undefined, below: stmt };
}

/** The statements of one place, a blank line between groups. */
function block(
  file: SourceFile,
  { at, above, below }: Spot,
  imports: readonly NewImport[],
  group: (stmt: ImportStmt) => number,
): Edit {
  const { eol } = file;
  const sorted = [...imports].sort((a, b) => a.group - b.group || (a.key < b.key ? -1 : 1));
  let text = '';
  let last = above && group(above);
  for (const one of sorted) {
    if (last !== undefined && last !== one.group) text += eol;
    text += one.line + eol;
    last = one.group;
  }
  if (below && last !== group(below)) text += eol;
  const ended = at === 0 || /[\r\n]/.test(file.text[at - 1] ?? '');
  const isBare = !above && !below;
  const [first] = file.module.body;
  // with no import near, a docstring above or code below is parted from them
  const gapAbove = isBare && docstringOf(file.module.body) && at > (first?.start ?? 0) ? eol : '';
  const gapBelow = isBare && !gapAbove && first && !isImport(first.kind) ? eol : '';
  return { start: at, end: at, text: (ended ? '' : eol) + gapAbove + text + gapBelow, rank: 1 };
}

function isImport(kind: string): boolean {
  return kind === 'import' || kind === 'from';
}

function moduleOf(stmt: ImportStmt): string {
  return stmt.kind === 'from' ? '.'.repeat(stmt.level) + stmt.module : (stmt.names[0]?.name ?? '');
}

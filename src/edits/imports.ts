import { posix } from 'node:path';
import type { Import, ImportedName, ImportFrom, Stmt } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { blockOf } from '../python/surroundings.js';
import type { Edit } from './edit-book.js';
import type { ImportNeed, ModuleNeed, ModuleRef } from './needs.js';
import { newImportEdits } from './new-imports.js';

/**
 * The owner of a file's imports: adds names where a reader would look for them, in the order that the file keeps, and takes
 * out those that nothing uses any more.
 *
 * @param renamed Statements that name another module from now on; one of which nothing is left goes all the same.
 * @param added Files that will be there.
 */
export function importEdits(
  file: SourceFile,
  project: Project,
  needs: readonly ImportNeed[],
  renamed: readonly ModuleNeed[],
  unused: ReadonlySet<ImportedName>,
  added: ReadonlySet<string>,
): Edit[] {
  const edits: Edit[] = [];
  const wanted = new Map<string, Set<string>>();
  const replaced = new Map<ImportFrom, string>();
  for (const need of needs) {
    const spec = moduleSpec(need.module, file, project, added);
    const name = need.local && need.local !== need.name ? `${need.name} as ${need.local}` : need.name;
    if (name === undefined) addTo(wanted, `import ${spec}`, '');
    else if (need.instead) replaced.set(need.instead, `from ${spec} import ${name}`);
    else addTo(wanted, spec, name);
  }
  for (const [{ start, end }, text] of replaced) edits.push({ start, end, text });
  const top = topImports(file);
  for (const stmt of top) {
    if (stmt.kind !== 'import') continue;
    for (const name of stmt.names) if (!name.asName && !unused.has(name)) wanted.delete(`import ${name.name}`);
  }
  const touched = new Set<Stmt>();
  const modules = new Map(renamed.map(({ stmt, module }) => [stmt, module]));
  for (const [spec, names] of wanted) {
    const stmt = top.find(
      (one): one is ImportFrom => one.kind === 'from' && !one.star && (modules.get(one) ?? specOf(one)) === spec,
    );
    if (!stmt) continue;
    touched.add(stmt);
    edits.push(...rewriteNames(file, stmt, [...names], unused));
    wanted.delete(spec);
  }
  const others = importsWith(file, unused).filter((stmt) => !touched.has(stmt));
  const gone = new Set(others.filter((stmt) => stmt.names.every((one) => unused.has(one))));
  const isOnly = top.every((stmt) => gone.has(stmt));
  for (const stmt of others) {
    const whole = emptiedTry(file, stmt, gone) ?? stmt;
    edits.push(...(gone.has(stmt) ? removeStatement(file, whole, gone, isOnly) : rewriteNames(file, stmt, [], unused)));
  }
  for (const [stmt, module] of modules) if (!gone.has(stmt)) edits.push(moduleEdit(file, stmt, module));
  const isOurs = (name: string) => isProjects(name, file, project, added);
  const lines = [...wanted].map(([spec, names]): [string, string] => {
    const isPlain = spec.startsWith('import ');
    const line = isPlain ? spec : `from ${spec} import ${[...names].sort(byType).join(', ')}`;
    return [spec.replace(/^import /, ''), line];
  });
  edits.push(...newImportEdits(file, lines, isOurs, top, gone));
  return edits;
}

function moduleEdit(file: SourceFile, stmt: ImportFrom, text: string): Edit {
  const start = stmt.start + (/^from\s+/.exec(file.slice(stmt))?.[0].length ?? 0);
  return { start, end: start + specOf(stmt).length, text };
}

/** How `file` writes the module: relative where its imports of the project are, else by its full name. */
function moduleSpec(module: ModuleRef, file: SourceFile, project: Project, added: ReadonlySet<string>): string {
  if ('library' in module) return module.library;
  const inPackage = project.has(posix.join(posix.dirname(file.path), '__init__.py'));
  const usesRelative = topImports(file).some((stmt) => stmt.kind === 'from' && stmt.level > 0);
  const usesAbsolute = topImports(file).some(
    (stmt) => stmt.kind === 'from' && stmt.level === 0 && project.findModulePath(stmt.module, file.path) !== undefined,
  );
  if (!inPackage || (usesAbsolute && !usesRelative)) return project.moduleName(module.path, added);
  const from = posix.dirname(file.path);
  const target = module.path.replace(/\.py$/, '').replace(/(^|\/)__init__$/, '');
  const up = posix.relative(from, target).split('/');
  const climbs = up.filter((part) => part === '..').length;
  const rest = up.filter((part) => part !== '..' && part !== '.' && part !== '');
  // what stands beside the outermost package has no relative name
  const common = posix.join(from, ...Array<string>(climbs).fill('..'));
  if (!project.has(posix.join(common, '__init__.py'))) return project.moduleName(module.path, added);
  return '.'.repeat(climbs + 1) + rest.join('.');
}

/** Is a module of that name the project's own, or will it be? */
function isProjects(name: string, file: SourceFile, project: Project, added: ReadonlySet<string>): boolean {
  if (project.findModulePath(name, file.path) !== undefined) return true;
  return [...added].some((path) => project.moduleName(path, added) === name);
}

function specOf(stmt: ImportFrom): string {
  return '.'.repeat(stmt.level) + stmt.module;
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const found = map.get(key);
  if (found) found.add(value);
  else map.set(key, new Set([value]));
}

/** The import statements at the top of a file, before its first definition. */
function topImports(file: SourceFile): readonly (Import | ImportFrom)[] {
  const found: (Import | ImportFrom)[] = [];
  for (const stmt of file.module.body) {
    if (stmt.kind === 'import' || stmt.kind === 'from') found.push(stmt);
    else if (stmt.kind === 'function' || stmt.kind === 'class') break;
    // what comes late in a file came there to break a circle of imports
    else if (found.length > 0 && stmt.kind !== 'if' && stmt.kind !== 'try' && stmt.kind !== 'expr') break;
  }
  return found;
}

function importsWith(file: SourceFile, unused: ReadonlySet<ImportedName>): (Import | ImportFrom)[] {
  const found = new Set<Import | ImportFrom>();
  for (const name of unused) {
    const stmt = file.parentOf(name);
    if (stmt?.kind === 'import' || stmt?.kind === 'from') found.add(stmt);
  }
  return [...found];
}

/** Adds and removes names of one statement with the smallest edits, so that its comments and breaks stay. */
function rewriteNames(
  file: SourceFile,
  stmt: Import | ImportFrom,
  added: readonly string[],
  unused: ReadonlySet<ImportedName>,
): Edit[] {
  const kept = stmt.names.filter((name) => !unused.has(name));
  const fresh = added.filter((name) => !kept.some((one) => file.slice(one) === name));
  if (kept.length === 0) {
    const [first, last] = [stmt.names[0] as ImportedName, stmt.names.at(-1) as ImportedName];
    const parens = stmt.kind === 'from' ? stmt.parens : undefined;
    const span = parens ?? { start: first.start, end: last.end };
    return [{ start: span.start, end: span.end, text: [...fresh].sort(byType).join(', ') }];
  }
  const edits: Edit[] = [];
  for (const [i, name] of stmt.names.entries()) {
    if (!unused.has(name)) continue;
    const next = stmt.names.slice(i + 1).find((one) => !unused.has(one));
    const previous = kept.findLast((one) => one.start < name.start);
    if (next) edits.push({ start: name.start, end: nextStart(stmt.names, i), text: '' });
    else if (previous) edits.push({ start: endBefore(stmt.names, i), end: name.end, text: '' });
  }
  const order = orderOf(kept.map((name) => file.slice(name)));
  const broken =
    kept.length > 1 && /[\r\n]/.test(file.text.slice((kept[0] as ImportedName).end, (kept[1] as ImportedName).start));
  const multiline =
    broken ||
    (stmt.kind === 'from' &&
      stmt.parens !== undefined &&
      /[\r\n]/.test(file.text.slice(stmt.parens.start, stmt.names[0]?.start)));
  for (const name of order ? [...fresh].sort(order) : fresh) {
    const before = order ? kept.findLast((one) => order(file.slice(one), name) < 0) : kept.at(-1);
    const first = kept[0] as ImportedName;
    const gap = multiline ? `,${file.eol}${file.indentAt(first.start) || file.indentUnit}` : ', ';
    edits.push(
      before
        ? { start: before.end, end: before.end, text: gap + name }
        : { start: first.start, end: first.start, text: name + gap },
    );
  }
  return edits;
}

function nextStart(names: readonly ImportedName[], i: number): number {
  return (names[i + 1] as ImportedName).start;
}

function endBefore(names: readonly ImportedName[], i: number): number {
  return i > 0 ? (names[i - 1] as ImportedName).end : (names[i] as ImportedName).start;
}

/** `try: from flask import g` / `except ImportError: raise …`, of which nothing is left. */
function emptiedTry(file: SourceFile, stmt: Stmt, gone: ReadonlySet<Stmt>): Stmt | undefined {
  const parent = file.parentOf(stmt);
  if (parent?.kind !== 'try' || parent.orelse.length > 0 || parent.finalbody.length > 0) return undefined;
  const isEmptied = parent.body.every((one) => gone.has(one));
  const onlyFails = parent.handlers.every(({ body }) =>
    body.every((one) => one.kind === 'raise' || one.kind === 'pass' || gone.has(one)),
  );
  return isEmptied && onlyFails ? parent : undefined;
}

/**
 * Takes a statement out with its line; a body that would be empty keeps a `pass`.
 *
 * @param gone What else is taken out.
 * @param isOnly No import is left at the top.
 */
function removeStatement(file: SourceFile, stmt: Stmt, gone: ReadonlySet<Stmt>, isOnly: boolean): Edit[] {
  const { block } = blockOf(file, stmt);
  if (block.length === 1 && block !== file.module.body) return [{ start: stmt.start, end: stmt.end, text: 'pass' }];
  const start = file.lineStart(stmt.start);
  const end = file.lineEnd(stmt.end);
  const alone =
    file.text.slice(start, stmt.start).trim() === '' && /^[ \t]*(#.*)?\r?\n?$/.test(file.text.slice(stmt.end, end));
  if (!alone) return [{ start: stmt.start, end: stmt.end, text: 'pass' }];
  // a group of its own goes with one of the blank lines around it, unless it is all there is
  const isBlank = (line: number) => file.text.slice(line, file.lineEnd(line)).trim() === '';
  let group = start;
  let i = block.indexOf(stmt) - 1;
  for (; i >= 0; i--) {
    const above = block[i] as Stmt;
    if (!gone.has(above) || file.lineEnd(above.end) !== group) break;
    group = file.lineStart(above.start);
  }
  const isFirstInside = i < 0 && block !== file.module.body;
  const wasApart = group === 0 || isFirstInside || isBlank(file.lineStart(group - 1));
  return [
    { start, end: !isOnly && wasApart && end < file.text.length && isBlank(end) ? file.lineEnd(end) : end, text: '' },
  ];
}

/** Constants, classes, functions: isort's `order_by_type`. */
function byType(a: string, b: string): number {
  const rank = (name: string) =>
    /^[A-Z0-9_]+(\s|$)/.test(name) && /[A-Z]{2}/.test(name) ? 0 : /^[A-Z]/.test(name) ? 1 : 2;
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function ignoringCase(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The order that names stand in, if they stand in one. */
function orderOf(names: readonly string[]): ((a: string, b: string) => number) | undefined {
  for (const order of [byType, ignoringCase]) {
    if (names.every((name, i) => i === 0 || order(names[i - 1] as string, name) <= 0)) return order;
  }
  return undefined;
}

import type { Span, Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { blockOf } from '../python/surroundings.js';
import type { FileEdit } from '../transform.js';

/** The whole lines; a comment behind the statement stays on a line of its own. */
export function statementRemoved(file: SourceFile, { start, end }: Span): FileEdit {
  const lineEnd = file.lineEnd(end);
  const comment = /^[ \t]*(?=#)/.exec(file.text.slice(end, lineEnd));
  if (comment) return { file, start, end: end + comment[0].length, text: '' };
  return { file, start: file.lineStart(start), end: lineEnd, text: '' };
}

/**
 * Statements that follow each other, with the blank lines that would be too many; a `pass` where their block would be empty.
 *
 * @param leaving What has been removed before.
 */
export function statementsLeft(file: SourceFile, stmts: readonly [Stmt, ...Stmt[]], leaving: Set<Stmt>): FileEdit {
  const [first] = stmts;
  const last = stmts.at(-1) ?? first;
  const { block, index } = blockOf(file, first);
  for (const stmt of stmts) leaving.add(stmt);
  const begin = (first.kind === 'function' && first.decorators[0]?.start) || first.start;
  if (block.every((one) => leaving.has(one))) return { file, start: begin, end: last.end, text: 'pass' };
  const edit = { ...statementRemoved(file, { start: begin, end: last.end }) };
  const isLast = block.slice(block.indexOf(last) + 1).every((one) => leaving.has(one));
  const above = block.slice(0, index).findLastIndex((one) => !leaving.has(one));
  const top = file.lineStart((block[above + 1] ?? first).start);
  if (isLast && above === index - 1) return { ...edit, start: blankAbove(file, edit.start) };
  if (above >= 0 && blankAbove(file, top) === top) return edit;
  let { end } = edit;
  while (end < file.text.length && isBlank(file, end)) end = file.lineEnd(end);
  return { ...edit, end };
}

/** Where the blank lines above a line begin. */
function blankAbove(file: SourceFile, line: number): number {
  let start = line;
  while (start > 0 && isBlank(file, start - 1)) start = file.lineStart(start - 1);
  return start;
}

function isBlank(file: SourceFile, at: number): boolean {
  return file.text.slice(file.lineStart(at), file.lineEnd(at)).trim() === '';
}

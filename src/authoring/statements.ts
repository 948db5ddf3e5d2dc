import type { Span } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { FileEdit } from '../transform.js';

/** The whole lines; a comment behind the statement stays on a line of its own. */
export function statementRemoved(file: SourceFile, { start, end }: Span): FileEdit {
  const lineEnd = file.lineEnd(end);
  const comment = /^[ \t]*(?=#)/.exec(file.text.slice(end, lineEnd));
  if (comment) return { file, start, end: end + comment[0].length, text: '' };
  return { file, start: file.lineStart(start), end: lineEnd, text: '' };
}

import type { Span } from './ast.js';
import type { SourceFile } from './source-file.js';

const STRING_OR_COMMENT = /'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|#[^\r\n]*/g;

/** The comments between two places that stand outside of strings. */
export function commentsIn(file: SourceFile, span: Span): readonly string[] {
  const found = file.slice(span).match(STRING_OR_COMMENT) ?? [];
  return found.filter((part) => part.startsWith('#')).map((comment) => comment.trimEnd());
}

export interface OwnLine extends Span {
  /** From the `#` on, without white space at the end. */
  readonly text: string;
}

/** The comments that have a line of their own, wherever they stand in the file. */
export function ownLines(file: SourceFile): readonly OwnLine[] {
  const found: OwnLine[] = [];
  for (const match of file.text.matchAll(STRING_OR_COMMENT)) {
    const start = file.lineStart(match.index);
    if (!match[0].startsWith('#') || file.text.slice(start, match.index).trim() !== '') continue;
    found.push({ text: match[0].trimEnd(), start, end: file.lineEnd(match.index) });
  }
  return found;
}

import type { Span } from './ast.js';
import type { SourceFile } from './source-file.js';

const STRING_OR_COMMENT = /'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|#[^\r\n]*/g;

/** The comments between two places that stand outside of strings. */
export function commentsIn(file: SourceFile, span: Span): readonly string[] {
  const found = file.slice(span).match(STRING_OR_COMMENT) ?? [];
  return found.filter((part) => part.startsWith('#')).map((comment) => comment.trimEnd());
}

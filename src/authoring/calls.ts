import type { Argument, Call, Expr, Span } from '../python/ast.js';
import { commentsIn } from '../python/comments.js';
import type { SourceFile } from '../python/source-file.js';
import type { FileEdit } from '../transform.js';

export { givenArgument } from '../python/arguments.js';

/** Takes an argument out, with the comma that parts it from the one before, or the one after. */
export function argumentRemoved(call: Call, argument: Argument): FileEdit {
  const index = call.args.indexOf(argument);
  const previous = call.args[index - 1];
  const next = call.args[index + 1];
  if (previous) return { start: previous.end, end: argument.end, text: '' };
  return { start: argument.start, end: next ? next.start : argument.end, text: '' };
}

/** Puts an argument in front of all others; on a line of its own where the first has one. */
export function argumentPrepended(call: Call, text: string, file?: SourceFile): FileEdit {
  const [first] = call.args;
  return first
    ? { start: first.start, end: first.start, text: `${text},${gapOf(call, file)}` }
    : { start: call.parens.start + 1, end: call.parens.end - 1, text };
}

/** Puts an argument behind all others, on a line of its own where the first has one; a trailing comma stays last. */
export function argumentAppended(call: Call, text: string, file?: SourceFile): FileEdit {
  const last = call.args.at(-1);
  return last
    ? { start: last.end, end: last.end, text: `,${gapOf(call, file)}${text}` }
    : { start: call.parens.start + 1, end: call.parens.end - 1, text };
}

function gapOf(call: Call, file: SourceFile | undefined): string {
  const [first] = call.args;
  const isBroken = first && file && /[\r\n]/.test(file.text.slice(call.parens.start, first.start));
  return isBroken ? `\n${file.indentAt(first.start)}` : ' ';
}

/** Does the call hand on something that cannot be told apart: `*args`, `**kwargs`? */
export function hasStars(call: Call): boolean {
  return call.args.some((argument) => argument.star !== undefined);
}

/** The integer that an expression is, if it is written out. */
export function literalInteger(expr: Expr | undefined): number | undefined {
  return expr?.kind === 'number' && !expr.float ? expr.value : undefined;
}

/** Comments of a part that is taken out, on lines of their own above the statement that begins at `above`. */
export function keptComments(file: SourceFile, span: Span, above: number): FileEdit[] {
  const at = file.lineStart(above);
  const lines = commentsIn(file, span).map((comment) => `${file.indentAt(above)}${comment}\n`);
  return lines.length > 0 ? [{ start: at, end: at, text: lines.join(''), rank: -1 }] : [];
}

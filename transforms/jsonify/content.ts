import { type In, shapeOf } from '../../src/model/shapes.js';
import type { Argument, Call } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { FileEdit } from '../../src/transform.js';

/**
 * `jsonify(a=1)` → `{"a": 1}`, `jsonify(1, 2)` → `[1, 2]`, `jsonify(rows)` → `rows`: what jsonify would make JSON of, with the
 * smallest edits, so that comments and line breaks inside stay.
 *
 * @param anything May the content be of any type, or has it to be known as an object or list?
 * @returns undefined when it cannot be written without the call: stars, no arguments, a value of unknown type.
 */
export function contentEdits(at: In, call: Call, anything: boolean): FileEdit[] | undefined {
  const { file } = at;
  const { args, parens, func } = call;
  const [first] = args;
  if (!first) return undefined;
  const opening = { start: func.start, end: parens.start + 1 };
  const closing = { start: parens.end - 1, end: parens.end };
  if (args.every((argument) => argument.name || argument.star === '**')) {
    // jsonify(**row) alone is the row itself, copied: a dict for sure
    return [
      { ...opening, text: '{' },
      ...args.flatMap((argument) => keyEdits(file, argument)),
      { ...closing, text: '}' },
    ];
  }
  if (args.some((argument) => argument.name || argument.star)) return undefined;
  if (args.length > 1)
    return [
      { ...opening, text: '[' },
      { ...closing, text: ']' },
    ];
  if (!anything && shapeOf(at, first.value) !== 'json') return undefined;
  return unwrapped(file, call, first);
}

/** `name=value` → `"name": value`. */
function keyEdits(file: SourceFile, argument: Argument): FileEdit[] {
  if (!argument.name) return [];
  const { quote } = file;
  return [{ start: argument.start, end: argument.value.start, text: `${quote}${argument.name}${quote}: ` }];
}

/** The argument alone; in parentheses when it begins on a line of its own. */
function unwrapped(file: SourceFile, { func, parens }: Call, { start, end }: Argument): FileEdit[] {
  const after = file.text.slice(end, parens.end - 1);
  const comma = after.indexOf(',');
  const isBroken = /[\r\n]/.test(file.text.slice(parens.start, start)) || after.includes('#');
  if (!isBroken) {
    return [
      { start: func.start, end: start, text: '' },
      { start: end, end: parens.end, text: '' },
    ];
  }
  const edits: FileEdit[] = [{ start: func.start, end: parens.start, text: '' }];
  if (comma >= 0) edits.push({ start: end + comma, end: end + comma + 1, text: '' });
  return edits;
}

import type { Call, Expr } from '../../src/python/ast.js';
import type { FileEdit } from '../../src/transform.js';

const OPTIONS = ['mimetype', 'as_attachment', 'download_name', 'conditional', 'etag', 'last_modified', 'max_age'];

/** The parameters, in order. */
export const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  send_file: ['path_or_file', ...OPTIONS],
  send_from_directory: ['directory', 'path', ...OPTIONS],
};

/** How many of them may be given without their name: `send_from_directory` hands the others on by theirs. */
const POSITIONAL: Readonly<Record<string, number>> = { send_file: 8, send_from_directory: 2 };

/** What Flask called them before 2.0. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  filename_or_fp: 'path_or_file',
  filename: 'path',
  attachment_filename: 'download_name',
  cache_timeout: 'max_age',
  add_etags: 'etag',
};

/** Gives arguments the names that they have today; undefined when one is not known. */
export function renamed(call: Call, name: string): FileEdit[] | undefined {
  const known = PARAMETERS[name] ?? [];
  const edits: FileEdit[] = [];
  if (call.args.length === 0) return undefined;
  for (const [index, argument] of call.args.entries()) {
    if (argument.star) return undefined;
    if (argument.name === undefined) {
      if (index >= (POSITIONAL[name] ?? 0)) return undefined;
      continue;
    }
    const today = nameToday(argument.name);
    if (!known.includes(today)) return undefined;
    if (today !== argument.name) {
      edits.push({ start: argument.start, end: argument.start + argument.name.length, text: today });
    }
  }
  return edits;
}

/** The file or the folder: what comes first. */
export function sourceOf(call: Call, name: string): Expr | undefined {
  const [first] = PARAMETERS[name] ?? [];
  const named = call.args.find((argument) => argument.name !== undefined && nameToday(argument.name) === first);
  const positional = call.args[0]?.name === undefined ? call.args[0] : undefined;
  return (positional ?? named)?.value;
}

function nameToday(name: string): string {
  return OLD_NAMES[name] ?? name;
}

import { type Finding, openFindings } from '../findings.js';
import { type Hunk, hunksOf, isSupport } from '../hunks.js';
import { plural } from '../tallies.js';
import type { FileChange, Told } from '../told.js';

const SEVERITY = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const;

/** Beyond that many lines a suggestion is no help to a reviewer. */
const LINES = 10;

/** The diagnostic format of reviewdog: the findings, and short hunks of the patch as suggestions. */
export function rdjson(told: Told): string {
  const diagnostics = [
    ...openFindings(told).map((one) => diagnostic(one, told.prefix)),
    ...told.files.flatMap((file) => suggestions(file, told.prefix)),
  ];
  return `${JSON.stringify({ source: { name: 'decant' }, diagnostics }, undefined, 2)}\n`;
}

/** Without a column: reviewdog counts them in bytes. */
function diagnostic({ id, level, file, line, text, todo }: Finding, prefix: string) {
  return {
    message: todo ? `${text}\n${todo}` : text,
    location: { path: prefix + file, range: { start: { line } } },
    severity: SEVERITY[level],
    code: { value: id },
  };
}

/** New files and those that go cannot be suggested, and lines that only go would leave an empty one. */
function suggestions(file: FileChange, prefix: string) {
  if (file.before === undefined || file.after === undefined || isSupport(file)) return [];
  const hunks = (hunksOf(file, 0) ?? []).filter(
    ({ oldLines, lines }) => oldLines > 0 && lines.length > oldLines && lines.length <= LINES,
  );
  const message = `part of a patch with more files: take it whole, with decant apply (${plural(hunks.length, 'short hunk')} here)`;
  return hunks.map((hunk) => suggestion(hunk, prefix + file.path, message));
}

function suggestion({ oldStart, oldLines, lines }: Hunk, path: string, message: string) {
  const range = { start: { line: oldStart }, end: { line: oldStart + oldLines - 1 } };
  const added = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1).replace(/\r$/, ''));
  return {
    message,
    location: { path, range },
    severity: 'INFO',
    code: { value: 'decant/hunk' },
    suggestions: [{ range, text: added.join('\n') }],
  };
}

import { type Finding, type Level, openFindings } from '../findings.js';
import { plural } from '../tallies.js';
import type { Told } from '../told.js';

/** GitHub shows ten of each kind for a step, and drops the rest without a word. */
const SHOWN = 9;

const COMMANDS: readonly (readonly [Level, string])[] = [
  ['error', 'error'],
  ['warning', 'warning'],
  ['note', 'notice'],
];

/** Annotations: commands that GitHub's runner reads from standard output. */
export function github(told: Told): string {
  const found = openFindings(told);
  const lines = COMMANDS.flatMap(([level, command]) => {
    const own = found.filter((one) => one.level === level);
    const more = own.length - SHOWN;
    const shown = more === 1 ? own : own.slice(0, SHOWN);
    return [
      ...shown.map((one) => annotation(command, one, told.prefix)),
      ...(more > 1 ? [`::${command} title=decant::${data(`${plural(more, 'more finding')}, in the report`)}`] : []),
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}

function annotation(command: string, { id, file, line, column, text, todo }: Finding, prefix: string): string {
  const where = `file=${property(prefix + file)},line=${line}${column === undefined ? '' : `,col=${column}`}`;
  return `::${command} ${where},title=${property(`decant ${id}`)}::${data(todo ? `${text}\n${todo}` : text)}`;
}

/** A line break would begin another command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

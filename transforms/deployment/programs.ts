import type { Command } from './words.js';

/** Programs that start the one that is named behind them. */
const WRAPPERS =
  /^(exec|nohup|time|env|dumb-init|tini|--|-s|-g|ddtrace-run|newrelic-admin|run-program|honcho|poetry|pipenv|uv|pdm|hatch|run|opentelemetry-instrument|command)$/;

/**
 * Where a program stands in a command, behind its wrappers and variables: `exec poetry run gunicorn`.
 *
 * @returns -1: it is not what the command starts.
 */
export function programAt({ words }: Command, name: RegExp): number {
  for (const [i, { value }] of words.entries()) {
    const program = value.split('/').at(-1) ?? '';
    if (name.test(program)) return i;
    const isPython = /^python[\d.]*$/.test(program);
    if (isPython && words[i + 1]?.value === '-m' && name.test(words[i + 2]?.value ?? '')) return i + 2;
    if (!WRAPPERS.test(program) && !/^[A-Za-z_]\w*=/.test(value)) return -1;
  }
  return -1;
}

/** What these start, or speak of, is no application. */
const HARMLESS =
  /^(echo|printf|pip3?|apt(-get)?|apk|cp|mv|rm|chmod|chown|cat|grep|which|pkill|kill(all)?|curl|git|npm|pytest|mypy|ruff|black|systemctl|service|docker)$/;

export function isHarmless({ words }: Command): boolean {
  return HARMLESS.test(words[0]?.value ?? '');
}

/** Is a word of that name anywhere in it, though it cannot be told what the command starts? */
export function speaksOf(command: Command, name: RegExp): boolean {
  return !isHarmless(command) && command.words.some(({ value }) => name.test(value.split('/').at(-1) ?? ''));
}

import type { TextFile } from '../../src/python/text-file.js';
import type { App, Change, FileEdit, Written } from '../../src/transform.js';
import { type Gunicorn, optionOf, readGunicorn, SERVES_ASGI, threadEdits, workerEdits } from './gunicorn.js';
import { configOf, type GunicornConfig } from './gunicorn-config.js';
import type { messages } from './messages.js';
import { plainCommand } from './others.js';
import { isHarmless, programAt, speaksOf } from './programs.js';
import { gunicornTarget, meaningOf, parseTarget } from './targets.js';
import type { Command } from './words.js';

export type Said = Change<keyof typeof messages>;

/** A command that starts the application with gunicorn, or may do so. */
interface Launch {
  readonly command: Command;
  /** undefined: it is not understood. */
  readonly known:
    | {
        readonly gunicorn: Gunicorn;
        readonly config: GunicornConfig | undefined;
        readonly named: string;
        readonly becomes: string;
      }
    | undefined;
}

const GUNICORN = /^gunicorn$/;

/** What becomes of every command that starts gunicorn. */
export function* gunicornChanges(
  app: App,
  written: Written,
  commands: readonly Command[],
  files: readonly TextFile[],
): Iterable<Said> {
  const launches = commands.flatMap((command) => launchOf(app, written, command) ?? []);
  // a command that stays would be given workers that it cannot use; so would the old one, which is the way back from a bridge
  const isShared =
    written.mode === 'hybrid' ||
    launches.some(({ known }) => !known) ||
    files.some(({ text }) => CHOOSES_WORKER.test(text));
  const configs = new Map<string, GunicornConfig>();
  let isFirst = true;
  for (const { command, known } of launches) {
    const config = isShared ? undefined : known?.config;
    const edits = known && startingEdits(known.gunicorn, config, known.named, known.becomes);
    if (!known || !edits) {
      yield unread(command, written);
      continue;
    }
    const { gunicorn, becomes } = known;
    const at = { file: command.file, at: command.at };
    const threads = threadEdits(gunicorn);
    if (edits.length + threads.length > 0) {
      yield { ...at, message: 'gunicorn', data: { target: becomes }, edits: [...edits, ...threads] };
    }
    if (threads.length > 0) yield { ...at, message: 'threads' };
    const trusted = optionOf(gunicorn, 'forwarded-allow-ips');
    if (trusted?.value === '*') yield { ...at, message: 'any-proxy', data: { line: lineOf(command) } };
    else if (isFirst && !readsForwarded(app)) yield { ...at, message: 'forwarded' };
    isFirst = false;
    if (config && optionOf(gunicorn, 'worker-class') === undefined) configs.set(config.file.path, config);
  }
  for (const config of configs.values()) yield* configured(config);
}

const CHOOSES_WORKER = /\bGUNICORN_CMD_ARGS\b.*(-k\b|worker[-_]class)/;

/** undefined: it starts something else, or what serves FastAPI already. */
function launchOf(app: App, written: Written, command: Command): Launch | undefined {
  const { words, file } = command;
  const program = programAt(command, GUNICORN);
  if (program < 0) return speaksOf(command, GUNICORN) ? { command, known: undefined } : undefined;
  const gunicorn = readGunicorn(command, program);
  if (!gunicorn) return { command, known: undefined };
  const config = configOf(app, gunicorn);
  const named = gunicorn.target === undefined ? config?.target?.text : words[gunicorn.target]?.value;
  if (gunicorn.options.some(({ name }) => ASKS.test(name)) || (named === undefined && words.length === program + 1)) {
    return undefined;
  }
  const worker = optionOf(gunicorn, 'worker-class')?.value ?? '';
  // by an earlier run, or by hand
  if (written.mode === 'pure' && SERVES_ASGI.test(worker)) return undefined;
  const target = named === undefined ? undefined : parseTarget(named);
  const meaning = target && meaningOf(app, written, target, file.path);
  if (meaning?.kind === 'other' || meaning?.kind === 'converted') return undefined;
  const becomes = meaning?.kind === 'ours' && named !== undefined ? gunicornTarget(named, meaning, written) : undefined;
  if (named === undefined || becomes === undefined) return { command, known: undefined };
  return { command, known: { gunicorn, config, named, becomes } };
}

/** Options that start nothing. */
const ASKS = /^(version|v|help|h|check-config|print-config)$/;

/** The worker where it is said now: by the command, or in the configuration. */
function startingEdits(
  gunicorn: Gunicorn,
  config: GunicornConfig | undefined,
  named: string,
  becomes: string,
): readonly FileEdit[] | undefined {
  const { command, target } = gunicorn;
  const given = optionOf(gunicorn, 'worker-class')?.value;
  const isServed = given === undefined ? config !== undefined : SERVES_ASGI.test(given);
  const worker = isServed ? [] : workerEdits(gunicorn);
  if (named === becomes) return worker;
  const edit = target === undefined ? undefined : command.replaced(target, target, [becomes]);
  return edit && worker && [...worker, edit];
}

function* configured({ file, edits, threads }: GunicornConfig): Iterable<Said> {
  if (!edits) return;
  yield { file, at: { start: 0, end: 0 }, message: 'config', edits };
  if (threads) yield { file, at: threads, message: 'threads' };
}

/** ProxyFix, or code of its own, looks at the headers anyway. */
function readsForwarded({ files }: App): boolean {
  return files.some(({ text }) => /ProxyFix|X[-_]Forwarded[-_]For/i.test(text));
}

/** Lines that name the application behind gunicorn, in a place that is not understood as a command. */
export function* strayLines(app: App, written: Written, file: TextFile, commands: readonly Command[]): Iterable<Said> {
  for (const { index, 0: line } of file.text.matchAll(/^(?![ \t]*(?:#|\/\/|;)).*\bgunicorn\b.*$/gm)) {
    const at = { start: index, end: index + line.length };
    const isRead = (one: Command) => isHarmless(one) || programAt(one, GUNICORN) >= 0 || speaksOf(one, GUNICORN);
    if (commands.some((one) => one.at.start < at.end && at.start < one.at.end && isRead(one))) continue;
    const targets = line.match(/[A-Za-z_][\w.]*:[A-Za-z_]\w*(\(\))?/g) ?? [];
    const isOurs = targets.some((one) => {
      const target = parseTarget(one);
      return target && meaningOf(app, written, target, file.path).kind === 'ours';
    });
    if (isOurs) yield { message: 'unread', file, at, data: { line: line.trim(), command: plainCommand(written) } };
  }
}

export function unread(command: Command, written: Written): Said {
  const data = { line: lineOf(command), command: plainCommand(written) };
  return { message: 'unread', file: command.file, at: command.at, data };
}

/** With the lines that it goes on in. */
export function lineOf({ file, at }: Command): string {
  const whole = file.text.slice(file.lineStart(at.start), file.lineEnd(at.end));
  return whole.trim().replace(/\s*\\?\r?\n\s*/g, ' ');
}

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { transforms } from '../../transforms/index.js';
import type { Config } from '../config/schema.js';
import { closest, EXIT, type ExitCode, UsageError, worst } from '../errors.js';
import type { AsyncPolicy, Style, Target } from '../model/app.js';
import type { Consent } from '../model/consent.js';
import { showPrefix } from '../patch/git.js';
import { isHalfWritten } from '../patch/write.js';
import { messageTable } from '../plan/messages.js';
import { FORMATS } from '../report/formats/index.js';
import { REASONS } from '../report/reasons.js';
import { makeReport, unusedConsentOf, type Verb } from '../report/report.js';
import { fileChanges, type Gate } from '../report/told.js';
import { type Run, type RunOptions, run } from '../run.js';
import type { Terminal } from '../terminal.js';
import type { Message } from '../transform.js';

type Accepted = NonNullable<Config['accept']>[number];

/** The flags that plan, diff, apply and explain share, as the command line gives them. */
export interface SharedFlags {
  readonly cwd: string;
  readonly app?: string;
  readonly target: Target;
  readonly style: Style;
  readonly async: AsyncPolicy;
  readonly unit: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** `text`, `json`, `md=FILE`. */
  readonly format: readonly string[];
  readonly readAll: boolean;
  /** Of `apply`: asks of each route. */
  readonly interactive: boolean;
  /** Whether questions may be asked. */
  readonly input: boolean;
  /** Endpoints that were declined when that was asked. */
  readonly declined?: ReadonlySet<string>;
  /** Of `apply`: one commit a unit. */
  readonly commit: boolean;
  /** Of `apply`: a folder for patch files. */
  readonly series?: string;
  /** Of `apply --series`: by nobody, at no time. */
  readonly reproducible: boolean;
  /** Of `apply`: a file that `plan -o` has written. */
  readonly plan?: string;
  /** Of `check`: how many rules may be kept, and bridged. */
  readonly maxKept?: string;
  readonly maxBridged?: string;
  /** Only what is proved equal, and what is accepted. */
  readonly only?: 'same';
  /** Changes that were agreed to, in the configuration. */
  readonly accept: readonly Accepted[];
  /** Of `plan`: where to write the plan. */
  readonly out?: string;
}

/** What a run takes of the flags; the folder and the target are looked at. */
export function optionsOf(flags: SharedFlags, terminal: Terminal): Omit<RunOptions, 'units'> {
  if (!statSync(flags.cwd, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${flags.cwd} is no folder`);
  if (isHalfWritten(flags.cwd)) {
    throw new UsageError('an earlier decant apply was ended in the middle', 'decant apply does the rest of it first');
  }
  return {
    cwd: flags.cwd,
    ...(flags.app !== undefined && { app: flags.app }),
    target: flags.target,
    style: flags.style,
    async: flags.async,
    consent: consentOf(flags),
    include: flags.include,
    exclude: flags.exclude,
    readAll: flags.readAll,
    progress: (step) => terminal.progress(step),
  };
}

function consentOf({ only, accept, declined }: SharedFlags): Consent {
  const messages = accept.length > 0 ? sentences() : new Map();
  for (const { id } of accept) {
    if (messages.has(id)) continue;
    const meant = closest(id, messages.keys());
    throw new UsageError(`accept: there is no message ${id}`, meant ? `did you mean ${meant}?` : 'the report has them');
  }
  return {
    ...(declined && { declined }),
    onlySame: only === 'same',
    accepted: accept.map(({ id, routes = [], reason }) => ({ id, routes, reason })),
  };
}

/** Runs with the flags given; `units` are those named as arguments. */
export async function runWith(flags: SharedFlags, units: readonly string[], terminal: Terminal): Promise<Run> {
  const done = await run(transforms, { ...optionsOf(flags, terminal), units: [...units, ...flags.unit] });
  terminal.progressDone();
  return done;
}

/** One of what `-f` asks for. */
export interface Output {
  readonly format: string;
  /** undefined: standard output. */
  readonly file: string | undefined;
}

/**
 * @param known Names of formats, the first of them the one that is meant without `-f`.
 * @throws UsageError for a format that there is not.
 */
export function outputs(flags: SharedFlags, known: readonly string[] = REPORTS): Output[] {
  const wanted = flags.format.length > 0 ? flags.format : known.slice(0, 1);
  return wanted.map((one) => {
    const [format, file] = one.split(/=(.*)/s) as [string, string | undefined];
    if (!known.includes(format)) {
      const meant = closest(format, known);
      const hint = meant ? `did you mean ${meant}?` : `there is ${known.join(', ')}`;
      throw new UsageError(`there is no format ${format} here`, hint);
    }
    return { format, file: file === undefined || file === '-' ? undefined : resolve(file) };
  });
}

const REPORTS: readonly string[] = ['text', ...FORMATS.keys()];

/** Writes a text to where the flag says. */
export function deliver(output: Output, text: string | Uint8Array, terminal: Terminal): void {
  if (output.file === undefined) {
    terminal.out(text);
    return;
  }
  mkdirSync(dirname(output.file), { recursive: true });
  writeFileSync(output.file, text);
}

/** What a run is told as: the text of the command, or a format that is made of the report. */
export interface Telling {
  readonly verb: Verb;
  readonly text: () => string | Uint8Array;
  /** Of `check`. */
  readonly gates?: readonly Gate[];
}

/** Writes everything that `-f` asks for. */
export function tell(
  done: Run,
  wanted: readonly Output[],
  telling: Telling,
  flags: SharedFlags,
  terminal: Terminal,
): void {
  const { verb, text, gates } = telling;
  for (const output of wanted) {
    const format = FORMATS.get(output.format);
    if (!format) {
      deliver(output, text(), terminal);
      continue;
    }
    const told = {
      report: makeReport(done, verb, flags.style),
      messages: sentences(),
      files: fileChanges(done.rendered),
      prefix: showPrefix(done.root),
      ...(gates && { gates }),
    };
    deliver(output, format(told), terminal);
  }
}

/** Every message, those included that no transform gives. */
export function sentences(): ReadonlyMap<string, Message> {
  return new Map([...REASONS, ...messageTable(transforms)]);
}

/** 3 when something was not read or not done, else 0. */
export function exitOf(done: Run): ExitCode {
  return worst([done.unread.length > 0 || done.failures.length > 0 ? EXIT.incomplete : EXIT.done]);
}

/** Names what was not read, what was rolled back, and what was agreed to in vain, on standard error. */
export function tellIncomplete(done: Run, terminal: Terminal): void {
  for (const { file, line, why } of done.unread) terminal.err(`${file}:${line}: not read: ${why}`);
  for (const { unit, file, line, what } of done.failures)
    terminal.err(`${file}:${line}: unit ${unit} is rolled back: ${what}`);
  for (const { what, file, line } of unusedConsentOf(done))
    terminal.err(`${file === undefined ? 'configuration' : `${file}:${line}`}: agrees to nothing: ${what}`);
}

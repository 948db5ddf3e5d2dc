import { cpSync, rmSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { transforms } from '../../transforms/index.js';
import { EXIT, type ExitCode, UsageError, worst } from '../errors.js';
import { CLEANUP, PREP } from '../plan/plan.js';
import { makeReport } from '../report/report.js';
import { verifiedJson } from '../report/verified-json.js';
import { verifiedJunit } from '../report/verified-junit.js';
import { verifiedText } from '../report/verified-text.js';
import { createEngine, type Run, run } from '../run.js';
import type { Terminal } from '../terminal.js';
import type { Boot } from '../verify/exchange.js';
import { type Key, keysIn } from '../verify/keys.js';
import { prepare } from '../verify/prepare.js';
import { findPython } from '../verify/python.js';
import { recordedRequests } from '../verify/recorded.js';
import { generate } from '../verify/requests.js';
import { endAll } from '../verify/side.js';
import { copyTree, git, original, sameTimes, workspace } from '../verify/trees.js';
import { verify as verifySides } from '../verify/verify.js';
import { deliver, optionsOf, outputs, type SharedFlags, tellIncomplete } from './common.js';

/** What `decant verify` takes beside the shared flags. */
export interface VerifyFlags {
  /** A revision, or a folder. */
  readonly base?: string;
  readonly python?: string;
  /** A command of the shell that makes the state that the application needs. */
  readonly before?: string;
  /** `MODULE:ATTR` of the converted application, where it cannot be told. */
  readonly asgi?: string;
  /** Files of recorded requests. */
  readonly requests: readonly string[];
  /** Access logs. */
  readonly log: readonly string[];
  /** Send what is made from the routes as well. */
  readonly generated: boolean;
  readonly server: boolean;
  readonly network: boolean;
  /** Seconds for a request. */
  readonly timeout: number;
}

/** Of all of it, as so many times the seconds that one request has. */
const WHOLE = 60;

/** `decant verify`: boots the original and the converted application, and compares what they answer. */
export async function verify(flags: SharedFlags & VerifyFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags, ['text', 'json', 'junit']);
  const project = resolve(flags.cwd);
  const options = optionsOf(flags, terminal);
  const recorded = recordedRequests(flags.requests, flags.log);
  const work = workspace();
  const clean = () => {
    endAll();
    rmSync(work, { recursive: true, force: true });
  };
  process.once('exit', clean);
  const interrupted = () => process.exit(EXIT.interrupted);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
  try {
    terminal.progress('fetching the original');
    const base = original(project, flags.base, join(work, '1'));
    const engine = await createEngine();
    const now = await run(transforms, { ...options, cwd: project, units: [], unguarded: true }, engine).catch(notThere);
    const again = (units: readonly string[]) => run(transforms, { ...options, cwd: base.folder, units }, engine);
    const before = await conversionOf(again, now);
    const { plan } = before;
    if (!plan) throw new UsageError(`${base.name} has no Flask application`, 'name the revision before with --base');
    tellIncomplete(before, terminal);
    const top = git(project, 'rev-parse', '--show-toplevel');
    const python = findPython(flags.python, [project, ...(top ? [top] : [])]);
    copyTree(project, join(work, '3'));
    if (flags.before !== undefined) {
      terminal.progress('preparing');
      prepare(flags.before, base.folder, join(work, '3'), python);
    }
    cpSync(base.folder, join(work, '2'), { recursive: true, verbatimSymlinks: true });
    for (const name of ['1', '2', '3']) sameTimes(join(work, name));

    const report = makeReport(before, 'apply', flags.style);
    const { module, attribute, kind } = plan.app.entry;
    const flask = `${module}:${attribute}`;
    const boot = (name: string, entries: readonly string[]): Boot => ({
      python,
      root: join(work, name),
      paths: importFolders(module, plan.app.entryFile.path),
      entries: [...new Set(entries)],
      factory: kind === 'factory',
      timeout: flags.timeout,
      network: flags.network,
      server: flags.server,
    });
    let cut = 0;
    const done = await verifySides({
      original: [boot('1', [flask]), boot('2', [flask])],
      converted: boot('3', flags.asgi ? [flags.asgi] : entriesNow(now, before, report.entrypoints[0]?.asgi, flask)),
      requests: ({ rules }) => {
        const made = flags.generated ? generate(rules, keysOf(before)) : { requests: [], cut: 0 };
        cut = made.cut;
        return [...recorded, ...made.requests];
      },
      differences: report.differences,
      limit: WHOLE * flags.timeout,
      progress: (step) => terminal.progress(step),
    });
    terminal.progressDone();
    const result = { ...done, base: base.name, cut };
    for (const output of wanted) {
      const text =
        output.format === 'json'
          ? verifiedJson(result)
          : output.format === 'junit'
            ? verifiedJunit(result)
            : verifiedText(result, terminal);
      deliver(output, text, terminal);
    }
    const silent = done.judged.some(({ verdict }) => verdict === 'silent');
    return worst([silent ? EXIT.gate : EXIT.done, done.unsent > 0 ? EXIT.incomplete : EXIT.done]);
  } finally {
    process.removeListener('exit', clean);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, interrupted);
    clean();
  }
}

/** What a run over the original says of the way to what is in the tree now. */
async function conversionOf(again: (units: readonly string[]) => Promise<Run>, now: Run | undefined): Promise<Run> {
  const found = await again(unitsApplied(now));
  if (now?.plan || !found.plan?.app.mounted) return found;
  // the original was bridged, and Flask is gone: that was cleanup
  return (await again([CLEANUP]).catch(notThere)) ?? found;
}

/** A tree that is converted wholly has no Flask application any more that `--app` could name. */
function notThere(error: unknown): undefined {
  if (error instanceof UsageError) return undefined;
  throw error;
}

/** The units that somebody has applied to the tree; none: all of them, or the whole application at once. */
function unitsApplied(now: Run | undefined): readonly string[] {
  const { plan } = now ?? {};
  if (!plan?.app.mounted) return [];
  const moved = plan.app.routes.filter(({ words }) => words !== 'flask').map(({ unit }) => unit);
  return [PREP, ...new Set(moved)];
}

/** What may be the converted application: named by the tree itself, or by what the conversion of the original would make. */
function entriesNow(now: Run | undefined, before: Run, planned: string | undefined, flask: string): string[] {
  const plan = now?.plan;
  if (plan && !plan.app.mounted) return [flask];
  const mounted = plan ? makeReport(now as Run, 'apply', 'compatible').entrypoints[0]?.asgi : undefined;
  return [mounted, planned, before.plan?.asgi, flask].filter((one) => one !== undefined);
}

/** `src` for `shop` in `src/shop/__init__.py`. */
function importFolders(module: string, file: string): string[] {
  const parts = module.split('.').length - (/(^|\/)__init__\.py$/.test(file) ? 0 : 1);
  let folder = posix.dirname(file);
  for (let i = 0; i < parts; i++) folder = posix.dirname(folder);
  return [...new Set([folder, '.'])];
}

/** What the view of each endpoint reads; of one that reads nothing by itself, what its file reads. */
function keysOf({ plan }: Run): Map<string, readonly Key[]> {
  const found = new Map<string, readonly Key[]>();
  for (const { endpoint, view } of plan?.app.routes ?? []) {
    if (!view) continue;
    const { text } = view.file;
    const own = keysIn(text.slice(view.def.start, view.def.end));
    found.set(endpoint, own.length > 0 ? own : keysIn(text).slice(0, 4));
  }
  return found;
}

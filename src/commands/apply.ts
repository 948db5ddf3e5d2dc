import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, type ExitCode, UsageError, worst } from '../errors.js';
import { commit, gitFolder } from '../patch/git.js';
import { commitMessage } from '../patch/message.js';
import { finishInterrupted, writeFiles } from '../patch/write.js';
import { makeReport } from '../report/report.js';
import { readPlan, staleness } from '../report/saved-plan.js';
import { appliedText } from '../report/text.js';
import type { Run } from '../run.js';
import type { Terminal } from '../terminal.js';
import { exitOf, type Output, outputs, runWith, type SharedFlags, tell, tellIncomplete } from './common.js';

/** `decant apply`: writes. */
export async function apply(units: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags);
  if (existsSync(flags.cwd) && finishInterrupted(flags.cwd)) {
    terminal.err('decant: an earlier apply was ended in the middle; the rest of it is written');
  }
  if (flags.plan !== undefined) return applyPlan(flags.plan, units, wanted, flags, terminal);
  return written(await runWith(flags, units, terminal), wanted, flags, terminal);
}

async function written(
  done: Run,
  wanted: readonly Output[],
  flags: SharedFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (flags.commit) return committed(done, flags, terminal);
  writeFiles(done.root, done.rendered);
  tell(done, wanted, { verb: 'apply', text: () => appliedText(done, terminal) }, flags, terminal);
  tellIncomplete(done, terminal);
  return exitOf(done);
}

/** Just what a saved plan says, or nothing: exit 4 when a file that it was made of has changed since. */
async function applyPlan(
  name: string,
  units: readonly string[],
  wanted: readonly Output[],
  flags: SharedFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (units.length + flags.unit.length > 0) throw new UsageError('a plan says which units; name none with --plan');
  const plan = readPlan(readText(name), name);
  const { app, style, async, only, units: planned } = plan.options;
  const { plan: _, only: __, ...others } = flags;
  const rest = { ...others, style, async, unit: planned, ...(app !== undefined && { app }), ...(only && { only }) };
  const done = await runWith(rest, [], terminal);
  const stale = staleness(plan, done);
  if (stale.length === 0) return written(done, wanted, rest, terminal);
  for (const line of stale) terminal.err(line);
  terminal.err(`decant: ${name} is stale, nothing was written; decant plan -o ${name} makes it anew`);
  return EXIT.stale;
}

function readText(name: string): string {
  try {
    return readFileSync(resolve(name), 'utf8');
  } catch (error) {
    throw new UsageError(`${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** One commit a unit. A unit's text does not depend on which others are there, so each is run by itself. */
async function committed(first: Run, flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  if (!gitFolder(first.root)) throw new UsageError(`${first.root} is in no Git repository`, 'leave out --commit');
  const codes: ExitCode[] = [exitOf(first)];
  const isWhole = first.plan?.mode === 'pure';
  const steps = isWhole ? [undefined] : first.units.filter(({ id }) => first.chosen.has(id)).map(({ id }) => id);
  for (const unit of steps) {
    const done = unit === undefined ? first : await runWith({ ...flags, unit: [] }, [unit], terminal);
    const { files, removed } = done.rendered;
    const paths = [...files.keys(), ...removed.map(({ path }) => path)];
    codes.push(exitOf(done));
    tellIncomplete(done, terminal);
    if (paths.length === 0) continue;
    writeFiles(done.root, done.rendered);
    const message = commitMessage(makeReport(done, 'apply', flags.style), unit);
    terminal.out(`  ${commit(done.root, paths, message)} ${message.split('\n', 1)[0]}\n`);
  }
  return worst(codes);
}

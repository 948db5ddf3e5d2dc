import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, type ExitCode, UsageError, worst } from '../errors.js';
import { gitFolder } from '../patch/git.js';
import { finishInterrupted, writeFiles } from '../patch/write.js';
import { readPlan, staleness } from '../report/saved-plan.js';
import { appliedText } from '../report/text.js';
import type { Run } from '../run.js';
import type { Terminal } from '../terminal.js';
import { commitUnits } from './commits.js';
import { exitOf, type Output, outputs, runWith, type SharedFlags, tell, tellIncomplete } from './common.js';
import { chosenByHand } from './interactive.js';
import { series } from './series.js';

/** `decant apply`: writes. */
export async function apply(units: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags);
  if (existsSync(flags.cwd) && finishInterrupted(flags.cwd)) {
    terminal.err('decant: an earlier apply was ended in the middle; the rest of it is written');
  }
  const ways = [
    flags.plan !== undefined && '--plan',
    flags.series !== undefined && '--series',
    flags.interactive && '-i',
  ];
  const [one, another] = ways.filter((way) => way !== false);
  if (another) throw new UsageError(`${one} and ${another} do not go together`);
  if (flags.plan !== undefined) return applyPlan(flags.plan, units, wanted, flags, terminal);
  if (flags.series !== undefined) return series(flags.series, units, flags, terminal);
  if (flags.interactive) {
    const chosen = await chosenByHand(units, flags, terminal);
    if (chosen) return written(chosen.done, units, wanted, chosen.flags, terminal);
    terminal.err('Nothing is written.');
    return EXIT.done;
  }
  return written(await runWith(flags, units, terminal), units, wanted, flags, terminal);
}

async function written(
  done: Run,
  units: readonly string[],
  wanted: readonly Output[],
  flags: SharedFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (flags.commit) {
    if (!gitFolder(done.root)) throw new UsageError(`${done.root} is in no Git repository`, 'leave out --commit');
    const { made, codes } = await commitUnits(done, [...units, ...flags.unit], flags, terminal);
    for (const { id, subject } of made) terminal.out(`  ${id} ${subject}\n`);
    return worst(codes);
  }
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
  const { app, target, style, async, only, units: planned } = plan.options;
  const { plan: _, only: __, ...others } = flags;
  const rest = {
    ...others,
    target,
    style,
    async,
    unit: planned,
    ...(app !== undefined && { app }),
    ...(only && { only }),
  };
  const done = await runWith(rest, [], terminal);
  const stale = staleness(plan, done);
  if (stale.length === 0) return written(done, [], wanted, rest, terminal);
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

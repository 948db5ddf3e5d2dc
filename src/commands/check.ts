import { EXIT, type ExitCode, UsageError, worst } from '../errors.js';
import { asItIs, counted } from '../report/progress.js';
import type { Terminal } from '../terminal.js';
import { exitOf, runWith, type SharedFlags, tellIncomplete } from './common.js';

/** `decant check`: the gate for CI. 1 when more is left in Flask than was agreed on, 3 when something could not be read. */
export async function check(_: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const done = await runWith(flags, [], terminal);
  const { kept, bridged } = counted(asItIs(done));
  const wrong = [
    ...over('kept in Flask', kept, limit('--max-kept', flags.maxKept)),
    ...over('bridged', bridged, limit('--max-bridged', flags.maxBridged)),
  ];
  for (const line of wrong) terminal.err(`decant: ${line}`);
  if (wrong.length === 0) terminal.out(`${kept} kept in Flask, ${bridged} bridged.\n`);
  tellIncomplete(done, terminal);
  return worst([exitOf(done), wrong.length > 0 ? EXIT.gate : EXIT.done]);
}

function limit(flag: string, given: string | undefined): number {
  if (given === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(given)) throw new UsageError(`${flag} ${given} is no number`);
  return Number(given);
}

function over(what: string, count: number, most: number): string[] {
  return count > most ? [`${count} rules are ${what}, and ${most} may be`] : [];
}

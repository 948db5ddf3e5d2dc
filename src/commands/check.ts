import { EXIT, type ExitCode, UsageError, worst } from '../errors.js';
import { asItIs, counted } from '../report/progress.js';
import { unusedConsentOf } from '../report/report.js';
import type { Gate } from '../report/told.js';
import type { Terminal } from '../terminal.js';
import { exitOf, outputs, runWith, type SharedFlags, tell, tellIncomplete } from './common.js';

/** `decant check`: the gate for CI. 1 when more is left in Flask than was agreed on, 3 when something could not be read. */
export async function check(_: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags);
  const done = await runWith(flags, [], terminal);
  const { kept, bridged } = counted(asItIs(done));
  const gates = [
    most('--max-kept', flags.maxKept, 'kept in Flask', kept),
    most('--max-bridged', flags.maxBridged, 'bridged', bridged),
    ...unusedConsentOf(done).map(({ what, file, line }) => {
      const where = file === undefined ? '' : `${file}:${line}: `;
      return { name: `agreed: ${what}`, fault: `${where}${what} agrees to nothing` };
    }),
    ...flags.accept.flatMap(({ id, until }) => expired(id, until)),
  ].flat();
  const faults = gates.flatMap(({ fault = [] }) => fault);
  for (const line of faults) terminal.err(`decant: ${line}`);
  const text = () => (faults.length > 0 ? '' : `${kept} kept in Flask, ${bridged} bridged.\n`);
  tell({ ...done, ...asItIs(done) }, wanted, { verb: 'apply', text, gates }, flags, terminal);
  tellIncomplete(done, terminal);
  return worst([exitOf(done), faults.length > 0 ? EXIT.gate : EXIT.done]);
}

/** The only thing that depends on the day. */
function expired(id: string, until: string | undefined): Gate[] {
  if (until === undefined) return [];
  const isOver = new Date().toISOString().slice(0, 10) > until;
  return [{ name: `accept ${id}`, fault: isOver ? `accept ${id} was agreed to until ${until}` : undefined }];
}

/** The gate of a flag; none without the flag. */
function most(flag: string, given: string | undefined, what: string, count: number): Gate[] {
  if (given === undefined) return [];
  if (!/^\d+$/.test(given)) throw new UsageError(`${flag} ${given} is no number`);
  const isOver = count > Number(given);
  return [{ name: `${flag} ${given}`, fault: isOver ? `${count} rules are ${what}, and ${given} may be` : undefined }];
}

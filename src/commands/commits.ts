import type { ExitCode } from '../errors.js';
import { commit } from '../patch/git.js';
import { commitMessage } from '../patch/message.js';
import { writeFiles } from '../patch/write.js';
import { PREP } from '../plan/plan.js';
import { makeReport } from '../report/report.js';
import type { Run } from '../run.js';
import type { Terminal } from '../terminal.js';
import { exitOf, runWith, type SharedFlags, tellIncomplete } from './common.js';

export interface Commits {
  /** Abbreviated, with the subject of each. */
  readonly made: readonly { readonly id: string; readonly subject: string }[];
  readonly codes: readonly ExitCode[];
}

/**
 * One commit a unit. A unit's text does not depend on which others are there, so each is run by itself.
 *
 * @param named Units in the order in which they are to come.
 */
export async function commitUnits(
  first: Run,
  named: readonly string[],
  flags: SharedFlags,
  terminal: Terminal,
  env: Readonly<Record<string, string>> = {},
): Promise<Commits> {
  const codes: ExitCode[] = [exitOf(first)];
  const made: { id: string; subject: string }[] = [];
  for (const unit of first.plan?.mode === 'pure' ? [undefined] : inOrder(first, named)) {
    const done = unit === undefined ? first : await runWith({ ...flags, unit: [] }, [unit], terminal);
    const { files, removed } = done.rendered;
    const paths = [...files.keys(), ...removed.map(({ path }) => path)];
    codes.push(exitOf(done));
    tellIncomplete(done, terminal);
    if (paths.length === 0) continue;
    writeFiles(done.root, done.rendered);
    const message = commitMessage(makeReport(done, 'apply', flags.style), unit);
    made.push({ id: commit(done.root, paths, message, env), subject: message.split('\n', 1)[0] as string });
  }
  return { made, codes };
}

/** As they are named, what they need first. */
function inOrder({ units, chosen }: Run, named: readonly string[]): string[] {
  const ids = units.map(({ id }) => id).filter((id) => chosen.has(id));
  const rank = (id: string) => (id === PREP ? -1 : named.indexOf(id) < 0 ? named.length : named.indexOf(id));
  return ids.sort((a, b) => rank(a) - rank(b));
}

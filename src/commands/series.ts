import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ExitCode, UsageError, worst } from '../errors.js';
import { git, gitFolder, showPrefix } from '../patch/git.js';
import { coverLetter } from '../report/cover-letter.js';
import { makeReport } from '../report/report.js';
import { fileChanges } from '../report/told.js';
import type { Terminal } from '../terminal.js';
import { commitUnits } from './commits.js';
import { runWith, type SharedFlags, sentences } from './common.js';

/** A name and a time for everybody: two runs give the same patches. */
const NOBODY = { name: 'decant', email: 'decant@localhost', date: '2000-01-01T00:00:00+0000' };

/**
 * One patch file a unit, as `git am` takes them, made of the last commit; the tree stays as it is.
 *
 * @param units In the order in which they are to come.
 */
export async function series(
  folder: string,
  units: readonly string[],
  flags: SharedFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const root = realpathSync(flags.cwd);
  if (!gitFolder(root)) throw new UsageError(`${root} is in no Git repository`, '--series is made of its last commit');
  const into = resolve(folder);
  mkdirSync(into, { recursive: true });
  if (readdirSync(into).length > 0) throw new UsageError(`${folder} is not empty`, 'name a new folder');
  const work = mkdtempSync(join(tmpdir(), 'decant-series-'));
  try {
    copyRepository(root, work, flags.reproducible);
    const inside = { ...flags, cwd: join(work, showPrefix(root)) };
    const named = [...units, ...flags.unit];
    const first = await runWith({ ...inside, unit: [] }, named, terminal);
    const { date } = NOBODY;
    const env = flags.reproducible ? { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } : {};
    const { made, codes } = await commitUnits(first, named, inside, terminal, env);
    if (made.length > 0) {
      const args = ['--quiet', '--zero-commit', '--no-signature', '--output-directory', into, `-${made.length}`];
      git(work, ['-c', 'core.abbrev=40', 'format-patch', ...args]);
      const patches = readdirSync(into).sort();
      const told = {
        report: makeReport(first, 'plan', flags.style),
        messages: sentences(),
        files: fileChanges(first.rendered),
        prefix: showPrefix(root),
      };
      writeFileSync(join(into, 'cover-letter.md'), coverLetter(told, patches));
      for (const name of [...patches, 'cover-letter.md']) terminal.out(`  wrote ${join(folder, name)}\n`);
    } else terminal.out('Nothing to write.\n');
    return worst(codes);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** With the identity of the person, but without hooks: nothing of this is kept. */
function copyRepository(root: string, work: string, reproducible: boolean): void {
  const top = git(root, ['rev-parse', '--show-toplevel']).trim();
  try {
    git(work, ['clone', '--quiet', '--shared', '--config', 'core.autocrlf=false', top, '.']);
  } catch (error) {
    throw new UsageError(`git did not copy the repository: ${(error as { stderr?: string }).stderr?.trim()}`);
  }
  for (const key of ['name', 'email'] as const) {
    const value = reproducible ? NOBODY[key] : configured(root, `user.${key}`);
    if (value) git(work, ['config', `user.${key}`, value]);
  }
}

function configured(root: string, key: string): string | undefined {
  try {
    return git(root, ['config', '--get', key]).trim();
  } catch {
    return undefined;
  }
}

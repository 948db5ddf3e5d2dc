import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { journalPath } from '../src/patch/journal.js';
import { isHalfWritten } from '../src/patch/write.js';
import { commitAll, decant, git } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');
const CLI = join(ROOT, 'dist/cli.js');

/** How often the plug is pulled. */
const KILLS = Number(process.env.DECANT_KILLS ?? 4);

async function inBookshop(use: (folder: string) => Promise<void> | void): Promise<void> {
  await inFolder(bookshop?.input ?? new Map(), async (folder) => {
    commitAll(folder);
    await use(folder);
  });
}

function tree(folder: string): string {
  git(folder, 'add', '--all');
  return git(folder, 'write-tree').trim();
}

function reset(folder: string): void {
  git(folder, 'reset', '--quiet', '--hard');
  git(folder, 'clean', '--quiet', '-ffdx');
  for (const name of readdirSync(join(folder, '.git')))
    if (name.startsWith('decant-')) rmSync(join(folder, '.git', name));
}

function temporary(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /\.decant-\d+$/.test(path));
}

/** Kills `apply` a moment after it has begun to write. */
async function kill(folder: string, microseconds: number): Promise<void> {
  const child = spawn(process.execPath, [CLI, 'apply', '--quiet'], { cwd: folder, stdio: 'ignore' });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const journal = journalPath(folder);
  let isOver = false;
  child.once('exit', () => {
    isOver = true;
  });
  while (!isOver && !existsSync(`${journal}.new`) && !existsSync(journal)) {
    const until = process.hrtime.bigint() + 2_000_000n;
    while (process.hrtime.bigint() < until && !existsSync(journal));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const until = process.hrtime.bigint() + BigInt(microseconds) * 1_000n;
  while (process.hrtime.bigint() < until);
  child.kill('SIGKILL');
  await closed;
}

describe('apply that is killed', () => {
  test(`leaves the tree old, new, or with word how to finish it (${KILLS} times)`, async () => {
    await inBookshop(async (folder) => {
      const old = tree(folder);
      expect((await decant(folder, ['apply'])).code).toBe(0);
      const now = tree(folder);
      const seen = { old: 0, new: 0, half: 0 };
      for (let at = 0; at < KILLS; at++) {
        reset(folder);
        await kill(folder, Math.floor((at * 9_973) % 8_000));
        if (isHalfWritten(folder)) {
          seen.half++;
          const said = await decant(folder, ['status']);
          expect(said).toMatchObject({ code: 2, stdout: '' });
          expect(said.stderr).toContain('decant apply does the rest');
        } else {
          const files = temporary(folder).map((path) => `:!${path}`);
          git(folder, 'add', '--all', '--', '.', ...files);
          const found = git(folder, 'write-tree').trim();
          expect([old, now]).toContain(found);
          seen[found === old ? 'old' : 'new']++;
          git(folder, 'reset', '--quiet');
        }
        expect((await decant(folder, ['apply'])).code).toBe(0);
        expect(temporary(folder)).toEqual([]);
        expect(existsSync(journalPath(folder))).toBe(false);
        expect(tree(folder)).toBe(now);
      }
      if (process.env.DECANT_KILLS) process.stderr.write(`${JSON.stringify(seen)}\n`);
    });
  });
});

describe('apply that cannot write', () => {
  test('because the disk is full changes nothing', async () => {
    await inBookshop(async (folder) => {
      const before = tree(folder);
      // a limit on the size of files fails in the same place
      const done = spawnSync('bash', ['-c', `ulimit -f 1; "$0" "$1" apply`, process.execPath, CLI], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(done.stderr).toMatch(/cannot be written \(\w+\); nothing was changed/);
      expect(done.status).toBe(2);
      expect(temporary(folder)).toEqual([]);
      expect(tree(folder)).toBe(before);
      expect((await decant(folder, ['apply'])).code).toBe(0);
    });
  });

  test('because a file is read-only that no commit has says which, and changes nothing', async () => {
    await inFolder(bookshop?.input ?? new Map(), async (folder) => {
      chmodSync(join(folder, 'bookshop/accounts.py'), 0o444);
      const before = readFileSync(join(folder, 'bookshop/catalogue.py'), 'utf8');
      expect(await decant(folder, ['apply'], { GIT_CEILING_DIRECTORIES: join(folder, '..') })).toEqual({
        code: 2,
        stdout: '',
        stderr: 'decant: bookshop/accounts.py: read-only, and would be written\n  make it writable first\n',
      });
      expect(readFileSync(join(folder, 'bookshop/catalogue.py'), 'utf8')).toBe(before);
    });
  });

  test('a file that is read-only and committed is written, and stays read-only', async () => {
    await inBookshop(async (folder) => {
      const path = join(folder, 'bookshop/accounts.py');
      const before = readFileSync(path, 'utf8');
      chmodSync(path, 0o444);
      expect((await decant(folder, ['apply'])).code).toBe(0);
      expect(readFileSync(path, 'utf8')).not.toBe(before);
      expect(statSync(path).mode & 0o777).toBe(0o444);
    });
  });
});

import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, decant, git } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { readFixtures } from './support/fixtures.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');

const RAW = "\n\n@bp.route('/raw')\ndef raw():\n    return str(request.input_stream.read(3))\n";

/** An application of which something stays in Flask, in a folder of the repository; somebody's work is not committed yet. */
async function inHybrid(
  change: (text: string) => string,
  use: (top: string, project: string) => Promise<void> | void,
): Promise<void> {
  await inFolder(new Map(), async (top) => {
    const project = join(top, 'services/shop');
    for (const [path, bytes] of bookshop?.input ?? []) {
      mkdirSync(join(project, path, '..'), { recursive: true });
      writeFileSync(join(project, path), change(bytes.toString() + (path.endsWith('catalogue.py') ? RAW : '')));
    }
    commitAll(top);
    git(top, 'config', 'user.name', 'Ann');
    git(top, 'config', 'user.email', 'ann@localhost');
    appendFileSync(join(project, 'bookshop/accounts.py'), '\n# mine\n');
    writeFileSync(join(top, 'notes.txt'), 'mine');
    await use(top, project);
  });
}

/** The tree after `git am`, in a copy. */
function applied(top: string, folder: string): string {
  git(top, 'worktree', 'add', '--quiet', '--detach', join(top, '.git/copy'), 'HEAD');
  const copy = join(top, '.git/copy');
  try {
    const patches = readdirSync(folder)
      .filter((name) => name.endsWith('.patch'))
      .sort()
      .map((name) => join(folder, name));
    git(copy, 'am', '--quiet', '--keep-cr', ...patches);
    return git(copy, 'rev-parse', 'HEAD^{tree}').trim();
  } finally {
    git(top, 'worktree', 'remove', '--force', copy);
  }
}

describe('apply --series', () => {
  test.each([
    ['line feeds', (text: string) => text],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('in two orders, and apply at once, end in the same files (%s)', async (_, change) => {
    await inHybrid(change, async (top, project) => {
      const before = git(top, 'status', '--porcelain');
      const [one, two] = [join(top, '.git/one'), join(top, '.git/two')];
      expect(await decant(project, ['apply', '--series', one])).toMatchObject({ code: 0, stderr: '' });
      expect(await decant(project, ['apply', '--series', two, 'catalogue', 'bookshop', 'accounts'])).toMatchObject({
        code: 0,
      });
      expect(git(top, 'status', '--porcelain')).toBe(before);
      expect(git(top, 'log', '--format=%s')).toBe('start\n');
      const names = (folder: string) =>
        readdirSync(folder).map((name) => name.replace(/-[0-9].*patch$/, '').slice(0, 24));
      expect(names(one)).toEqual([
        '0001-prep-FastAPI-in-fro',
        '0002-migrate-accounts',
        '0003-migrate-bookshop',
        '0004-migrate-catalogue',
        'cover-letter.md',
      ]);
      expect(names(two)).toEqual([
        '0001-prep-FastAPI-in-fro',
        '0002-migrate-catalogue',
        '0003-migrate-bookshop',
        '0004-migrate-accounts',
        'cover-letter.md',
      ]);
      const tree = applied(top, one);
      expect(applied(top, two)).toBe(tree);
      git(top, 'reset', '--quiet', '--hard');
      git(top, 'clean', '--quiet', '-fd');
      expect((await decant(project, ['apply'])).code).toBe(0);
      git(top, 'add', '--all');
      expect(git(top, 'write-tree').trim()).toBe(tree);
    });
  });

  test('is by the person who makes it; with --reproducible by nobody, and the same twice', async () => {
    await inHybrid(
      (text) => text,
      async (top, project) => {
        const folders = ['one', 'two', 'three'].map((name) => join(top, '.git', name)) as [string, string, string];
        expect((await decant(project, ['apply', '--series', folders[0]])).code).toBe(0);
        for (const folder of folders.slice(1))
          expect((await decant(project, ['apply', '--series', folder, '--reproducible'])).code).toBe(0);
        const texts = (folder: string) => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
        expect(texts(folders[0])[0]).toMatch(/^From: Ann <ann@localhost>$/m);
        expect(texts(folders[1])).toEqual(texts(folders[2]));
        expect(texts(folders[1])[0]).toMatch(/^From: decant <decant@localhost>$/m);
        expect(texts(folders[1])[1]).toMatch(/^Decant-Unit: accounts$/m);
        const letter = texts(folders[0]).at(-1) ?? '';
        expect(letter).toContain('- 0002-migrate-accounts');
        expect(letter).toContain('#### What stays in Flask, and why');
      },
    );
  });

  test('needs a repository, and a folder of its own', async () => {
    await inHybrid(
      (text) => text,
      async (top, project) => {
        expect(await decant(project, ['apply', '--series', top])).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('is not empty') as string,
        });
        expect((await decant(project, ['apply', '--series', join(top, '.git/x'), 'catalog'])).stderr).toContain(
          'did you mean catalogue?',
        );
      },
    );
    await inFolder(bookshop?.input ?? new Map(), async (folder) => {
      const said = await decant(folder, ['apply', '--series', 'out'], { GIT_CEILING_DIRECTORIES: join(folder, '..') });
      expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining('in no Git repository') as string });
    });
  });
});

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../src/version.js';
import { commitAll, decant, git } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { readFixtures } from './support/fixtures.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');

/** A committed copy of the application that ships with us. */
async function inBookshop(use: (folder: string) => Promise<void> | void): Promise<void> {
  await inFolder(bookshop?.input ?? new Map(), async (folder) => {
    commitAll(folder);
    await use(folder);
  });
}

describe('the first steps', () => {
  test('without arguments the three commands to begin with', async () => {
    const { code, stdout, stderr } = await decant('.', []);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const verb of ['plan', 'diff', 'apply']) expect(stdout).toContain(`decant ${verb}`);
  });

  test('--version and --help', async () => {
    expect(await decant('.', ['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
    const help = await decant('.', ['plan', '--help']);
    expect(help.code).toBe(0);
    for (const flag of ['--cwd', '--app', '--target', '--style', '--async', '--unit', '--format', '--no-input'])
      expect(help.stdout).toContain(flag);
  });

  test.each([
    [['pln'], /plan/],
    [['plan', '--stile', 'compatible'], /--style/],
    [['plan', '--style', 'lax'], /compatible, idiomatic/],
    [['plan', '-f', 'yaml'], /no format yaml/],
    [['plan', '--app', 'nonsense'], /MODULE:ATTRIBUTE/],
    [['status', '--target', 'quart'], /Allowed choices are fastapi/],
    [['plan', '--target', 'quart', 'accounts'], /as a whole/],
    [['plan', '-C', 'no-such-folder'], /no-such-folder/],
  ])('%j is wrong usage: exit 2, nothing on stdout', async (args, says) => {
    await inBookshop(async (folder) => {
      const { code, stdout, stderr } = await decant(folder, args);
      expect(stderr).toMatch(says);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    });
  });
});

describe('plan and explain', () => {
  test('plan writes nothing and names every unit', async () => {
    await inBookshop(async (folder) => {
      const { code, stdout } = await decant(folder, ['plan']);
      expect(code).toBe(0);
      for (const unit of ['accounts', 'catalogue', 'bookshop']) expect(stdout).toContain(unit);
      expect(git(folder, 'status', '--porcelain')).toBe('');
    });
  });

  test('plan names what keeps Flask in front, and how much hangs on it', async () => {
    await inBookshop(async (folder) => {
      appendFileSync(
        join(folder, 'bookshop/catalogue.py'),
        "\n\n@bp.route('/raw')\ndef raw():\n    return str(request.input_stream.read(3))\n",
      );
      const one = (await decant(folder, ['plan'])).stdout;
      expect(one).toMatch(/One thing keeps all 7 rules from being FastAPI:\n.*bookshop\/catalogue\.py:\d+ {2}\[/);
      appendFileSync(
        join(folder, 'bookshop/accounts.py'),
        "\n\n@bp.route('/raw-too')\ndef raw():\n    return str(request.input_stream.read(3)) + request.trusted_hosts[0]\n",
      );
      expect((await decant(folder, ['plan'])).stdout).toMatch(
        /2 things keep Flask in front; when they are gone, all 8 rules move:/,
      );
    });
  });

  test('-f json=FILE writes the report and leaves stdout alone; -f may be repeated', async () => {
    await inBookshop(async (folder) => {
      const { stdout } = await decant(folder, ['plan', '-f', 'json=out/report.json', '-f', 'json']);
      expect(readFileSync(join(folder, 'out/report.json'), 'utf8')).toBe(stdout);
      expect((await decant(folder, ['plan', '-f', 'json=out/report.json'])).stdout).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, complete: true });
    });
  });

  test('explain knows messages, routes and places', async () => {
    await inBookshop(async (folder) => {
      for (const subject of [
        'session/used',
        'accounts.login',
        'POST /login',
        'bookshop/accounts.py:12',
        'guard/failed',
      ]) {
        const { code, stdout } = await decant(folder, ['explain', subject]);
        expect(code, subject).toBe(0);
        expect(stdout.length, subject).toBeGreaterThan(40);
      }
      expect(await decant(folder, ['explain', 'acounts.login'])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('did you mean accounts.login?') as string,
      });
    });
  });

  test('explain says what would make a route FastAPI, and what stands at a line', async () => {
    await inBookshop(async (folder) => {
      appendFileSync(
        join(folder, 'bookshop/catalogue.py'),
        "\n\n@bp.route('/raw/<int:size>')\ndef raw(size):\n    return str(request.input_stream.read(size))\n",
      );
      const raw = (await decant(folder, ['explain', 'GET /books/raw/3'])).stdout;
      expect(raw).toContain('catalogue.raw  GET, HEAD, OPTIONS /books/raw/<int:size>'.replace(', HEAD, OPTIONS', ''));
      expect(raw).toContain(
        'when the one thing that keeps Flask in front has gone (decant todo), 1 of this list among them.',
      );
      const [, line] = /catalogue\.py:(\d+) {2}\[request\/attribute\]/.exec(raw) ?? [];
      const there = await decant(folder, ['explain', `bookshop/catalogue.py:${line}`]);
      expect(there.stdout).toContain('catalogue.raw');
      const init = readFileSync(join(folder, 'bookshop/__init__.py'), 'utf8').split('\n');
      const handler = init.findIndex((text) => text.includes('@app.errorhandler')) + 1;
      const place = `bookshop/__init__.py:${handler}`;
      expect((await decant(folder, ['explain', place])).stdout).toMatch(
        new RegExp(`^${place}\n  error-handler .*: bridged`),
      );
      expect(await decant(folder, ['explain', 'bookshop/__init__.py:3'])).toEqual({
        code: 0,
        stdout: 'Nothing is done or said at bookshop/__init__.py:3.\n',
        stderr: '',
      });
      expect((await decant(folder, ['explain', 'bookshop/no.py:1'])).code).toBe(2);
    });
  });

  test('colours only when they are wanted', async () => {
    await inBookshop(async (folder) => {
      const colour = '\u001b[';
      expect((await decant(folder, ['plan'])).stdout).not.toContain(colour);
      expect((await decant(folder, ['plan'], { FORCE_COLOR: '1' })).stdout).toContain(colour);
      expect((await decant(folder, ['plan'], { NO_COLOR: '1', FORCE_COLOR: '1' })).stdout).not.toContain(colour);
      expect((await decant(folder, ['plan', '--color', 'always'], { NO_COLOR: '1' })).stdout).toContain(colour);
    });
  });

  test('progress is plain lines on stderr in CI, and none with --quiet', async () => {
    await inBookshop(async (folder) => {
      expect((await decant(folder, ['plan'], { CI: '1' })).stderr).toMatch(/^decant: reading\ndecant: /);
      expect((await decant(folder, ['plan', '--quiet'], { CI: '1' })).stderr).toBe('');
      expect((await decant(folder, ['plan'])).stderr).toBe('');
    });
  });

  test('--timings says how long each step took, on stderr', async () => {
    await inBookshop(async (folder) => {
      const { stdout, stderr } = await decant(folder, ['plan', '--timings', '--quiet']);
      expect(stderr).toMatch(/^ *\d+ ms {2}reading$/m);
      expect(stdout).not.toMatch(/ ms /);
    });
  });
});

describe('diff and apply', () => {
  test('git apply takes the patch, which leads to the bytes that apply writes', async () => {
    await inBookshop(async (folder) => {
      const { code, stdout } = await decant(folder, ['diff']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^diff --git /);
      writeFileSync(join(folder, '.git/decant.patch'), stdout);
      git(folder, 'apply', '--whitespace=nowarn', '.git/decant.patch');
      git(folder, 'add', '--all');
      const patched = git(folder, 'write-tree');
      git(folder, 'reset', '--quiet', '--hard');
      git(folder, 'clean', '--quiet', '-fd');
      expect((await decant(folder, ['apply'])).code).toBe(0);
      git(folder, 'add', '--all');
      expect(git(folder, 'write-tree')).toBe(patched);
    });
  });

  test('apply twice writes once', async () => {
    await inBookshop(async (folder) => {
      expect(await decant(folder, ['apply'])).toMatchObject({ code: 0, stderr: '' });
      git(folder, 'add', '--all');
      const once = git(folder, 'write-tree');
      const again = await decant(folder, ['apply']);
      expect(again.code).toBe(0);
      expect(again.stdout).toContain('Nothing of Flask was found here.');
      git(folder, 'add', '--all');
      expect(git(folder, 'write-tree')).toBe(once);
      expect((await decant(folder, ['diff'])).stdout).toBe('');
    });
  });

  test('a file with changes that are not committed is in the way: exit 2, nothing written', async () => {
    await inBookshop(async (folder) => {
      appendFileSync(join(folder, 'bookshop/accounts.py'), '\n# mine\n');
      const { code, stdout, stderr } = await decant(folder, ['apply']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('bookshop/accounts.py');
      expect(git(folder, 'status', '--porcelain')).toBe(' M bookshop/accounts.py\n');
      expect((await decant(folder, ['diff'])).code).toBe(0);
    });
  });

  test('a changed file that is not written is in nobody’s way', async () => {
    await inBookshop(async (folder) => {
      writeFileSync(join(folder, 'notes.txt'), 'mine\n');
      expect((await decant(folder, ['apply'])).code).toBe(0);
    });
  });

  test('a folder without git is written too', async () => {
    await inFolder(bookshop?.input ?? new Map(), async (folder) => {
      expect((await decant(folder, ['apply'], { GIT_CEILING_DIRECTORIES: join(folder, '..') })).code).toBe(0);
      expect((await decant(folder, ['apply'])).stdout).toContain('Nothing of Flask was found here.');
    });
  });

  test('--unit, and units as arguments, take what they need along', async () => {
    await inBookshop(async (folder) => {
      const named = (await decant(folder, ['diff', 'catalogue'])).stdout;
      expect((await decant(folder, ['diff', '--unit', 'catalogue'])).stdout).toBe(named);
      expect(named).toContain('b/bookshop/catalogue.py');
      expect(named).not.toContain('b/bookshop/accounts.py');
      const wrong = await decant(folder, ['diff', 'catalog']);
      expect(wrong).toMatchObject({ code: 2, stdout: '' });
      expect(wrong.stderr).toContain('did you mean catalogue?');
    });
  });

  test('unit by unit and then cleanup: nothing of Flask is left', async () => {
    await inBookshop(async (folder) => {
      for (const unit of ['accounts', 'catalogue', 'bookshop', 'cleanup']) {
        const { code, stderr } = await decant(folder, ['apply', unit]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        git(folder, 'add', '--all');
        git(folder, 'commit', '--quiet', '--message', unit);
      }
      expect((await decant(folder, ['plan'])).stdout).toBe('Nothing of Flask was found here.\n');
      const files = git(folder, 'ls-files').split('\n');
      expect(files.filter((path) => path.includes('flask_bridge'))).toEqual([]);
      const imports = files
        .filter((path) => path.endsWith('.py'))
        .map((path) => readFileSync(join(folder, path), 'utf8'));
      expect(imports.join('\n')).not.toMatch(/^\s*(from|import) flask\b/m);
    });
  });

  test('--commit makes one commit a unit, and leaves the rest of the index alone', async () => {
    await inBookshop(async (folder) => {
      appendFileSync(
        join(folder, 'bookshop/catalogue.py'),
        "\n\n@bp.route('/raw')\ndef raw():\n    return str(request.input_stream.read(3))\n",
      );
      commitAll(folder);
      writeFileSync(join(folder, 'notes.txt'), 'mine');
      git(folder, 'add', 'notes.txt');
      git(folder, 'config', 'user.name', 'Ann');
      git(folder, 'config', 'user.email', 'ann@localhost');
      const { code, stdout } = await decant(folder, ['apply', '--commit']);
      expect(code).toBe(0);
      const subjects = git(folder, 'log', '--reverse', '--format=%s', 'HEAD~4..').trim().split('\n');
      expect(subjects).toEqual([
        'prep: FastAPI in front of Flask',
        'migrate(accounts): 2 routes, 2 bridged',
        expect.stringMatching(/^migrate\(bookshop\): 1 route, 1 (migrated|bridged)$/) as string,
        expect.stringMatching(/^migrate\(catalogue\): 4 routes, /) as string,
      ]);
      for (const subject of subjects) expect(stdout).toContain(subject);
      expect(git(folder, 'log', '--format=%(trailers:key=Decant-Unit,valueonly)', 'HEAD~4..').match(/\w+/g)).toEqual([
        'catalogue',
        'bookshop',
        'accounts',
        'prep',
      ]);
      expect(git(folder, 'log', '-1', '--format=%an')).toBe('Ann\n');
      expect(git(folder, 'status', '--porcelain')).toBe('A  notes.txt\n');
      expect((await decant(folder, ['apply', '--commit'])).stdout).toBe('');
    });
  });

  test('status, todo and check tell how far the tree is', async () => {
    await inBookshop(async (folder) => {
      appendFileSync(
        join(folder, 'bookshop/catalogue.py'),
        "\n\n@bp.route('/raw')\ndef raw():\n    return str(request.input_stream.read(3))\n",
      );
      commitAll(folder);
      expect(await decant(folder, ['check', '--max-kept', '6'])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: 'decant: 7 rules are kept in Flask, and 6 may be\n',
      });
      expect((await decant(folder, ['check', '--max-kept', 'few'])).code).toBe(2);
      expect((await decant(folder, ['apply'])).code).toBe(0);
      expect((await decant(folder, ['check', '--max-kept', '0', '--max-bridged', '7'])).code).toBe(0);
      expect((await decant(folder, ['status'])).stdout).toMatch(/^ {2}all\s+\S+\s+\d\s+–$/m);
      const left = (await decant(folder, ['todo'])).stdout;
      expect(left).toContain('[request/attribute]');
      expect(left).toMatch(/\n {4}bookshop\/catalogue\.py:\d+\n/);
    });
  });

  test('apply --plan does what the plan says, and nothing when an input has changed', async () => {
    await inBookshop(async (folder) => {
      expect((await decant(folder, ['plan', '-o', 'plan.json', 'accounts', '--style', 'idiomatic'])).code).toBe(0);
      const file = join(folder, 'bookshop/catalogue.py');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, `${text}\n# changed\n`);
      const stale = await decant(folder, ['apply', '--plan', 'plan.json']);
      expect({ code: stale.code, stdout: stale.stdout }).toEqual({ code: 4, stdout: '' });
      expect(stale.stderr).toContain('bookshop/catalogue.py: changed since the plan was made');
      writeFileSync(file, text);
      expect(git(folder, 'status', '--porcelain')).toBe('?? plan.json\n');
      const { code, stdout } = await decant(folder, ['apply', '--plan', 'plan.json']);
      expect(code).toBe(0);
      expect(stdout).toContain('wrote bookshop/accounts.py');
      expect(stdout).not.toContain('wrote bookshop/catalogue.py');
      // what is done is another tree
      expect((await decant(folder, ['apply', '--plan', 'plan.json'])).code).toBe(4);
      writeFileSync(join(folder, 'plan.json'), '{}');
      expect(await decant(folder, ['apply', '--plan', 'plan.json'])).toMatchObject({ code: 2, stdout: '' });
    });
  });

  test('cleanup waits for what keeps Flask', async () => {
    await inBookshop(async (folder) => {
      appendFileSync(
        join(folder, 'bookshop/catalogue.py'),
        "\n\n@bp.route('/raw')\ndef raw():\n    return str(request.input_stream.read(3))\n",
      );
      commitAll(folder);
      const { code, stderr } = await decant(folder, ['apply', 'cleanup']);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'decant: cleanup is blocked: one thing keeps Flask in front\n  decant plan says which\n',
      });
      expect(git(folder, 'status', '--porcelain')).toBe('');
    });
  });

  test('units come to the same bytes in any order', async () => {
    const trees = new Set<string>();
    for (const order of [
      ['accounts', 'catalogue'],
      ['catalogue', 'accounts'],
    ]) {
      await inBookshop(async (folder) => {
        for (const unit of order) {
          expect((await decant(folder, ['apply', unit])).code).toBe(0);
          git(folder, 'add', '--all');
          git(folder, 'commit', '--quiet', '--message', unit);
        }
        trees.add(git(folder, 'rev-parse', 'HEAD^{tree}'));
      });
    }
    expect(trees.size).toBe(1);
  });

  test('nothing temporary is left', async () => {
    await inBookshop(async (folder) => {
      await decant(folder, ['apply']);
      expect(git(folder, 'status', '--porcelain', '--ignored')).not.toMatch(/\.decant-/);
      expect(existsSync(join(folder, '.decant-cache'))).toBe(false);
    });
  });
});

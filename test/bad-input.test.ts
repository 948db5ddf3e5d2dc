import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decant, type Said } from './support/cli.js';
import { inFolder } from './support/execute.js';

const APP = `from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return {"ok": True}
`;

/** A sound application, and beside it what is given. */
function project(files: Readonly<Record<string, string | Buffer>> = {}): Map<string, Buffer> {
  return new Map(Object.entries({ 'shop.py': APP, ...files }).map(([path, text]) => [path, Buffer.from(text)]));
}

/** The sound part is planned all the same. */
function stillPlans({ stdout }: Said): void {
  expect(stdout).toMatch(/shop:app {2}1 rules/);
  expect(stdout).toContain('1 migrated');
}

describe('files that cannot be read as Python 3 are named, and the rest is done', () => {
  const deep = 20_000;
  const cases: readonly (readonly [name: string, text: string | Buffer, line: number, why: RegExp])[] = [
    ['a print statement', 'import flask\n\nprint "old"\n', 3, /Python 2/],
    ['an exec statement', 'import flask\nexec "x = 1"\n', 2, /Python 2/],
    ['an old except clause', 'import flask\ntry:\n    pass\nexcept A, e:\n    pass\n', 4, /Python 2|syntax error/],
    ['an old raise', 'import flask\nraise E, "message"\n', 2, /Python 2|syntax error/],
    ['backticks', 'import flask\nx = `1`\n', 2, /Python 2|syntax error/],
    ['an old comparison', 'import flask\nx = 1 <> 2\n', 2, /Python 2|syntax error/],
    ['an old octal number', 'import flask\nx = 0777\n', 2, /Python 2|syntax error/],
    ['tuple parameters', 'import flask\ndef f(a, (b, c)):\n    pass\n', 2, /Python 2|syntax error/],
    ['a bracket left open', 'import flask\nx = (1,\n\ndef f():\n    pass\n', 2, /syntax error/],
    ['a wrong dedent', 'import flask\nif x:\n        y = 1\n    z = 2\n', 4, /wrong indentation/],
    ['defaults of type parameters', 'import flask\n\n\ndef f[T = int](x: T): ...\n', 4, /syntax error|PEP 696/],
    ['20,000 parentheses', `import flask\nx = ${'('.repeat(deep)}1${')'.repeat(deep)}\n`, 2, /nested too deeply/],
    ['20,000 brackets left open', `import flask\nx = ${'('.repeat(deep)}\n`, 2, /syntax error|nested too deeply/],
    ['bytes that are no UTF-8', Buffer.from('import flask\nname = "\xe9"\n', 'latin1'), 2, /not UTF-8/],
    ['an unknown encoding', '# -*- coding: utf-16 -*-\nimport flask\n', 1, /utf-16/],
    ['a null byte', Buffer.from('import flask\nx = 1\0\n'), 2, /null byte|syntax error/],
  ];
  test.each(cases)('%s', async (_, text, line, why) => {
    await inFolder(project({ 'old.py': text }), async (folder) => {
      const said = await decant(folder, ['plan']);
      stillPlans(said);
      expect(said.stderr).toMatch(new RegExp(`^old\\.py:${line}: not read: .*(${why.source})`, 'm'));
      expect(said.stderr.trim().split('\n')).toHaveLength(1);
      expect(said.code).toBe(3);
    });
  });

  test('a chain of 20,000 operators and a long call chain are no nesting', async () => {
    const text = `import flask\nx = ${Array(deep).fill('1').join(' + ')}\ny = f${'.a()'.repeat(300)}\n`;
    await inFolder(project({ 'long.py': text }), async (folder) => {
      expect(await decant(folder, ['plan'])).toMatchObject({ code: 0, stderr: '' });
    });
  });

  test('a declared encoding is kept: its bytes come out as they went in', async () => {
    const text = Buffer.from(`# -*- coding: latin-1 -*-\n${APP.replace('"ok"', '"caf\xe9"')}`, 'latin1');
    await inFolder(project({ 'shop.py': text }), async (folder) => {
      const said = await decant(folder, ['apply']);
      expect(said).toMatchObject({ code: 0, stderr: '' });
    });
  });

  test('apply does the rest, says so, and exits 3', async () => {
    await inFolder(project({ 'old.py': 'import flask\nprint "old"\n' }), async (folder) => {
      const said = await decant(folder, ['apply']);
      expect(said.stdout).toContain('wrote shop.py');
      expect(said).toMatchObject({ code: 3, stderr: expect.stringContaining('old.py:2') as string });
    });
  });
});

describe('folders', () => {
  test('without Flask: nothing to do, exit 0', async () => {
    await inFolder(new Map([['a.py', Buffer.from('print(1)\n')]]), async (folder) => {
      expect(await decant(folder, ['plan'])).toEqual({
        code: 0,
        stdout: 'Nothing of Flask was found here.\n',
        stderr: '',
      });
      expect(await decant(folder, ['diff'])).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await decant(folder, ['apply'])).toMatchObject({ code: 0, stderr: '' });
    });
  });

  test('without anything', async () => {
    await inFolder(new Map(), async (folder) =>
      expect(await decant(folder, ['plan'])).toMatchObject({ code: 0, stderr: '' }),
    );
  });

  test('links that go in circles, and links to nowhere', async () => {
    await inFolder(project({ 'package/inner.py': 'import flask\n' }), async (folder) => {
      symlinkSync('..', join(folder, 'package/up'));
      symlinkSync('loop', join(folder, 'loop'));
      symlinkSync('nowhere.py', join(folder, 'link.py'));
      const said = await decant(folder, ['plan']);
      stillPlans(said);
      expect(said.code).toBe(0);
    });
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be opened are named, and the rest is done', async () => {
    await inFolder(project({ 'secret/a.py': 'import flask\n' }), async (folder) => {
      chmodSync(join(folder, 'secret'), 0o000);
      const said = await decant(folder, ['plan']);
      chmodSync(join(folder, 'secret'), 0o755);
      stillPlans(said);
      expect(said).toMatchObject({ code: 3, stderr: expect.stringContaining('secret:1: not read') as string });
    });
  });

  test('whose name ends in .py are folders', async () => {
    await inFolder(project(), async (folder) => {
      mkdirSync(join(folder, 'odd.py'));
      expect(await decant(folder, ['plan'])).toMatchObject({ code: 0, stderr: '' });
      rmSync(join(folder, 'odd.py'), { recursive: true });
    });
  });
});

describe('applications', () => {
  const two = project({ 'other.py': APP.replace('app =', 'site =').replace('@app', '@site') });

  test('two of them and no --app: both are named with file and line, exit 2', async () => {
    await inFolder(two, async (folder) => {
      const { code, stdout, stderr } = await decant(folder, ['plan']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('other:site (other.py:3)');
      expect(stderr).toContain('shop:app (shop.py:3)');
      expect(stderr).toContain('--app');
    });
  });

  test.each([
    ['shop:ap', /shop\.py has no ap/, /did you mean shop:app/],
    ['shp:app', /no module shp/, /did you mean shop:app/],
    ['shop:index', /shop:index .*no Flask application/, /shop:app/],
  ])('--app %s: what is wrong, and what was meant', async (app, wrong, hint) => {
    await inFolder(two, async (folder) => {
      const { code, stdout, stderr } = await decant(folder, ['plan', '--app', app]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(wrong);
      expect(stderr).toMatch(hint);
    });
  });

  test('--app in a file that cannot be read names the file and the line', async () => {
    await inFolder(project({ 'old.py': 'import flask\nprint "old"\n' }), async (folder) => {
      const { code, stderr } = await decant(folder, ['plan', '--app', 'old:app']);
      expect(code).toBe(2);
      expect(stderr).toMatch(/old\.py:2: Python 2/);
    });
  });
});

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './support/fixtures.js';

const SUITES = join(ROOT, 'test/python');
/** What `decant verify` runs with the Python of the project. */
const RUNNER = 'src/verify/runner';
const suites = readdirSync(SUITES, { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && readdirSync(join(SUITES, entry.name)).some((name) => /^test_.*\.py$/.test(name)),
  )
  .map((entry) => entry.name);
const support = readdirSync(join(ROOT, 'transforms')).filter((name) =>
  existsSync(join(ROOT, 'transforms', name, 'support')),
);

/** A Python tool of the virtual environment; what it says comes back when it fails. */
function python(...args: string[]): { readonly code: number | null; readonly said: string } {
  const done = spawnSync(join(ROOT, '.venv/bin/python'), args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', MYPYPATH: join(ROOT, RUNNER) },
  });
  return { code: done.status, said: `${done.stdout}${done.stderr}`.slice(-6_000) };
}

describe('the support modules', () => {
  test.each(suites)('pass %s', { timeout: 600_000 }, (suite) => {
    const folder = mkdtempSync(join(tmpdir(), 'decant-pytest-'));
    const junit = join(folder, 'junit.xml');
    try {
      const { code, said } = python(
        '-m',
        'pytest',
        '-q',
        '-p',
        'no:cacheprovider',
        `--junitxml=${junit}`,
        `test/python/${suite}`,
      );
      const failed = [
        ...readFileSync(junit, 'utf8').matchAll(
          /<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(?:failure|error)/g,
        ),
      ];
      expect(
        failed.map(([, file, name]) => `${file}::${name}`),
        said,
      ).toEqual([]);
      expect(code, said).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('there are suites and modules', () => {
    expect(suites).toContain('compat_support');
    expect(support.length).toBeGreaterThan(5);
  });

  // as they stand in an application: side by side, because they take names of each other
  test('are typed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'decant-mypy-'));
    try {
      mkdirSync(join(folder, 'web'));
      writeFileSync(join(folder, 'web/__init__.py'), '');
      for (const name of support) {
        const source = join(ROOT, 'transforms', name, 'support');
        for (const entry of readdirSync(source, { withFileTypes: true })) {
          if (entry.name === '__pycache__') continue;
          const to = entry.isDirectory() ? entry.name : join('web', entry.name);
          cpSync(join(source, entry.name), join(folder, to), { recursive: true });
        }
      }
      const { code, said } = python('-m', 'mypy', '--config-file', 'test/python/mypy.ini', folder);
      expect(code, said).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('and so is what verify runs', () => {
    const { code, said } = python('-m', 'mypy', '--config-file', 'test/python/mypy.ini', RUNNER);
    expect(code, said).toBe(0);
  });

  test('are clean and formatted', () => {
    const folders = [...support.map((name) => `transforms/${name}/support`), RUNNER];
    const check = python('-m', 'ruff', 'check', '--no-cache', '--config', 'test/python/ruff.toml', ...folders);
    expect(check.code, check.said).toBe(0);
    const format = python(
      '-m',
      'ruff',
      'format',
      '--no-cache',
      '--check',
      '--config',
      'test/python/ruff.toml',
      ...folders,
    );
    expect(format.code, format.said).toBe(0);
  });
});

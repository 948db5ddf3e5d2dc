import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './support/fixtures.js';

const SUITES = join(ROOT, 'test/python');
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
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
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

  // Each is checked as a package of its own, as it stands in an application.
  test.each(support)('of %s are typed', (name) => {
    const { code, said } = python('-m', 'mypy', '--config-file', 'test/python/mypy.ini', `transforms/${name}/support`);
    expect(code, said).toBe(0);
  });

  test('are clean and formatted', () => {
    const folders = support.map((name) => `transforms/${name}/support`);
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

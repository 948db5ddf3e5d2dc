import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder, renderedBytes, runIn, writeAll } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';

const PYTHON = join(ROOT, '.venv/bin/python');
/** A suite is a module of tests; what asks itself in its own code has none. */
const fixtures = readFixtures().filter(
  ({ transform, input }) =>
    transform === 'tests' && [...input.keys()].some((path) => /(^|\/)(test_\w*|\w*_test|tests)\.py$/.test(path)),
);

/** What pytest says of each test of a folder. */
function outcomes(folder: string): Map<string, 'passed' | 'failed'> {
  const junit = join(folder, 'junit.xml');
  const args = ['-B', '-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${junit}`, `--rootdir=${folder}`];
  const done = spawnSync(PYTHON, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, PYTHONPATH: folder },
  });
  const found = new Map<string, 'passed' | 'failed'>();
  const xml = readFileSync(junit, 'utf8');
  for (const [, place, name, end, inside] of xml.matchAll(
    /<testcase classname="([^"]*)" name="([^"]*)"[^>]*?(?:(\/)>|>(<\w+)?)/g,
  )) {
    found.set(`${place}.${name}`, end || !/^<(failure|error)/.test(inside ?? '') ? 'passed' : 'failed');
  }
  rmSync(junit);
  if (found.size === 0) throw new Error(`${done.stdout}${done.stderr}`);
  return found;
}

const passing = (found: ReadonlyMap<string, string>) =>
  [...found].filter(([, how]) => how === 'passed').map(([id]) => id);

describe('tests that passed on Flask pass on what became of it', () => {
  test('there are some', () => expect(fixtures.length).toBeGreaterThan(3));

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', async (_, fixture) => {
    await inFolder(fixture.input, async (folder) => {
      const before = passing(outcomes(folder));
      expect(before.length).toBeGreaterThan(0);
      const done = await runIn(folder, fixture.options);
      writeAll(folder, renderedBytes(done));
      const after = passing(outcomes(folder));
      // for those there is nothing to move them to; the report names each place
      expect(after).toEqual(before.filter((id) => !id.includes('.test_lost_')));
    });
  });
});

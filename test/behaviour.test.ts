import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeReport } from '../src/report/report.js';
import { renderedBytes, runIn, writeAll } from './support/execute.js';
import { type Fixture, ROOT, readFixtures } from './support/fixtures.js';

interface Result {
  readonly name: string;
  readonly error?: string;
  readonly silent?: readonly unknown[];
  readonly shown?: readonly string[];
}

const executed = readFixtures().filter((fixture) => fixture.requests);
const work = mkdtempSync(join(tmpdir(), 'decant-behaviour-'));
const results = new Map<string, Result>();
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Writes both sides of a fixture, and says how to boot and compare them. */
async function prepare(fixture: Fixture) {
  const before = join(work, fixture.name, 'before');
  const after = join(work, fixture.name, 'after');
  writeAll(before, fixture.input);
  writeAll(after, fixture.input);
  const done = await runIn(after, fixture.options);
  writeAll(after, renderedBytes(done));
  const report = makeReport(done, 'apply', fixture.options.style ?? 'compatible');
  const [entry] = report.entrypoints;
  return {
    name: fixture.name,
    before,
    after,
    entry: entry?.flask,
    asgi: entry?.asgi ?? null,
    // as long as Flask is there the old command serves everything
    wsgi: done.plan?.mode === 'hybrid',
    requests: fixture.requests,
    differences: report.differences,
  };
}

beforeAll(async () => {
  const cases = [];
  for (const fixture of executed) cases.push(await prepare(fixture));
  const child = spawnSync(join(ROOT, '.venv/bin/python'), [join(ROOT, 'test/python/behave.py')], {
    input: JSON.stringify(cases),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' },
  });
  if (child.status !== 0) throw new Error(child.stderr);
  for (const result of JSON.parse(child.stdout) as Result[]) results.set(result.name, result);
});

describe('executed on both frameworks', () => {
  test('there are some', () => expect(executed.length).toBeGreaterThan(0));

  test.each(executed.map((fixture) => fixture.name))('%s', (name) => {
    const result = results.get(name);
    expect(result?.error).toBeUndefined();
    expect(result?.silent).toEqual([]);
  });
});

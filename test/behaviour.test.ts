import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
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

/** Boots and compares the cases in a process of their own. */
function behave(cases: readonly unknown[]): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, '.venv/bin/python'), [join(ROOT, 'test/python/behave.py')], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' },
    });
    let [said, wrong] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      wrong += text;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(said) as Result[]) : reject(new Error(wrong))));
    child.stdin.end(JSON.stringify(cases));
  });
}

describe('executed on both frameworks', () => {
  // only what `-t` chose
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which of its extras are wanted
  beforeAll(async ({}, suite) => {
    const wanted = new Set(suite.tasks.filter((task) => task.mode === 'run').map((task) => task.name));
    const cases: unknown[] = [];
    for (const fixture of executed) if (wanted.has(fixture.name)) cases.push(await prepare(fixture));
    const shares: unknown[][] = [];
    for (let i = 0; i < availableParallelism(); i++) {
      shares.push(cases.filter((_case, at) => at % availableParallelism() === i));
    }
    for (const found of await Promise.all(shares.map(behave))) {
      for (const result of found) results.set(result.name, result);
    }
  });

  test('there are some', () => expect(executed.length).toBeGreaterThan(0));

  test.each(executed.map((fixture) => fixture.name))('%s', (name) => {
    const result = results.get(name);
    expect(result).toBeDefined();
    expect(result?.error).toBeUndefined();
    expect(result?.silent).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeReport } from '../src/report/report.js';
import { behave, type Case, caseOf, type Result } from './support/behave.js';
import { renderedBytes, runIn, writeAll } from './support/execute.js';
import { type Fixture, readFixtures } from './support/fixtures.js';

const executed = readFixtures().filter((fixture) => fixture.requests);
const work = mkdtempSync(join(tmpdir(), 'decant-behaviour-'));
let results: ReadonlyMap<string, Result> = new Map();
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Writes both sides of a fixture, and says how to boot and compare them. */
async function prepare(fixture: Fixture): Promise<Case> {
  const before = join(work, fixture.name, 'before');
  const after = join(work, fixture.name, 'after');
  writeAll(before, fixture.input);
  writeAll(after, fixture.input);
  const done = await runIn(after, fixture.options);
  writeAll(after, renderedBytes(done));
  const report = makeReport(done, 'apply', fixture.options.style ?? 'compatible');
  // as long as Flask is there the old command serves everything
  const wsgi = done.plan?.mode === 'hybrid';
  return caseOf(fixture, { before, after }, report, { wsgi, differences: report.differences });
}

describe('executed on both frameworks', () => {
  // only what `-t` chose
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which of its extras are wanted
  beforeAll(async ({}, suite) => {
    const wanted = new Set(suite.tasks.filter((task) => task.mode === 'run').map((task) => task.name));
    const cases: Case[] = [];
    for (const fixture of executed) if (wanted.has(fixture.name)) cases.push(await prepare(fixture));
    results = await behave(cases);
  });

  test('there are some', () => expect(executed.length).toBeGreaterThan(0));

  test.each(executed.map((fixture) => fixture.name))('%s', (name) => {
    const result = results.get(name);
    expect(result).toBeDefined();
    expect(result?.error).toBeUndefined();
    expect(result?.silent).toEqual([]);
    expect(result?.openapi).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../src/errors.js';
import { makeReport } from '../src/report/report.js';
import type { Report } from '../src/report/schema.js';
import { behave, type Case, caseOf, type Result } from './support/behave.js';
import { renderedBytes, runIn, writeAll } from './support/execute.js';
import { type Fixture, readFixtures } from './support/fixtures.js';

/** Where the fixtures are about the application; in the others it is about the inside of views, which a bridge leaves alone. */
const ROOMS = /^(app|blueprints|bridge|class-views|cli|config|cors|error-handlers|g|hooks|session|templates|urls)/;

const executed = readFixtures().filter(
  ({ transform, requests, options }) =>
    // to Quart all units go at once
    ROOMS.test(transform) && requests && !options.units && !options.first && options.target !== 'quart',
);
const work = mkdtempSync(join(tmpdir(), 'decant-units-'));
const cases = new Map<string, Case | undefined>();
let results: ReadonlyMap<string, Result> = new Map();
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Applies to the folder with the units named. */
async function apply(folder: string, fixture: Fixture, units: readonly string[]): Promise<Report> {
  const done = await runIn(folder, { ...fixture.options, units });
  writeAll(folder, renderedBytes(done));
  for (const { path } of done.rendered.removed) rmSync(join(folder, path));
  return makeReport(done, 'apply', fixture.options.style ?? 'compatible');
}

/** Cleanup, or what is left before it where something keeps Flask now. */
async function end(folder: string, fixture: Fixture): Promise<Report> {
  try {
    return await apply(folder, fixture, ['cleanup']);
  } catch (error) {
    if (error instanceof UsageError) return apply(folder, fixture, []);
    throw error;
  }
}

/** One unit after the other and then the end of Flask; undefined for what keeps Flask in any case. */
async function prepare(fixture: Fixture): Promise<Case | undefined> {
  const before = join(work, fixture.name, 'before');
  const after = join(work, fixture.name, 'after');
  writeAll(before, fixture.input);
  writeAll(after, fixture.input);
  const whole = await runIn(before, fixture.options);
  if (whole.plan?.mode !== 'pure') return undefined;
  const reports: Report[] = [];
  for (const { id } of whole.units) reports.push(await apply(after, fixture, [id]));
  reports.push(await end(after, fixture));
  const last = reports.at(-1) as Report;
  return caseOf(fixture, { before, after }, last, {
    wsgi: last.units.some((unit) => unit.kind === 'cleanup'),
    differences: reports.flatMap((report) => report.differences),
  });
}

describe('applied unit by unit, and then to its end', () => {
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which of its extras are wanted
  beforeAll(async ({}, suite) => {
    const wanted = new Set(suite.tasks.filter((task) => task.mode === 'run').map((task) => task.name));
    for (const fixture of executed) if (wanted.has(fixture.name)) cases.set(fixture.name, await prepare(fixture));
    results = await behave([...cases.values()].filter((one) => one !== undefined));
  }, 600_000);

  test('most end without Flask', () => {
    const all = [...cases.values()].filter((one) => one !== undefined);
    expect(all.filter(({ wsgi }) => wsgi).length).toBeLessThan(all.length / 4);
  });

  test.each(executed.map((fixture) => fixture.name))('%s', (name) => {
    if (cases.get(name) === undefined) return;
    const result = results.get(name);
    expect(result).toBeDefined();
    expect(result?.error).toBeUndefined();
    expect(result?.silent).toEqual([]);
  });
});

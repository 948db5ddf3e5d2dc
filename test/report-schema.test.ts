import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonReport } from '../src/report/json.js';
import { makeReport, type Verb } from '../src/report/report.js';
import { reportSchema } from '../src/report/schema.js';
import { inFolder, runIn } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';

const published = JSON.parse(readFileSync(join(ROOT, 'schemas/report.schema.json'), 'utf8')) as Record<string, unknown>;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(published);

test('the published schema is that of the sources', () => {
  const current: unknown = z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  expect(published).toEqual(JSON.parse(JSON.stringify(current)));
});

test('the schema refuses what is no report', () => {
  expect(validate({})).toBe(false);
  expect(validate({ schemaVersion: 2 })).toBe(false);
});

async function reportOf(files: ReadonlyMap<string, Uint8Array>, verb: Verb, app?: string): Promise<string> {
  return inFolder(files, async (folder) =>
    jsonReport(makeReport(await runIn(folder, app === undefined ? {} : { app }), verb, 'compatible')),
  );
}

describe('reports', () => {
  const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');
  const input = bookshop?.input ?? new Map<string, Uint8Array>();

  test.each(['plan', 'apply'] as const)('of %s fit the schema, and come out the same twice', async (verb) => {
    const text = await reportOf(input, verb);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(await reportOf(input, verb)).toBe(text);
    expect(text).not.toMatch(/decant-\w{6}/);
  });

  test('fit the schema when a file is not read, and when there is nothing of Flask', async () => {
    const broken = new Map([...input, ['bookshop/old.py', Buffer.from('import flask\nprint "old"\n')]]);
    const incomplete = JSON.parse(await reportOf(broken, 'plan')) as { complete: boolean; unread: unknown[] };
    expect(validate(incomplete), JSON.stringify(validate.errors)).toBe(true);
    expect(incomplete).toMatchObject({ complete: false, unread: [{ file: 'bookshop/old.py', line: 2 }] });
    const empty = JSON.parse(await reportOf(new Map([['a.py', Buffer.from('x = 1\n')]]), 'plan')) as unknown;
    expect(validate(empty), JSON.stringify(validate.errors)).toBe(true);
    expect(empty).toMatchObject({ complete: true, routes: [], units: [] });
  });
});

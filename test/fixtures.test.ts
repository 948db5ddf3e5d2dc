import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messageTable } from '../src/plan/messages.js';
import type { Run } from '../src/run.js';
import { transforms } from '../transforms/index.js';
import { inFolder, renderedBytes, reportLines, runIn, writeAll } from './support/execute.js';
import { type Fixture, isShared, MODULE, readFixtures } from './support/fixtures.js';

const fixtures = readFixtures();

/** The files a run changes or adds, without those that are the same in every output. */
function own(fixture: Fixture, files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...files].filter(([path]) => !isShared(fixture, path)));
}

/** Where the expected text of a file stands. */
function expectedPath(fixture: Fixture, path: string): string {
  const single = existsSync(join(fixture.folder, 'input.py'));
  return join(fixture.folder, single && path === MODULE ? 'output.py' : join('output', path));
}

function withBytes(input: Fixture['input'], change: (bytes: Buffer) => Buffer): Map<string, Uint8Array> {
  // a mark would be a part of the first word elsewhere
  const changed = (path: string) => (path.endsWith('.py') ? change : crlf);
  return new Map([...input].map(([path, bytes]) => [path, changed(path)(Buffer.from(bytes))]));
}

const crlf = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
const bom = (bytes: Buffer) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  const ownOf = (done: Run) => own(fixture, renderedBytes(done));
  /** What the first test saw, for the second. */
  let written: Map<string, Uint8Array> | undefined;

  test('output and report', async () => {
    await inFolder(fixture.input, async (folder) => {
      const done = await runIn(folder, fixture.options);
      expect(done.rendered.refused, 'no change is refused').toEqual([]);
      expect(done.failures, 'nothing is rolled back').toEqual([]);
      const { mode, impure, canEnd } = done.plan ?? {};
      if (mode === 'hybrid' && !canEnd && !fixture.options.units?.length)
        expect(impure, 'a reason for which Flask stays').not.toEqual([]);
      await expect(reportLines(done, fixture.options.style)).toMatchFileSnapshot(join(fixture.folder, 'report.txt'));
      const files = ownOf(done);
      written = files;
      if (fixture.keeps) {
        const edited = (done.plan?.changes ?? []).filter((change) => change.id.startsWith(`${fixture.transform}/`));
        expect(
          edited.flatMap((change) => change.edits),
          'its transform edits nothing',
        ).toEqual([]);
      }
      for (const [path, bytes] of files) {
        await expect(Buffer.from(bytes).toString('utf8')).toMatchFileSnapshot(expectedPath(fixture, path));
      }
      expect(
        [...(fixture.output ?? new Map()).keys()].filter((path) => !files.has(path)),
        'no expected file is left over',
      ).toEqual([]);

      writeAll(folder, renderedBytes(done));
      const again = await runIn(folder, fixture.options);
      expect([...again.rendered.files.keys()], 'a second run changes nothing').toEqual([]);
    });
  });

  // both at once: every run is one more of some hundred
  test('with CRLF and a byte order mark', async () => {
    const marked = [...fixture.input.values()].some((bytes) => bytes[0] === 0xef);
    const change = marked ? crlf : (bytes: Buffer) => bom(crlf(bytes));
    const plain =
      written ?? (await inFolder(fixture.input, async (folder) => ownOf(await runIn(folder, fixture.options))));
    await inFolder(withBytes(fixture.input, change), async (folder) => {
      const varied = ownOf(await runIn(folder, fixture.options));
      expect([...varied.keys()]).toEqual([...plain.keys()]);
      for (const [path, bytes] of varied) {
        const expected = Buffer.from(plain.get(path) as Uint8Array);
        const wanted = !fixture.input.has(path) ? expected : path.endsWith('.py') ? change(expected) : crlf(expected);
        expect(Buffer.from(bytes).toString('latin1'), path).toBe(wanted.toString('latin1'));
      }
    });
  });
});

describe('the fixtures as a whole', () => {
  test('there are some', () => expect(fixtures.length).toBeGreaterThan(0));

  test('every message of every transform occurs in one', () => {
    const seen = new Set(fixtures.flatMap((fixture) => fixture.report?.match(/[\w-]+\/[\w-]+/g) ?? []));
    expect([...messageTable(transforms).keys()].filter((id) => !seen.has(id))).toEqual([]);
  });

  test('every folder belongs to a transform', () => {
    const names = new Set(['apps', ...transforms.map((transform) => transform.name)]);
    expect([...new Set(fixtures.map((fixture) => fixture.transform))].filter((name) => !names.has(name))).toEqual([]);
  });

  test('no file lies about that nothing reads', () => {
    const known = /^(input\.py|output\.py|input|output|report\.txt|options\.json|requests\.json)$/;
    const strays = fixtures.flatMap((fixture) =>
      readdirSync(fixture.folder)
        .filter((name) => !known.test(name))
        .map((name) => `${fixture.name}/${name}`),
    );
    expect(strays).toEqual([]);
  });
});

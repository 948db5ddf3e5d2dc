import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../src/config/schema.js';
import type { Report } from '../src/report/schema.js';
import { commitAll, decant, git } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');

/** The application that ships with us, changed a little. */
async function inBookshop(
  change: (folder: string) => void,
  use: (folder: string) => Promise<void> | void,
): Promise<void> {
  await inFolder(bookshop?.input ?? new Map(), async (folder) => {
    change(folder);
    commitAll(folder);
    await use(folder);
  });
}

function edit(folder: string, path: string, from: string, to: string): void {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

async function reportOf(folder: string, ...args: string[]): Promise<Report> {
  const { code, stdout, stderr } = await decant(folder, ['plan', '-f', 'json', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
}

const outcomeOf = ({ routes }: Report, endpoint: string) =>
  routes.find((route) => route.endpoint === endpoint)?.outcome;

describe('# decant: keep flask -- why', () => {
  const login = "@bp.route('/login', methods=['GET', 'POST'])";

  test('above a route keeps it, and only it, and it is not written twice', async () => {
    const keep = '# decant: keep flask -- until OPS-77 is done\n';
    await inBookshop(
      (folder) => edit(folder, 'bookshop/accounts.py', login, keep + login),
      async (folder) => {
        const report = await reportOf(folder);
        expect(outcomeOf(report, 'accounts.login')).toBe('kept');
        expect(report.routes.filter(({ outcome }) => outcome === 'kept')).toHaveLength(1);
        expect(report.routes.find(({ endpoint }) => endpoint === 'accounts.login')?.reasons[0]).toMatchObject({
          id: 'consent/keep',
          text: '`# decant: keep flask` stands above it: until OPS-77 is done',
          file: 'bookshop/accounts.py',
        });
        expect((await decant(folder, ['todo'])).stdout).toContain('[consent/keep]');
        expect((await decant(folder, ['explain', 'accounts.login'])).stdout).toContain(
          'Take the comment out when it may move.',
        );
        expect((await decant(folder, ['apply'])).code).toBe(0);
        const text = readFileSync(join(folder, 'bookshop/accounts.py'), 'utf8');
        expect(text).toContain(`${keep}${login}\n`);
        expect(text).not.toContain('# decant: kept');
        expect((await decant(folder, ['diff'])).stdout).toBe('');
      },
    );
  });

  test('above a blueprint keeps all of it', async () => {
    await inBookshop(
      (folder) =>
        edit(folder, 'bookshop/catalogue.py', 'bp = Blueprint', '# decant: keep flask -- theirs\nbp = Blueprint'),
      async (folder) => {
        const kept = (await reportOf(folder)).routes.filter(({ outcome }) => outcome === 'kept');
        expect(kept.map(({ unit }) => unit)).toEqual(['catalogue', 'catalogue', 'catalogue']);
      },
    );
  });

  test.each([
    ['# decant: keep flask', /accounts\.py:10: .*has no reason/],
    ['# decant: keep flask -- ', /has no reason/],
    ['# decant: keep -- because', /says nothing that decant knows/],
    ['# decant: ignore -- because', /says nothing that decant knows/],
    ['# decant: ignore async/def', /has no reason/],
  ])('%s is refused with the place, exit 2', async (comment, says) => {
    await inBookshop(
      (folder) => edit(folder, 'bookshop/accounts.py', login, `${comment}\n${login}`),
      async (folder) =>
        expect(await decant(folder, ['plan'])).toMatchObject({
          code: 2,
          stdout: '',
          stderr: expect.stringMatching(says) as string,
        }),
    );
  });

  test('in a string is no comment, and one above nothing is named', async () => {
    await inBookshop(
      (folder) => {
        appendFileSync(
          join(folder, 'bookshop/accounts.py'),
          '\n\nHELP = """\n# decant: keep\n"""\n\n# decant: keep flask -- gone\nX = 1\n',
        );
      },
      async (folder) => {
        const { code, stderr } = await decant(folder, ['plan']);
        expect(code).toBe(0);
        expect(stderr).toMatch(/^bookshop\/accounts\.py:\d+: agrees to nothing: # decant: keep flask -- gone\n$/);
        expect(await decant(folder, ['check'])).toMatchObject({ code: 1, stdout: '' });
      },
    );
  });
});

describe('--only same', () => {
  const config = (folder: string, accept: readonly object[], more: object = {}) =>
    writeFileSync(join(folder, 'decant.json'), JSON.stringify({ accept, ...more }));
  const all = [
    { id: 'application/docs', reason: 'nobody minds' },
    { id: 'application/static-method', reason: 'nobody does that', until: '2999-12-31' },
  ];

  test('does nothing that a client could notice', async () => {
    await inBookshop(
      () => {},
      async (folder) => {
        expect((await reportOf(folder)).differences.length).toBeGreaterThan(0);
        const careful = await reportOf(folder, '--only', 'same');
        expect(careful.differences).toEqual([]);
        expect(careful.changes.filter(({ trust }) => trust === 'differs').map(({ unit }) => unit)).not.toContain(
          'accounts',
        );
        expect((await decant(folder, ['plan', '--only', 'same'])).stdout).toContain('[application/docs]');
      },
    );
  });

  test('does what was agreed to, and says so everywhere', async () => {
    await inBookshop(
      (folder) => config(folder, all, { only: 'same' }),
      async (folder) => {
        const report = await reportOf(folder);
        expect(report.routes.map(({ outcome }) => outcome)).toEqual(Array(6).fill('migrated'));
        expect(report.differences.map(({ accepted }) => accepted).sort()).toEqual(['nobody does that', 'nobody minds']);
        expect(report.unusedConsent).toEqual([]);
        expect((await decant(folder, ['plan', '-f', 'md'])).stdout).toContain('agreed: nobody minds');
        const sarif = JSON.parse((await decant(folder, ['plan', '-f', 'sarif'])).stdout) as {
          runs: { results: object[] }[];
        };
        expect(sarif.runs[0]?.results.every((result) => 'suppressions' in result)).toBe(true);
        expect((await decant(folder, ['plan', '-f', 'github'])).stdout).toBe('');
        expect(await decant(folder, ['check'])).toMatchObject({ code: 0, stderr: '' });
        git(folder, 'config', 'user.name', 'Ann');
        git(folder, 'config', 'user.email', 'ann@localhost');
        expect((await decant(folder, ['apply', '--commit'])).code).toBe(0);
        expect(git(folder, 'log', '-1', '--format=%(trailers:key=Decant-Accepted,valueonly)').trim()).toBe(
          'application/docs, application/static-method',
        );
      },
    );
  });

  test('a plan that was saved with it is applied with it', async () => {
    await inBookshop(
      () => {},
      async (folder) => {
        expect((await decant(folder, ['plan', '--only', 'same', '-o', '.git/plan.json'])).code).toBe(0);
        expect((await decant(folder, ['apply', '--plan', '.git/plan.json'])).code).toBe(0);
        expect((await reportOf(folder, '--only', 'same')).routes.some(({ outcome }) => outcome === 'bridged')).toBe(
          true,
        );
      },
    );
  });

  test('what was agreed to in vain, or only until a day, is named', async () => {
    await inBookshop(
      (folder) =>
        config(folder, [
          ...all,
          { id: 'session/kept', routes: ['GET /no-such'], reason: 'x' },
          { ...all[0], until: '2001-01-01' },
        ]),
      async (folder) => {
        expect((await decant(folder, ['plan'])).stderr).toBe(
          'configuration: agrees to nothing: accept session/kept GET /no-such\n',
        );
        const { code, stderr } = await decant(folder, ['check']);
        expect(code).toBe(1);
        expect(stderr).toContain('accept application/docs was agreed to until 2001-01-01');
      },
    );
  });
});

describe('# decant: ignore ID -- why', () => {
  test('takes a finding out of the reviews, and stays in the report with the reason', async () => {
    const route =
      "\n\n# decant: ignore request/attribute -- an upload, see OPS-78\n@bp.route('/raw')\ndef raw():\n    return str(request.input_stream.read(3))\n";
    await inBookshop(
      (folder) => appendFileSync(join(folder, 'bookshop/catalogue.py'), route),
      async (folder) => {
        const [reason] =
          (await reportOf(folder)).routes.find(({ endpoint }) => endpoint === 'catalogue.raw')?.reasons ?? [];
        expect(reason).toMatchObject({ id: 'request/attribute', accepted: 'an upload, see OPS-78' });
        const gitlab = JSON.parse((await decant(folder, ['plan', '-f', 'gitlab'])).stdout) as {
          check_name: string;
          location: { path: string };
        }[];
        expect(gitlab.filter(({ check_name }) => check_name === 'request/attribute')).toEqual([]);
      },
    );
  });
});

describe('the configuration', () => {
  test('is decant.json, or a table of pyproject.toml; the command line counts more', async () => {
    await inBookshop(
      (folder) =>
        writeFileSync(join(folder, 'pyproject.toml'), '[tool.black]\nx = 1\n[tool.decant]\nstyle = "idiomatic"\n'),
      async (folder) => {
        expect((await reportOf(folder)).style).toBe('idiomatic');
        expect((await reportOf(folder, '--style', 'compatible')).style).toBe('compatible');
        writeFileSync(join(folder, 'decant.json'), '{"style": "compatible", "maxKept": 3}');
        expect((await reportOf(folder)).style).toBe('compatible');
        expect(await decant(folder, ['check'])).toMatchObject({
          code: 1,
          stderr: 'decant: 6 rules are kept in Flask, and 3 may be\n',
        });
        expect((await reportOf(folder, '--config', 'pyproject.toml')).style).toBe('idiomatic');
      },
    );
  });

  test.each([
    ['{"stile": "idiomatic"}', 'decant.json: there is no key stile', 'did you mean style?'],
    [
      '{"accept": [{"id": "async/def", "reson": "x"}]}',
      'decant.json: there is no key accept.0.reson',
      'did you mean reason?',
    ],
    ['{"accept": [{"id": "async/def"}]}', 'decant.json: accept.0.reason: ', ''],
    [
      '{"accept": [{"id": "aplication/docs", "reason": "x"}]}',
      'accept: there is no message aplication/docs',
      'did you mean application/docs?',
    ],
    ['{"style": "lax"}', 'decant.json: style: ', 'compatible'],
    ['{', 'decant.json is no JSON', ''],
  ])('%s is refused, exit 2', async (text, says, hint) => {
    await inBookshop(
      (folder) => writeFileSync(join(folder, 'decant.json'), text),
      async (folder) => {
        const { code, stdout, stderr } = await decant(folder, ['plan']);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toContain(says);
        expect(stderr).toContain(hint);
      },
    );
  });

  test('a broken pyproject.toml matters when it is ours', async () => {
    await inBookshop(
      (folder) => writeFileSync(join(folder, 'pyproject.toml'), '[tool.black]\nx = = 1\n'),
      async (folder) => {
        expect((await decant(folder, ['plan'])).code).toBe(0);
        appendFileSync(join(folder, 'pyproject.toml'), '[tool.decant]\nstyle = "idiomatic"\n');
        expect(await decant(folder, ['plan'])).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('pyproject.toml:2') as string,
        });
      },
    );
  });

  test('its published schema is that of the sources, and takes what we take', () => {
    const published = JSON.parse(readFileSync(join(ROOT, 'schemas/config.schema.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(published).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(configSchema, { target: 'draft-2020-12' }))));
    const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(published);
    expect(fits({ $schema: 'x', style: 'idiomatic', accept: [{ id: 'a/b', reason: 'why', routes: ['GET /'] }] })).toBe(
      true,
    );
    expect(fits({ stile: 'idiomatic' })).toBe(false);
  });
});

import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingsOf } from '../src/report/findings.js';
import { FORMATS } from '../src/report/formats/index.js';
import type { Told } from '../src/report/told.js';
import { commitAll, decant } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';
import { HOSTILE, madeTelling } from './support/made-report.js';
import { JUNIT_CHECK, schemas } from './support/review-schemas.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');

/** An application of which something stays in Flask. */
async function inHybrid(use: (folder: string) => Promise<void> | void): Promise<void> {
  await inFolder(bookshop?.input ?? new Map(), async (folder) => {
    appendFileSync(
      join(folder, 'bookshop/catalogue.py'),
      "\n\n@bp.route('/raw')\ndef raw():\n    return str(request.input_stream.read(3))\n",
    );
    commitAll(folder);
    await use(folder);
  });
}

function rendered(format: string, told: Told): string {
  return FORMATS.get(format)?.(told) ?? '';
}

function junitCounts(xml: string): string {
  return execFileSync(join(ROOT, '.venv/bin/python'), ['-c', JUNIT_CHECK], { input: xml, encoding: 'utf8' }).trim();
}

describe('every format', () => {
  test('is named in the help, and refused with what was meant', async () => {
    const help = (await decant('.', ['plan', '--help'])).stdout.replace(/\s+/g, ' ');
    for (const name of FORMATS.keys()) expect(help).toMatch(new RegExp(`text, .*\\b${name}\\b`));
    expect(await decant('.', ['plan', '-f', 'sarf'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/sarif\?/) as string,
    });
  });

  test('is made of plan, diff, report, apply and check, the same each time', async () => {
    await inHybrid(async (folder) => {
      const files = (verb: string) => [...FORMATS.keys()].flatMap((name) => ['-f', `${name}=.git/${verb}/${name}`]);
      const text = (verb: string, name: string) => readFileSync(join(folder, '.git', verb, name), 'utf8');
      for (const verb of ['plan', 'diff', 'report', 'check'])
        expect(await decant(folder, [verb, ...files(verb)])).toEqual({ code: 0, stdout: '', stderr: '' });
      for (const name of FORMATS.keys()) {
        expect(text('plan', name), name).not.toContain(folder);
        expect(text('diff', name), name).toBe(text('plan', name));
        expect(text('report', name), name).toBe(text('plan', name));
        expect(text('check', name).length, name).toBeGreaterThan(0);
      }
      expect((await decant(folder, ['apply', '-f', 'md'])).stdout).toContain('Flask → FastAPI');
    });
  });
});

describe('markdown', () => {
  test('of a real application: the verdict, the units, what a client would notice, what stays', async () => {
    await inHybrid(async (folder) => {
      const { stdout } = await decant(folder, ['plan', '-f', 'md']);
      expect(stdout).toMatch(
        /^<!-- decant -->\n### Flask → FastAPI\n\n\*\*7 rules: .*Flask stays behind FastAPI\.\*\*/,
      );
      expect(stdout).toMatch(/^\| `catalogue` \| blueprint \| planned \|/m);
      expect(stdout).toContain('#### What a client would notice');
      expect(stdout).toMatch(/^\| `request\/attribute` \| 1 \| `catalogue\.raw` \|/m);
    });
  });

  test.each([0, 1, 30, 1_000, 5_000])(
    'of %i routes keeps below 60,000 characters, and nothing breaks out',
    (routes) => {
      const text = rendered('md', madeTelling(routes));
      expect(text.length).toBeLessThan(60_000);
      expect(text.length).toBeGreaterThan(100);
      // what is not in backticks holds no HTML but ours, no mention and no address
      const bare = text.replace(/`[^`\n]*`/g, '').replace(/<!-- decant -->|<\/?(code|details|summary)>/g, '');
      expect(bare).not.toMatch(/[<@]|:\/\/|[^\n#&]#|\u202e/);
      for (const row of text.split('\n').filter((line) => line.startsWith('| ')))
        expect(row.replace(/`[^`]*`/g, '')).not.toMatch(/\\/);
      const widths = text.split(/\n\n/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
      for (const rows of widths) expect(new Set(rows.map((row) => row.split('|').length)).size).toBeLessThan(2);
    },
  );
});

describe('SARIF, rdjson and GitLab', () => {
  test.each(['sarif', 'rdjson', 'gitlab'] as const)('%s fits its schema', async (name) => {
    const fits = (text: string) => {
      const isValid = schemas[name](JSON.parse(text));
      expect(isValid, JSON.stringify(schemas[name].errors?.slice(0, 5))).toBe(true);
    };
    for (const routes of [0, 1, 1_000]) fits(rendered(name, madeTelling(routes)));
    await inHybrid(async (folder) => fits((await decant(folder, ['plan', '-f', name])).stdout));
  });

  test('the schemas refuse what is none', () => {
    for (const schema of Object.values(schemas))
      expect(schema({ version: 1, runs: [{}], diagnostics: [{}] })).toBe(false);
  });

  test('fingerprints are one for each finding, and stay when lines move', () => {
    const told = madeTelling(300);
    const found = findingsOf(told);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
    const moved = <T extends { readonly line: number }>(row: T) => ({ ...row, line: row.line + 7 });
    const { report } = told;
    const later = {
      ...report,
      changes: report.changes.map(moved),
      routes: report.routes.map((route) => ({
        ...route,
        reasons: route.reasons.map((reason) => ({ ...reason, line: (reason.line ?? 1) + 7 })),
      })),
    };
    expect(findingsOf({ ...told, report: later }).map(({ fingerprint }) => fingerprint)).toEqual(
      found.map(({ fingerprint }) => fingerprint),
    );
  });

  test('paths hang on the top of the repository', async () => {
    await inFolder(
      new Map([...(bookshop?.input ?? [])].map(([path, bytes]) => [`services/${path}`, bytes])),
      async (folder) => {
        commitAll(folder);
        const said = (await decant(folder, ['plan', '-C', 'services', '-f', 'gitlab'])).stdout;
        const paths = (JSON.parse(said) as { location: { path: string } }[]).map(({ location }) => location.path);
        expect(paths.length).toBeGreaterThan(0);
        expect(paths.filter((path) => !path.startsWith('services/bookshop/'))).toEqual([]);
      },
    );
  });

  test('a suggestion of rdjson is what the patch would do', async () => {
    await inHybrid(async (folder) => {
      const said = JSON.parse((await decant(folder, ['plan', '-f', 'rdjson'])).stdout) as {
        diagnostics: {
          location: { path: string };
          suggestions?: { range: { start: { line: number }; end: { line: number } }; text: string }[];
        }[];
      };
      const patch = (await decant(folder, ['diff'])).stdout;
      const suggested = said.diagnostics.flatMap(({ location, suggestions = [] }) =>
        suggestions.map((one) => ({ ...one, path: location.path })),
      );
      expect(suggested.length).toBeGreaterThan(0);
      for (const { path, range, text } of suggested) {
        const old = readFileSync(join(folder, path), 'utf8')
          .split('\n')
          .slice(range.start.line - 1, range.end.line);
        for (const line of old) expect(patch).toContain(`\n-${line}\n`);
        for (const line of text.split('\n')) expect(patch).toContain(`\n+${line}\n`);
      }
    });
  });
});

describe('JUnit', () => {
  test('is XML whose counts are right', () => {
    expect(junitCounts(rendered('junit', madeTelling(0)))).toBe(`${HOSTILE.length + 1} 1 ${HOSTILE.length} 0`);
    expect(junitCounts(rendered('junit', madeTelling(300)))).toBe(`${301 + HOSTILE.length} 1 ${HOSTILE.length} 100`);
  });

  test('has the gates of check', async () => {
    await inHybrid(async (folder) => {
      const { code, stdout } = await decant(folder, ['check', '--max-kept', '6', '--max-bridged', '0', '-f', 'junit']);
      expect(code).toBe(1);
      expect(stdout).toContain('name="--max-kept 6"><failure message="7 rules are kept in Flask, and 6 may be"/>');
      expect(junitCounts(stdout)).toBe('9 1 0 7');
    });
  });
});

describe('annotations of GitHub', () => {
  test('ten of a kind at most, one line each, and nothing in them is another command', () => {
    const lines = rendered('github', madeTelling(400)).trimEnd().split('\n');
    for (const kind of ['error', 'warning', 'notice']) {
      const own = lines.filter((line) => line.startsWith(`::${kind} `));
      expect(own.length).toBeLessThanOrEqual(10);
      expect(own.length).toBeGreaterThan(5);
    }
    for (const line of lines)
      expect(line).toMatch(
        /^::(error|warning|notice) (file=[^,:]+,line=\d+(,col=\d+)?,)?title=[^:,]+(%3A[^:,]*)*::[^\r\n]+$/,
      );
    expect(lines.filter((line) => line.startsWith('::warning')).at(-1)).toMatch(/::\d+ more findings, in the report$/);
  });
});

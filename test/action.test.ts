import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');

/** Stands for GitHub's own command: keeps comments in a file, or is not allowed to. */
const GH = `#!/usr/bin/env node
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const store = process.env.STORE;
const comments = existsSync(store) ? JSON.parse(readFileSync(store, 'utf8')) : [{ id: 1, body: 'somebody' }];
const args = process.argv.slice(2);
const body = args.find((arg) => arg.startsWith('body=@'));
if (!body) {
  // two pages
  if (!args.includes('--slurp') || !args.includes('--paginate')) process.exit(1);
  process.stdout.write(JSON.stringify([comments.slice(0, 1), comments.slice(1)]));
} else {
  if (process.env.FORK) process.exit(1);
  const text = readFileSync(body.slice(6), 'utf8');
  const id = Number(/comments\\/(\\d+)$/.exec(args.join(' ').split(' -F ')[0])?.[1]);
  if (id) comments.find((one) => one.id === id).body = text;
  else comments.push({ id: comments.length + 1, body: text });
  writeFileSync(store, JSON.stringify(comments));
}
`;

interface Done {
  readonly status: number | null;
  readonly stdout: string;
  readonly summary: string;
  readonly output: string;
  readonly comments: readonly { readonly id: number; readonly body: string }[];
}

/** What a step of a workflow does with the action. */
function step(top: string, inputs: Readonly<Record<string, string>>): Done {
  const runner = join(top, '.git/runner');
  mkdirSync(join(runner, 'bin'), { recursive: true });
  writeFileSync(join(runner, 'bin/gh'), GH);
  chmodSync(join(runner, 'bin/gh'), 0o755);
  writeFileSync(join(runner, 'event.json'), JSON.stringify({ pull_request: { number: 7 } }));
  const [summary, output, store] = ['summary', 'output', 'store'].map((name) => join(runner, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(summary, '');
  writeFileSync(output, '');
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const done = spawnSync('bash', [join(ROOT, '.github/action.sh')], {
    cwd: top,
    encoding: 'utf8',
    env: {
      ...env,
      PATH: `${join(runner, 'bin')}${delimiter}${env.PATH}`,
      CI: '1',
      DECANT: `${process.execPath} ${join(ROOT, 'dist/cli.js')}`,
      RUNNER_TEMP: runner,
      GITHUB_EVENT_PATH: join(runner, 'event.json'),
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: output,
      GITHUB_REPOSITORY: 'ann/shop',
      STORE: store,
      COMMAND: 'report',
      DIRECTORY: 'shop',
      ...inputs,
    },
  });
  return {
    status: done.status,
    stdout: done.stdout,
    summary: readFileSync(summary, 'utf8'),
    output: readFileSync(output, 'utf8'),
    comments: existsSync(store) ? (JSON.parse(readFileSync(store, 'utf8')) as Done['comments']) : [],
  };
}

async function inRepository(use: (top: string) => void): Promise<void> {
  await inFolder(new Map([...(bookshop?.input ?? [])].map(([path, bytes]) => [`shop/${path}`, bytes])), (top) => {
    commitAll(top);
    use(top);
  });
}

describe('the action', () => {
  test('writes one comment, and edits it from then on', async () => {
    await inRepository((top) => {
      const first = step(top, { COMMENT: 'true', SARIF: 'decant.sarif' });
      expect(first).toMatchObject({ status: 0, summary: '' });
      expect(first.stdout).toMatch(/^::warning file=shop\/bookshop\//m);
      expect(first.comments.map(({ id }) => id)).toEqual([1, 2]);
      expect(first.comments[1]?.body).toMatch(/^<!-- decant shop -->\n### Flask → FastAPI\n/);
      expect(JSON.parse(readFileSync(join(top, 'decant.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
      const [, report = ''] = /^report=(.*)$/m.exec(first.output) ?? [];
      expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ schemaVersion: 1 });
      writeFileSync(join(top, 'decant.json'), '{}');
      const second = step(top, { COMMENT: 'true', ARGS: '--style idiomatic' });
      expect(second.comments.map(({ id }) => id)).toEqual([1, 2]);
      expect(second.comments[0]?.body).toBe('somebody');
      expect(second.comments[1]?.body).not.toBe(first.comments[1]?.body);
    });
  });

  test('says it in the summary of the step where it may not comment', async () => {
    await inRepository((top) => {
      const fork = step(top, { COMMENT: 'true', FORK: '1' });
      expect(fork).toMatchObject({ status: 0, comments: [] });
      expect(fork.summary).toContain('### Flask → FastAPI');
      expect(step(top, {}).summary).toContain('### Flask → FastAPI');
    });
  });

  test('fails when the gate says no, and still says why', async () => {
    await inRepository((top) => {
      const { status, summary } = step(top, { COMMAND: 'check', ARGS: '--max-kept 2' });
      expect(status).toBe(1);
      expect(summary).toContain('6 kept in Flask');
    });
  });

  test('runs nothing that an input holds', async () => {
    await inRepository((top) => {
      const { status } = step(top, { ARGS: '$(touch pwned) `touch pwned` ; touch pwned', DIRECTORY: '$(touch pwned)' });
      expect(status).not.toBe(0);
      expect(step(top, { COMMAND: 'apply' }).status).toBe(2);
      expect(existsSync(join(top, 'pwned'))).toBe(false);
    });
  });

  test('takes no input into its script but as a variable', () => {
    const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
    const [head = '', steps = ''] = text.split(/^runs:$/m);
    const names = [...head.matchAll(/^ {2}([a-z]+):$/gm)].map((match) => match[1]).filter((name) => name !== 'report');
    for (const name of names) expect(steps).toContain(`: \${{ inputs.${name} }}`);
    expect(steps.slice(steps.indexOf('run: ')).trim()).toBe('run: bash "$GITHUB_ACTION_PATH/.github/action.sh"');
  });
});

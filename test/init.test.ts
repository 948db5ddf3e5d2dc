import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../src/version.js';
import { commitAll, decant, git } from './support/cli.js';
import { inFolder, writeAll } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');
const COMMAND = `npx --yes decant@${version}`;
const CI = {
  '.github/dependabot.yml': 'version: 2\n',
  '.gitlab-ci.yml': 'stages: [test]\n',
  '.pre-commit-config.yaml': 'repos: []\n',
};

/** A repository with the application in `services/shop`, and files of its CI. */
async function inRepository(
  more: Readonly<Record<string, string>>,
  use: (top: string, project: string) => Promise<void>,
): Promise<void> {
  const app = [...(bookshop?.input ?? [])].map(([path, bytes]) => [`services/shop/${path}`, bytes] as const);
  const ci = Object.entries(more).map(([path, text]) => [path, Buffer.from(text)] as const);
  await inFolder(new Map(), async (top) => {
    writeAll(top, new Map([...app, ...ci]));
    commitAll(top);
    await use(top, join(top, 'services/shop'));
  });
}

interface Workflow {
  readonly jobs: { readonly check: { readonly steps: readonly { readonly run?: string }[] } };
}

function yaml(text: string): unknown {
  const load = 'import json, sys, yaml; print(json.dumps(yaml.load(sys.stdin, yaml.BaseLoader)))';
  const done = spawnSync(join(ROOT, '.venv/bin/python'), ['-c', load], { input: text, encoding: 'utf8' });
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout);
}

/** What a runner does with a line of a file that was written, with the built command in the place of the published one. */
function runs(line: string, top: string): number | null {
  expect(line.startsWith(`${COMMAND} `)).toBe(true);
  const command = line.replace(COMMAND, `"${process.execPath}" "${join(ROOT, 'dist/cli.js')}"`);
  const env = { ...process.env, GITHUB_STEP_SUMMARY: join(top, '.git/summary.md') };
  return spawnSync('bash', ['-c', command], { cwd: top, env, encoding: 'utf8' }).status;
}

describe('init', () => {
  test('shows what it would write, asks, and writes what was not there; the gate of it holds, until more is left', async () => {
    await inRepository(CI, async (top, project) => {
      const { code, stdout, stderr } = await decant(project, ['init'], {}, ['y']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'Write 3 files [y,n]? ' });
      const config = join(project, 'decant.json');
      expect(JSON.parse(readFileSync(config, 'utf8'))).toMatchObject({
        style: 'compatible',
        maxKept: 6,
        maxBridged: 0,
      });
      for (const file of ['services/shop/decant.json', '.github/workflows/decant.yml', '.gitlab/decant.yml'])
        expect(stdout).toContain(readFileSync(join(top, file), 'utf8').split('\n')[1] as string);
      expect(stdout).toContain('To be added to .gitlab-ci.yml by you:');
      expect(stdout).toContain('To be added to .pre-commit-config.yaml by you:');

      const workflow = yaml(readFileSync(join(top, '.github/workflows/decant.yml'), 'utf8')) as Workflow;
      const run = workflow.jobs.check.steps.find((step) => step.run)?.run as string;
      const pipeline = yaml(readFileSync(join(top, '.gitlab/decant.yml'), 'utf8')) as { decant: { script: string[] } };
      const hook = yaml(stdout.slice(stdout.indexOf('  repos:')).split('\n  wrote')[0] as string) as {
        repos: { hooks: { entry: string }[] }[];
      };
      for (const line of [run, pipeline.decant.script[0], hook.repos[0]?.hooks[0]?.entry])
        expect(runs(line as string, top)).toBe(0);
      expect(readFileSync(join(top, '.git/summary.md'), 'utf8')).toContain('Flask');
      writeFileSync(config, readFileSync(config, 'utf8').replace('"maxKept": 6', '"maxKept": 5'));
      expect(runs(run, top)).toBe(1);

      const again = await decant(project, ['init'], {}, ['y']);
      expect(again).toMatchObject({ code: 0, stderr: 'Nothing is written.\n' });
      expect(again.stdout).toContain('.github/workflows/decant.yml is there already.');
    });
  });

  test('no, no answer and --no-input write nothing', async () => {
    await inRepository(CI, async (top, project) => {
      const calls: [string[], string[]][] = [
        [['init'], ['n']],
        [['init'], []],
        [['init', '--no-input'], ['y']],
      ];
      for (const [args, answers] of calls) {
        const { code, stderr } = await decant(project, args, {}, answers);
        expect(code).toBe(0);
        expect(stderr).toMatch(/Nothing is written\.\n$/);
        expect(git(top, 'status', '--porcelain')).toBe('');
      }
    });
  });

  test('a table of pyproject.toml is a configuration; without CI there is none to be gated', async () => {
    await inRepository(
      { 'services/shop/pyproject.toml': '[tool.decant]\nstyle = "idiomatic"\n' },
      async (_, project) => {
        const { code, stdout } = await decant(project, ['init'], {}, ['y']);
        expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
        expect(existsSync(join(project, 'decant.json'))).toBe(false);
      },
    );
  });

  test('without Flask there is nothing to set up: exit 2', async () => {
    await inFolder(new Map(), async (folder) => {
      expect(await decant(folder, ['init'])).toMatchObject({ code: 2, stdout: '' });
    });
  });
});

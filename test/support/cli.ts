import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { main } from '../../src/program.js';
import { ROOT } from './fixtures.js';

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, which is warm after the first time. */
export async function decant(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  answers: readonly string[] = [],
): Promise<Said> {
  const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const into = (texts: Buffer[]) => ({ write: (text: string | Uint8Array) => texts.push(Buffer.from(text)) });
  const stdin = Readable.from(answers.map((line) => `${line}\n`));
  const before = { env: process.env, folder: process.cwd() };
  process.env = environment(env);
  process.chdir(folder);
  try {
    const code = await main(args, { stdin, stdout: into(said.stdout), stderr: into(said.stderr) });
    return { code, stdout: Buffer.concat(said.stdout).toString(), stderr: Buffer.concat(said.stderr).toString() };
  } finally {
    process.chdir(before.folder);
    process.env = before.env;
  }
}

/** Runs the built command line as a process of its own, as a shell in CI would. */
export function decantProcess(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Said {
  const done = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], {
    cwd: folder,
    env: environment(env),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

function environment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...rest } = process.env;
  return { ...rest, ...env };
}

const IDENTITY = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'core.autocrlf=false'];

export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', [...IDENTITY, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes the folder a repository with everything committed. */
export function commitAll(folder: string): void {
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'start');
}

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';

/** A folder for copies of the project, gone with the process. */
export function workspace(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'decant-verify-')));
}

const HEAVY = new Set([
  '.git',
  '.hg',
  'node_modules',
  '__pycache__',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.ruff_cache',
  '.pytest_cache',
]);

/** Is it something that no application reads: history, caches, environments? */
function isHeavy(path: string): boolean {
  return HEAVY.has(basename(path)) || existsSync(join(path, 'pyvenv.cfg'));
}

/** Copies a folder or a file, without history, caches and environments. Sockets and pipes cannot be copied. */
export function copyTree(from: string, to: string): void {
  const top = resolve(from);
  cpSync(top, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => {
      const stat = lstatSync(path);
      return (stat.isDirectory() || stat.isFile() || stat.isSymbolicLink()) && (path === top || !isHeavy(path));
    },
  });
}

/** Every file is of the same moment: times come into headers, and those of a checkout mean nothing. */
export function sameTimes(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true })) lutimesSync(join(folder, String(name)), 1e9, 1e9);
}

export interface Base {
  /** The folder of the original in the workspace. */
  readonly folder: string;
  /** For a person: `HEAD~1 (1f0c2d4)`, or the folder. */
  readonly name: string;
}

/**
 * Puts the original into `folder`: of the revision or the folder given, else of the commit before the conversion. The tree of
 * the user and its index are only read.
 *
 * @throws UsageError when there is no such thing.
 */
export function original(project: string, given: string | undefined, folder: string): Base {
  if (given !== undefined && statSync(given, { throwIfNoEntry: false })?.isDirectory()) {
    copyTree(given, folder);
    return { folder, name: given };
  }
  const top = git(project, 'rev-parse', '--show-toplevel');
  if (top === undefined) {
    throw given === undefined
      ? new UsageError(`${project} is in no git repository`, 'name the folder of the original with --base')
      : new UsageError(`there is no folder ${given}, and ${project} is in no git repository`);
  }
  const revision = given ?? beforeConversion(project);
  const commit = git(project, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
  if (!commit) {
    throw given === undefined
      ? new UsageError('there is no commit before the conversion', 'name the original with --base')
      : new UsageError(`there is no revision ${given}, and no such folder`);
  }
  const prefix = git(project, 'rev-parse', '--show-prefix') ?? '';
  mkdirSync(folder, { recursive: true });
  const index = `${folder}.index`;
  const env = { ...process.env, GIT_INDEX_FILE: index };
  try {
    execFileSync('git', ['read-tree', prefix ? `${commit}:${prefix}` : commit], { cwd: top, env, stdio: 'pipe' });
    execFileSync('git', ['checkout-index', '--all', `--prefix=${folder}/`], { cwd: top, env, stdio: 'pipe' });
  } catch (error) {
    throw new UsageError(
      `${revision} cannot be read: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}`,
    );
  } finally {
    rmSync(index, { force: true });
  }
  beside(project, folder);
  return { folder, name: `${revision} (${commit.slice(0, 7)})` };
}

const LOOKED_AT = 200;

/**
 * HEAD, if the conversion is not committed, else the commit before; further back past those that are converted in part, which
 * what Decant writes beside the application gives away.
 */
function beforeConversion(project: string): string {
  const first = git(project, 'status', '--porcelain', '--', '*.py') ? 0 : 1;
  for (let back = first; back < LOOKED_AT; back++) {
    const revision = back === 0 ? 'HEAD' : `HEAD~${back}`;
    const files = git(project, 'ls-tree', '-r', '--name-only', revision, '--', '.');
    if (files === undefined) break;
    if (!/(^|\/)flask_(bridge|compat)\/__init__\.py$/m.test(files)) return revision;
  }
  return `HEAD~${Math.max(first, 1)}`;
}

/** What lies in the folder and is not git's, such as a database or a file of settings, belongs to the original as well. */
function beside(project: string, folder: string): void {
  const listed = (...flags: string[]) =>
    (git(project, 'ls-files', '-z', '--others', '--exclude-standard', ...flags) ?? '').split('\0').filter(Boolean);
  // code that is new and not ignored is the conversion's
  const paths = [...listed('--ignored', '--directory'), ...listed().filter((path) => !path.endsWith('.py'))];
  for (const path of paths) {
    const [from, to] = [join(project, path), join(folder, path)];
    const parts = path.split('/').filter(Boolean);
    const heavy = parts.some((_, i) => isHeavy(join(project, ...parts.slice(0, i + 1))));
    if (heavy || (existsSync(to) && !path.endsWith('/'))) continue;
    mkdirSync(dirname(to), { recursive: true });
    copyTree(from, to);
  }
}

/** What git says in a folder; undefined when it has nothing good to say. */
export function git(folder: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 })
      .toString()
      .replace(/\n$/, '');
  } catch {
    return undefined;
  }
}

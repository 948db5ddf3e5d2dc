import { execFileSync } from 'node:child_process';
import { UsageError } from '../errors.js';

/** Runs git in a folder; what it says on standard output. Throws what `execFileSync` throws. */
export function git(
  cwd: string,
  args: readonly string[],
  input?: string,
  env: Readonly<Record<string, string>> = {},
): string {
  return execFileSync('git', args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input !== undefined && { input }),
  });
}

/** The folder of the repository's own data; undefined outside of a repository, or without git. */
export function gitFolder(root: string): string | undefined {
  try {
    return git(root, ['rev-parse', '--absolute-git-dir']).trim();
  } catch {
    return undefined;
  }
}

/** From the top of the repository to a folder: `services/shop/`; empty at the top, and outside of a repository. */
export function showPrefix(root: string): string {
  try {
    return git(root, ['rev-parse', '--show-prefix']).trim();
  } catch {
    return '';
  }
}

/**
 * Commits just these paths, whatever else is in the index, as the person who runs it.
 *
 * @param paths Relative to `cwd`; files that are gone are committed as such.
 * @returns The new commit, abbreviated.
 * @throws UsageError with what git says: no repository, no identity, a hook that refuses.
 */
export function commit(
  cwd: string,
  paths: readonly string[],
  message: string,
  env: Readonly<Record<string, string>> = {},
): string {
  try {
    git(cwd, ['add', '--all', '--', ...paths]);
    git(cwd, ['commit', '--quiet', '--file', '-', '--', ...paths], message, env);
    return git(cwd, ['rev-parse', '--short', 'HEAD']).trim();
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    throw new UsageError(
      `git did not commit: ${stderr?.trim() || String(error)}`,
      'the files are written all the same',
    );
  }
}

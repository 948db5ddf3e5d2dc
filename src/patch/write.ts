import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Rendered } from '../edits/rewriter.js';
import { UsageError } from '../errors.js';
import { encode } from '../python/decode.js';
import { git, gitFolder } from './git.js';

/**
 * Writes files: all of them beside their places first, then each is moved there, and what goes is deleted last. Nothing is
 * written when one of them holds changes that are not committed, unless those are what an earlier run wrote.
 *
 * @throws UsageError naming the files in the way.
 */
export function writeFiles(root: string, { files, removed }: Pick<Rendered, 'files' | 'removed'>): void {
  if (files.size === 0) return;
  const repository = gitFolder(root);
  const written = repository ? readWritten(repository) : {};
  if (repository) refuseDirty(root, new Set([...files.keys(), ...removed.map(({ path }) => path)]), written);
  const staged: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const [path, { source, text }] of files) {
      const target = join(root, path);
      const bytes = source ? encode(text, source.decoded) : Buffer.from(text, 'utf8');
      mkdirSync(dirname(target), { recursive: true });
      const temporary = `${target}.decant-${process.pid}`;
      staged.push({ temporary, path: target });
      writeFileSync(temporary, bytes, { flag: 'wx' });
      if (existsSync(target)) chmodSync(temporary, statSync(target).mode);
      written[path] = digest(bytes);
    }
    for (const { temporary, path } of staged) renameSync(temporary, path);
    for (const { path } of removed) removeFile(root, path);
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    const { code, path } = error as NodeJS.ErrnoException;
    if (code) throw new UsageError(`${path ?? 'a file'} cannot be written (${code}); nothing was changed`);
    throw error;
  }
  if (repository) writeFileSync(join(repository, 'decant-written.json'), `${JSON.stringify(written)}\n`);
}

function readWritten(repository: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(repository, 'decant-written.json'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/** With the folder, if it was the last one there: of Python, caches only are left. */
function removeFile(root: string, path: string): void {
  rmSync(join(root, path));
  const folder = dirname(join(root, path));
  if (readdirSync(folder).every((name) => name === '__pycache__')) rmSync(folder, { recursive: true });
}

function refuseDirty(root: string, paths: ReadonlySet<string>, written: Readonly<Record<string, string>>): void {
  const listed = git(root, ['status', '--porcelain', '-z', '--untracked-files=all', '--', ...paths]);
  const top = git(root, ['rev-parse', '--show-prefix']).trim();
  const dirty = listed
    .split('\0')
    .filter(Boolean)
    .map((entry) => entry.slice(3))
    .map((path) => (path.startsWith(top) ? path.slice(top.length) : path))
    .filter((path) => paths.has(path) && existsSync(join(root, path)))
    .filter((path) => digest(readFileSync(join(root, path))) !== written[path]);
  if (dirty.length > 0) {
    throw new UsageError(
      `${dirty.join(', ')}: changed and not committed, and would be written`,
      'commit or stash it first',
    );
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

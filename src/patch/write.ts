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
import { endJournal, type Journal, journalPath, readJournal, writeJournal } from './journal.js';

/**
 * Writes files: all of them beside their places first, then each is moved there, and what goes is deleted last. Nothing is
 * written when one of them holds changes that are not committed, unless those are what an earlier run wrote. If it is
 * ended in the middle, {@link finishInterrupted} does the rest.
 *
 * @throws UsageError naming the files in the way.
 */
export function writeFiles(root: string, { files, removed }: Pick<Rendered, 'files' | 'removed'>): void {
  if (files.size === 0) return;
  const repository = gitFolder(root);
  const written = repository ? readWritten(repository) : {};
  const paths = new Set([...files.keys(), ...removed.map(({ path }) => path)]);
  if (repository) refuseDirty(root, paths, written);
  else refuseReadOnly(root, paths);
  const bytes = new Map(
    [...files].map(([path, { source, text }]) => [path, source ? encode(text, source.decoded) : Buffer.from(text)]),
  );
  for (const [path, content] of bytes) written[path] = digest(content);
  const moves = [...bytes.keys()].map((path) => ({ temporary: `${path}.decant-${process.pid}`, path }));
  const plan = { moves, removed: removed.map(({ path }) => path), written };
  const journal = journalPath(root);
  try {
    writeJournal(journal, { state: 'staging', ...plan });
    for (const { temporary, path } of moves) stage(root, temporary, path, bytes.get(path) as Uint8Array);
    writeJournal(journal, { state: 'moving', ...plan });
  } catch (error) {
    discard(root, moves);
    endJournal(journal);
    const { code, path } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new UsageError(`${path ?? 'a file'} cannot be written (${code}); nothing was changed`);
  }
  carryOut(root, plan);
}

/**
 * Ends what an earlier run was kept from ending: what it had written whole is moved into place, other traces of it go.
 *
 * @returns Whether files were moved.
 */
export function finishInterrupted(root: string): boolean {
  const journal = readJournal(root);
  if (!journal) {
    endJournal(journalPath(root));
    return false;
  }
  if (journal.state === 'moving') {
    carryOut(root, journal);
    return true;
  }
  discard(root, journal.moves);
  endJournal(journalPath(root));
  return false;
}

/** Is the tree neither old nor new? */
export function isHalfWritten(root: string): boolean {
  return readJournal(root)?.state === 'moving';
}

/** Whatever of it is done already stays done. */
function carryOut(root: string, { moves, removed, written }: Omit<Journal, 'state'>): void {
  try {
    for (const { temporary, path } of moves) {
      if (existsSync(join(root, temporary))) renameSync(join(root, temporary), join(root, path));
    }
    for (const path of removed) removeFile(root, path);
    const repository = gitFolder(root);
    if (repository) writeFileSync(join(repository, 'decant-written.json'), `${JSON.stringify(written)}\n`);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new UsageError(
      `${path ?? 'a file'} cannot be written (${code}), and others are written already`,
      'make room for it, and decant apply does the rest',
    );
  }
  endJournal(journalPath(root));
}

function stage(root: string, temporary: string, path: string, bytes: Uint8Array): void {
  const [from, to] = [join(root, temporary), join(root, path)];
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(from, bytes, { flag: 'wx' });
  if (existsSync(to)) chmodSync(from, statSync(to).mode);
}

/** With folders that were made for them. */
function discard(root: string, moves: Journal['moves']): void {
  for (const { temporary } of moves) {
    rmSync(join(root, temporary), { force: true });
    const folder = dirname(join(root, temporary));
    if (existsSync(folder) && readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
  }
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
  rmSync(join(root, path), { force: true });
  const folder = dirname(join(root, path));
  if (!existsSync(folder)) return;
  if (readdirSync(folder).every((name) => name === '__pycache__')) rmSync(folder, { recursive: true });
}

/**
 * Moving a file over one that nobody may write works all the same; whoever made it so did not want that. What Git has is not
 * lost by it, and Git itself knows no files that are read-only.
 */
function refuseReadOnly(root: string, paths: ReadonlySet<string>): void {
  const closed = [...paths].filter((path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    return found !== undefined && (found.mode & 0o222) === 0;
  });
  if (closed.length > 0)
    throw new UsageError(`${closed.join(', ')}: read-only, and would be written`, 'make it writable first');
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

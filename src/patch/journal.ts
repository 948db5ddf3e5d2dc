import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gitFolder } from './git.js';

/**
 * What is being written, so that nobody is left with half of it: whoever pulls the plug finds the tree as it was, or a
 * journal that says how to finish. Kept in Git's own folder, or beside the sources where there is none.
 */
export interface Journal {
  /** `staging`: the tree is untouched, and the temporary files are rubbish. `moving`: all of them are there. */
  readonly state: 'staging' | 'moving';
  readonly moves: readonly { readonly temporary: string; readonly path: string }[];
  readonly removed: readonly string[];
  /** SHA-256 of what we have written, by path. */
  readonly written: Readonly<Record<string, string>>;
}

export function journalPath(root: string): string {
  const repository = gitFolder(root);
  if (!repository) return join(root, '.decant-journal.json');
  // a repository may hold several projects
  const project = createHash('sha256').update(resolve(root)).digest('hex').slice(0, 8);
  return join(repository, `decant-journal-${project}.json`);
}

/** undefined: there is none; one that is torn was never begun. */
export function readJournal(root: string): Journal | undefined {
  const path = journalPath(root);
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as Journal;
}

/** All of it or nothing, and on the disk before anything else happens. */
export function writeJournal(path: string, journal: Journal): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${JSON.stringify(journal)}\n`);
  const handle = openSync(temporary, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
}

export function endJournal(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.new`, { force: true });
}

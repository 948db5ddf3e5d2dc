import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { globSync } from 'tinyglobby';
import type { Unread } from './parser.js';

export interface Selection {
  /** Only files that one of these patterns matches. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface Listing {
  /** Relative to the root, with `/`, sorted. */
  readonly paths: readonly string[];
  /** Every folder that is no environment or cache, those that git ignores included (not what is in them). */
  readonly folders: ReadonlySet<string>;
  /** Folders that could not be opened. */
  readonly unread: readonly Unread[];
}

/** Folders that hold no code of the project, whatever .gitignore says. */
const NEVER = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
]);

/**
 * The project's files that `wanted` accepts: what git would track, without asking git. Symbolic links to folders are not
 * followed (they may go in circles), virtual environments are left out.
 */
export function listFiles(root: string, wanted: (path: string) => boolean, selection: Selection = {}): Listing {
  const paths: string[] = [];
  const unread: Unread[] = [];
  const folders = new Set<string>();
  const visit = (folder: string, ignores: readonly { readonly base: string; readonly rules: Ignore }[]) => {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (error) {
      unread.push({
        file: folder || '.',
        line: 1,
        why: `the folder cannot be read (${(error as NodeJS.ErrnoException).code})`,
      });
      return;
    }
    if (folder && entries.some((entry) => entry.name === 'pyvenv.cfg')) return;
    const own = entries.some((entry) => entry.name === '.gitignore' && entry.isFile());
    const rules = own
      ? [...ignores, { base: folder, rules: ignore().add(readText(join(root, folder, '.gitignore'))) }]
      : ignores;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (NEVER.has(entry.name)) continue;
        folders.add(path);
        if (!isIgnored(`${path}/`, rules)) visit(path, rules);
      } else if (entry.isFile() && wanted(path) && !isIgnored(path, rules)) {
        paths.push(path);
      }
    }
  };
  visit('', []);
  return { paths: selected(root, paths.sort(), selection), folders, unread };
}

function isIgnored(path: string, ignores: readonly { readonly base: string; readonly rules: Ignore }[]): boolean {
  let ignored = false;
  for (const { base, rules } of ignores) {
    const below = base ? path.slice(base.length + 1) : path;
    const verdict = rules.test(below);
    if (verdict.ignored) ignored = true;
    if (verdict.unignored) ignored = false;
  }
  return ignored;
}

function selected(root: string, paths: readonly string[], selection: Selection): readonly string[] {
  if (!selection.include?.length && !selection.exclude?.length) return paths;
  const matching = (patterns: readonly string[]) =>
    new Set(globSync([...patterns], { cwd: root, dot: true, followSymbolicLinks: false }));
  const included = selection.include?.length ? matching(selection.include) : undefined;
  const excluded = selection.exclude?.length ? matching(selection.exclude) : undefined;
  return paths.filter((path) => (included?.has(path) ?? true) && !excluded?.has(path));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder of the Python standard library, tests included where they are installed. */
export function standardLibrary(python = process.env.PYTHON ?? 'python3'): string {
  const script = 'import os; print(os.path.dirname(os.__file__))';
  return execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim();
}

/** Paths of Python files below a folder, in the order of their names; what pip installed is left out. */
export function pythonFiles(root: string, limit = Number.POSITIVE_INFINITY): string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= limit) return;
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory() && !/^(site-packages|__pycache__)$/.test(entry.name)) visit(path);
      else if (entry.isFile() && entry.name.endsWith('.py')) found.push(path);
    }
  };
  visit('');
  return found;
}

/** Copies files into a temporary folder, each with `head` put in front, and gives it to `use`. */
export async function withCopies<T>(
  root: string,
  paths: readonly string[],
  head: string,
  use: (folder: string) => Promise<T> | T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'decant-stdlib-'));
  try {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (head === '') copyFileSync(join(root, path), join(folder, path));
      else writeFileSync(join(folder, path), Buffer.concat([Buffer.from(head), readFileSync(join(root, path))]));
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

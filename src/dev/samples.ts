import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository: the build may put this module into a file one folder higher. */
export const ROOT = [new URL('..', import.meta.url), new URL('../..', import.meta.url)]
  .map((url) => fileURLToPath(url))
  .find((folder) => existsSync(join(folder, 'package.json'))) as string;

/** Packages that come with a conversion, the same for everybody. */
const SUPPORT = /(^|\/)(flask_bridge|flask_compat|web)\//;

/** Gives `use` a copy of the application that ships with us, and the built command line on it. */
export function withBookshop<T>(use: (decant: (...args: string[]) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'decant-bookshop-'));
  try {
    cpSync(join(ROOT, 'fixtures/apps/bookshop/input'), folder, { recursive: true });
    return use((...args) =>
      execFileSync(
        process.execPath,
        [join(ROOT, 'dist/cli.js'), ...args, '-C', folder, '--color', 'never', '--quiet'],
        {
          encoding: 'utf8',
          maxBuffer: 1 << 26,
        },
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A patch, file by file; what is the same for everybody apart. */
export function splitPatch(patch: string): {
  readonly own: ReadonlyMap<string, string>;
  readonly support: readonly string[];
} {
  const own = new Map<string, string>();
  const support: string[] = [];
  for (const part of patch.split(/^(?=diff --git )/m).filter(Boolean)) {
    const path = /^diff --git a\/.* b\/(.*)$/m.exec(part)?.[1] ?? '';
    if (SUPPORT.test(path)) support.push(path);
    else own.set(path, part);
  }
  return { own, support };
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run demo`: converts a copy of an application that ships with us; prints the patch and the report. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'decant-demo-'));
const decant = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args, '-C', folder], { stdio: 'inherit' }).status ?? 1;
let status = 1;
try {
  cpSync(join(root, 'fixtures/apps/bookshop/input'), folder, { recursive: true });
  process.stdout.write('$ decant diff\n\n');
  const diff = decant('diff', '--quiet');
  process.stdout.write('\n$ decant plan\n\n');
  const plan = decant('plan', '--quiet');
  process.stdout.write('\n$ decant apply -f json\n\n');
  const apply = decant('apply', '--quiet', '-f', 'json');
  status = Math.max(diff, plan, apply);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status;

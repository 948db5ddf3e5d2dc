import { spawnSync } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { EnvironmentError } from '../errors.js';

/**
 * Runs a command of the user in the copy of the original, such as `flask init-db`; what it writes there goes to the copy of
 * the converted application as well, where the same command may have become another.
 *
 * @throws EnvironmentError when it fails.
 */
export function prepare(command: string, original: string, converted: string, python: string): void {
  const before = stamps(original);
  const path = [dirname(python), process.env.PATH].join(delimiter);
  const done = spawnSync(command, {
    cwd: original,
    shell: true,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // as in the virtual environment of the project
    env: { ...process.env, ...(isAbsolute(python) && { PATH: path }), PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (done.status !== 0) {
    const said = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().split('\n').slice(-12).join('\n  ');
    throw new EnvironmentError(`${command}: ${done.error?.message ?? `exit code ${done.status}`}`, said);
  }
  for (const [path, stamp] of stamps(original)) {
    if (before.get(path) === stamp) continue;
    mkdirSync(dirname(join(converted, path)), { recursive: true });
    cpSync(join(original, path), join(converted, path), { verbatimSymlinks: true });
  }
}

/** When each file was written last, and how long it is. */
function stamps(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of readdirSync(folder, { recursive: true })) {
    const stat = lstatSync(join(folder, String(path)));
    if (!stat.isDirectory()) found.set(String(path), `${stat.mtimeMs} ${stat.size}`);
  }
  return found;
}

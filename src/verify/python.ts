import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { UsageError } from '../errors.js';

const FOLDERS = ['.venv', 'venv', 'env'];
const PLACES = process.platform === 'win32' ? ['Scripts/python.exe'] : ['bin/python', 'bin/python3'];

/**
 * The Python of the project: the one given, that of its virtual environment, or the first on PATH.
 *
 * @param folders Where a virtual environment is looked for: the project, then its repository.
 */
export function findPython(given: string | undefined, folders: readonly string[]): string {
  if (given !== undefined) {
    if (!given.includes(sep) && !given.includes('/')) return given;
    const path = isAbsolute(given) ? given : resolve(given);
    if (!existsSync(path)) throw new UsageError(`there is no ${given}`, 'name a Python with --python');
    return path;
  }
  for (const folder of folders) {
    for (const name of FOLDERS) {
      const found = PLACES.map((place) => join(folder, name, place)).find(existsSync);
      if (found) return found;
    }
  }
  return process.platform === 'win32' ? 'python' : 'python3';
}

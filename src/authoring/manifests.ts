import { posix } from 'node:path';
import type { App } from '../model/app.js';
import type { TextFile } from '../python/text-file.js';

/** Files that say which libraries are installed. */
export const MANIFEST =
  /(^|\/)(pyproject\.toml|Pipfile|setup\.cfg|setup\.py|runtime\.txt|\.python-version|environment\.ya?ml|Pipfile\.lock|(poetry|uv|pdm)\.lock)$|(^|\/)((requirements?|reqs?)(\.d)?\/[^/]+|(requirements?|reqs?)[^/]*)\.(txt|in|pip)$/i;

/** Those that speak for the application: in a folder on the way to it, or beside that. */
export function manifestFiles({ project, entryFile }: App): TextFile[] {
  const texts = [...project.texts].filter(([path]) => MANIFEST.test(path)).map(([, file]) => file);
  const sources = project.files.filter(({ path }) => posix.basename(path) === 'setup.py');
  const speaks = (path: string) => {
    const folder = governed(path);
    return folder === '' || entryFile.path.startsWith(`${folder}/`);
  };
  const named = texts.map((file) => file()).filter(({ path }) => speaks(path));
  return [...named, ...sources.filter(({ path }) => speaks(path))].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The folder whose code a list is for: that of `requirements/base.txt` is the one above. */
export function governed(path: string): string {
  const folder = posix.dirname(path);
  const isBeside = /^(requirements?(\.d)?|reqs?|docs?|tests?|deploy|docker)$/i.test(posix.basename(folder));
  const own = isBeside ? posix.dirname(folder) : folder;
  return own === '.' ? '' : own;
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import ignore from 'ignore';

/** Who owns a file, as CODEOWNERS has it: `@org/team`, an address. */
export type Owners = (path: string) => readonly string[];

/** Where GitHub and GitLab look, in their order. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

const nobody: Owners = () => [];

/** Of the files of a project, which may lie in a folder of its repository. */
export function ownersIn(project: string): Owners {
  const root = resolve(project);
  const top = topOf(root);
  const place = top === undefined ? undefined : PLACES.find((path) => existsSync(join(top, path)));
  if (top === undefined || place === undefined) return nobody;
  const prefix = relative(top, root).split(sep).filter(Boolean);
  const owners = ownersOf(readFileSync(join(top, place), 'utf8'));
  return (path) => owners([...prefix, path].join('/'));
}

function topOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return undefined;
  }
}

/**
 * @param text Of a file CODEOWNERS: the last line that fits counts, also when it names nobody. Paths are those of the repository.
 */
export function ownersOf(text: string): Owners {
  const rules: { readonly fits: (path: string) => boolean; readonly owners: readonly string[] }[] = [];
  let inSection: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const words = line.replace(/(^|\s)#.*$/, '').match(/(?:\\.|\S)+/g) ?? [];
    const [pattern, ...owners] = words;
    if (pattern === undefined) continue;
    // GitLab: `[Section] @default`, `^[Optional section][2]`
    const heading = /^\^?\[[^\]]*\](\[\d+\])?(.*)$/.exec(line.trim());
    if (heading) {
      inSection = heading[2]?.match(/\S+/g) ?? [];
      continue;
    }
    rules.push({ fits: matcher(pattern), owners: owners.length > 0 ? owners : inSection });
  }
  rules.reverse();
  return (path) => rules.find(({ fits }) => fits(path))?.owners ?? [];
}

/** As in .gitignore, but `docs/*` is what lies in the folder, and nothing below that. */
function matcher(pattern: string): (path: string) => boolean {
  const rule = ignore().add(pattern);
  if (!pattern.endsWith('/*')) return (path) => rule.ignores(path);
  return (path) => rule.ignores(path) && !(path.includes('/') && rule.ignores(`${posix.dirname(path)}/`));
}

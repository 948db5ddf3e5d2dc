import type { TextFile } from '../../src/python/text-file.js';
import { type App, type Change, manifestFiles } from '../../src/transform.js';

/** What is kept is Flask-SQLAlchemy 3 on SQLAlchemy 2. */
const WANTED: readonly (readonly [name: RegExp, major: number])[] = [
  [/(?<![-_.\w])flask[-_.]sqlalchemy(?![-_.\w])/gi, 3],
  [/(?<![-_.\w])sqlalchemy(?![-_.\w])/gi, 2],
];

/** A version behind the name of a library: of a requirement, of a table in TOML, of an entry in a lock file. */
const SPEC =
  /^["']?\s*(?:\[[^\]]*\]\s*)?(?:[=:]\s*)?(?:\{[^}]*?["']?version["']?\s*[=:]\s*|version\s*=\s*)?["'(]?\s*([<>=~^!\d][^\n"'#;)}]*)/;

/** Libraries that the project holds back. */
export function* heldBack(app: App): Iterable<Change<'older'>> {
  for (const file of manifestFiles(app)) {
    for (const [name, major] of WANTED) {
      for (const { index, 0: found } of file.text.matchAll(name)) {
        const end = index + found.length;
        const spec = SPEC.exec(file.text.slice(end, end + 300))?.[1];
        if (spec === undefined || isComment(file, index) || newest(spec) >= major) continue;
        const data = { name: `${found} ${spec.trim()}` };
        yield { message: 'older', file, at: { start: index, end }, data };
      }
    }
  }
}

function isComment(file: TextFile, at: number): boolean {
  return file.text.slice(file.lineStart(at), at).includes('#');
}

/** The highest first number that is allowed: 2 of `~=2.5`, of `>=1,<3` and of `2.5.1`. */
function newest(spec: string): number {
  const limits = spec.split(',').flatMap((part) => {
    const [, sign, major, rest] = /^\s*(===?|~=|\^|~|<=|<)?\s*v?(\d+)((?:\.[\d*]+)*)/.exec(part) ?? [];
    if (major === undefined) return [];
    const isWhole = /^(\.[0*]+)*$/.test(rest ?? '');
    return [sign === '<' && isWhole ? Number(major) - 1 : Number(major)];
  });
  return Math.min(...limits, Number.POSITIVE_INFINITY);
}

import type { Span } from '../../src/python/ast.js';
import type { Project } from '../../src/python/project.js';
import type { TextFile } from '../../src/python/text-file.js';
import { asPipfile, asPoetry, asRequirement, bracketed, type DependencyList, LineList } from './lists.js';
import { type Declared, normalized, parseRequirement } from './requirement.js';
import { setupPy } from './setup-py.js';
import { type TomlEntry, type TomlValue, tomlEntries } from './toml.js';

/** A file that declares what is installed. */
export interface Manifest {
  readonly file: TextFile;
  readonly lists: readonly DependencyList[];
  /** Places that speak of Flask and are not understood, or must not be edited. */
  readonly unread: readonly Unread[];
  /** The lowest Python that it asks for. */
  readonly python?: Span;
}

export interface Unread {
  readonly at: Span;
  readonly why: 'layout' | 'hashes' | 'encoding';
}

const REQUIREMENTS =
  /(^|\/)(requirements?|reqs?)(\.d)?\/[^/]+\.(txt|in|pip)$|(^|\/)(requirements?|reqs?)[^/]*\.(txt|in|pip)$/i;
const RUNTIME = /(^|\/)(requirements?|reqs?|base|common|main|prod(uction)?|app|default|runtime)\.(txt|in|pip)$/i;

/** undefined: it declares nothing. */
export function manifestOf(file: TextFile, project: Project): Manifest | undefined {
  const name = file.path.split('/').at(-1) ?? '';
  if (name !== 'setup.py' && file.text.includes('\0'))
    return { file, lists: [], unread: mentions(file, 'encoding').slice(0, 1) };
  if (REQUIREMENTS.test(file.path)) return requirements(file);
  if (name === 'pyproject.toml') return toml(file, pyprojectLists, pyprojectPython);
  if (name === 'Pipfile')
    return toml(file, pipfileLists, (entry) => entry.table === 'requires' && entry.key === 'python_version');
  if (name === 'setup.cfg') return setupCfg(file);
  if (name === 'setup.py') return setupPy(file, project);
  if (name === 'runtime.txt' || name === '.python-version') {
    const line = /\S[^\r\n]*/.exec(file.text);
    return {
      file,
      lists: [],
      unread: [],
      ...(line && { python: { start: line.index, end: line.index + line[0].length } }),
    };
  }
  return undefined;
}

/** Every line that speaks of Flask. */
export function mentions(file: TextFile, why: Unread['why']): Unread[] {
  const plain = file.text.replaceAll('\0', ' ');
  return [...plain.matchAll(/^.*\bF ?l ?a ?s ?k\b.*$/gim)]
    .filter(([line]) => !/^\s*#/.test(line))
    .map(({ index, 0: line }) => ({ at: { start: index, end: index + line.length }, why }));
}

function requirements(file: TextFile): Manifest {
  const { text } = file;
  if (/--hash[= ]/.test(text)) return { file, lists: [], unread: mentions(file, 'hashes').slice(0, 1) };
  const entries: Declared[] = [];
  const unread: Unread[] = [];
  for (const line of text.matchAll(/[^\r\n]+/g)) {
    const [whole] = line;
    const own = whole.replace(/(^|\s)#.*$/, '');
    if (own.trim() === '') continue;
    const start = line.index + (own.length - own.trimStart().length);
    const at = { start, end: start + own.trim().length };
    const found = parseRequirement(own);
    if (found) entries.push({ ...found, at });
    else if (/(^|[^\w-])flask\b/i.test(own)) unread.push({ at, why: 'layout' });
  }
  const role = RUNTIME.test(file.path) ? 'runtime' : 'other';
  return { file, lists: [new LineList(file, role, entries, asRequirement)], unread };
}

type ListsOf = (file: TextFile, entries: readonly TomlEntry[]) => readonly (DependencyList | Span)[];

function toml(file: TextFile, listsOf: ListsOf, isPython: (entry: TomlEntry) => boolean): Manifest {
  const entries = tomlEntries(file.text);
  if (!entries) return { file, lists: [], unread: mentions(file, 'layout') };
  const found = listsOf(file, entries);
  const python = entries.find(isPython)?.value;
  return {
    file,
    lists: found.filter((one) => 'entries' in one),
    unread: found.flatMap((one) => ('entries' in one ? [] : speaking(file, one))),
    ...(python && { python }),
  };
}

/** The first line of a span that speaks of Flask. */
function speaking(file: TextFile, { start, end }: Span): Unread[] {
  return mentions(file, 'layout')
    .filter(({ at }) => at.start < end && start < at.end)
    .slice(0, 1);
}

function pyprojectPython({ table, key }: TomlEntry): boolean {
  return (
    (table === 'project' && key === 'requires-python') || (table === 'tool.poetry.dependencies' && key === 'python')
  );
}

const ARRAYS: readonly (readonly [RegExp, RegExp, DependencyList['role']])[] = [
  [/^project$/, /^dependencies$/, 'runtime'],
  [/^project\.optional-dependencies$/, /./, 'other'],
  [/^dependency-groups$/, /./, 'other'],
  [/^tool\.(uv|pdm)(\.dev-dependencies)?$/, /^dev-dependencies$/, 'other'],
  [/^tool\.pdm\.dev-dependencies$/, /./, 'other'],
  [/^tool\.hatch\.envs\.[\w-]+$/, /^(extra-)?dependencies$/, 'other'],
];

const pyprojectLists: ListsOf = (file, entries) => {
  const arrays = entries.flatMap(({ table, key, value }) => {
    const role = ARRAYS.find(([tables, keys]) => tables.test(table) && keys.test(key))?.[2];
    return role ? [arrayList(file, role, value)] : [];
  });
  const tables = new Set(entries.map(({ table }) => table));
  const poetry = [...tables].filter((table) => /^tool\.poetry\.((group\.[\w-]+|dev)[.-])?dependencies$/.test(table));
  return [
    ...arrays,
    ...poetry.map((table) => {
      const role = table === 'tool.poetry.dependencies' ? 'runtime' : 'other';
      return new LineList(file, role, tableEntries(entries, table), asPoetry);
    }),
  ];
};

const pipfileLists: ListsOf = (file, entries) =>
  (['packages', 'dev-packages'] as const).map(
    (table) => new LineList(file, table === 'packages' ? 'runtime' : 'other', tableEntries(entries, table), asPipfile),
  );

/** An array whose items are all requirements or inline tables; what it is not is named by its place. */
function arrayList(file: TextFile, role: DependencyList['role'], value: TomlValue): DependencyList | Span {
  if (value.kind !== 'array') return value;
  const texts = new Map(value.items.map((item) => [item.start, item]));
  const list = bracketed(file, role, value.items, ({ start, end }) => {
    const item = texts.get(start);
    const found = item?.kind === 'string' ? parseRequirement(item.text) : undefined;
    return found && { ...found, at: { start: start + 1, end: end - 1 } };
  });
  return list ?? value;
}

/** `flask = "^3.0"`, `flask = {version = "^3.0", extras = ["async"]}`. */
function tableEntries(entries: readonly TomlEntry[], table: string): Declared[] {
  return entries.flatMap(({ table: own, key, keyAt, value }) => {
    if (own !== table || key === 'python') return [];
    const spec = value.kind === 'string' ? value.text : '';
    return [{ name: normalized(key), at: { start: keyAt.start, end: value.end }, spec }];
  });
}

/** `install_requires =` with a requirement a line below it. */
function setupCfg(file: TextFile): Manifest {
  const lists: DependencyList[] = [];
  const unread: Unread[] = [];
  let section = '';
  let python: Span | undefined;
  const lines = [...file.text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)];
  for (const [i, { 0: whole, index }] of lines.entries()) {
    section = /^\[(.+?)\]/.exec(whole)?.[1] ?? section;
    const key = /^([\w-]+)\s*[=:][ \t]*([^\r\n]*)/.exec(whole);
    if (!key) continue;
    const isRuntime = section === 'options' && key[1] === 'install_requires';
    if (section === 'options' && key[1] === 'python_requires')
      python = { start: index, end: index + whole.trimEnd().length };
    if (!isRuntime && section !== 'options.extras_require') continue;
    const entries: Declared[] = [];
    let isUnderstood = key[2]?.trim() === '';
    for (const below of lines.slice(i + 1)) {
      const [line] = below;
      if (/^\s*(#.*)?$/.test(line) && line !== '') continue;
      if (!/^[ \t]+\S/.test(line)) break;
      const start = below.index + (line.length - line.trimStart().length);
      const found = parseRequirement(line.replace(/\s#.*$/, ''));
      if (found) entries.push({ ...found, at: { start, end: start + line.trim().length } });
      else isUnderstood = isUnderstood && !/flask/i.test(line);
    }
    const end = entries.at(-1)?.at.end ?? index + whole.length;
    if (isUnderstood) lists.push(new LineList(file, isRuntime ? 'runtime' : 'other', entries, asRequirement));
    else unread.push(...speaking(file, { start: index, end }));
  }
  return { file, lists, unread, ...(python && { python }) };
}

import { posix } from 'node:path';
import type { Span } from '../../src/python/ast.js';
import type { TextFile } from '../../src/python/text-file.js';
import {
  type App,
  type Change,
  defineTransform,
  governed,
  MANIFEST,
  manifestFiles,
  type Written,
} from '../../src/transform.js';
import { type Manifest, manifestOf } from './formats.js';
import { LIBRARIES, type Library } from './libraries.js';
import type { DependencyList } from './lists.js';
import { lockCommand } from './locks.js';
import { messages } from './messages.js';
import { type Imports, importsOf, LAUNCH, missing } from './needs.js';
import { allowsOlder } from './python-floor.js';
import { type Declared, isOfFlask } from './requirement.js';

type Said = Change<keyof typeof messages>;

export const dependencies = defineTransform({
  name: 'dependencies',
  summary: 'Adds what the converted code imports to the requirements, and takes out what only Flask needed.',
  messages,
  around: MANIFEST,
  fastapi: {
    *surround(app, written) {
      const files = manifestFiles(app);
      const locks = files.filter((file) => lockCommand(file));
      const manifests = files.flatMap((file) => (lockCommand(file) ? [] : (manifestOf(file, app.project) ?? [])));
      for (const { file, python } of manifests) {
        if (python && allowsOlder(file.slice(python)))
          yield { message: 'python', file, at: python, data: { line: lineAt(file, python) } };
      }
      const changed = new Set<string>();
      let isNamed = false;
      for (const manifest of manifests) {
        for (const change of edited(app, written, manifest, manifests)) {
          isNamed ||= change.message !== 'kept';
          if (change.edits) changed.add(posix.dirname(change.file.path));
          yield change;
        }
        isNamed ||= manifest.lists.some(declaresFlask);
      }
      for (const lock of locks) {
        const folder = posix.dirname(lock.path);
        if (!changed.has(folder)) continue;
        const data = { file: lock.path, command: lockCommand(lock) ?? '' };
        yield { message: 'stale', file: lock, at: { start: 0, end: 0 }, data };
      }
      if (!isNamed) yield* nowhere(app, written, manifests);
      yield* byName(app, written);
    },
  },
});

function declaresFlask({ entries }: DependencyList): boolean {
  return entries.some(({ name }) => isOfFlask(name));
}

interface Both {
  readonly before: Imports;
  readonly after: Imports;
}

function* edited(app: App, written: Written, manifest: Manifest, all: readonly Manifest[]): Iterable<Said> {
  const { file, lists, unread } = manifest;
  if (unread.length === 0 && !lists.some((list) => declaresFlask(list) || declaresPytest(list))) return;
  const folder = governed(file.path);
  const imports = { before: importsOf(app.project.files, folder), after: importsOf(written.files, folder) };
  const isWanted = wantsMore(all);
  const isTesting = wantsClient(all, imports.after);
  for (const list of lists) {
    yield* editedList(app, list, imports, { isWanted: isWanted(list), isTesting: isTesting(list, isWanted(list)) });
    if (written.mode === 'pure') yield* keptIn(list, imports.after);
  }
  for (const { at, why } of unread) {
    const names = joined(missingIn(app, [], imports.after));
    if (names) yield { message: WORDS[why], file, at, data: { line: lineAt(file, at), names } };
  }
}

const WORDS = { layout: 'unread', hashes: 'hashes', encoding: 'encoding' } as const;

function missingIn(app: App, entries: readonly Declared[], imports: Imports): string[] {
  return missing(app, entries, imports).map(({ name }) => name);
}

/** Lists that name Flask itself; or an extension, where none does. */
function wantsMore(all: readonly Manifest[]): (list: DependencyList) => boolean {
  const lists = all.flatMap((manifest) => manifest.lists);
  const namesFlask = ({ entries }: DependencyList) => entries.some(({ name }) => name === 'flask');
  return lists.some(namesFlask) ? namesFlask : (list) => list.role === 'runtime' && declaresFlask(list);
}

function* editedList(
  app: App,
  list: DependencyList,
  imports: Both,
  { isWanted, isTesting }: { readonly isWanted: boolean; readonly isTesting: boolean },
): Iterable<Said> {
  const { file, entries } = list;
  const ours = entries.filter(({ name }) => isOfFlask(name));
  const first = ours[0] ?? entries[0];
  if (!first) return;
  const gone = ours.filter(({ name }) => isGone(name, imports));
  const added = [
    ...(isWanted ? missing(app, entries, imports.after) : []),
    ...(isTesting ? [LIBRARIES.httpx as Library] : []),
  ];
  if (added.length + gone.length === 0) return;
  const at = { file, at: first.at };
  // both are one change of the list
  const edits = list.change(added, new Set(gone));
  if (added.length > 0)
    yield { ...at, message: 'added', data: { names: joined(added.map(({ name }) => name)) }, edits };
  if (gone.length === 0) return;
  const data = { names: joined(gone.map((one) => nameIn(file, one.at))) };
  yield { ...at, message: 'removed', data, ...(added.length === 0 && { edits }) };
}

function declaresPytest({ entries }: DependencyList): boolean {
  return entries.some(({ name }) => name === 'pytest');
}

/** The test client of FastAPI needs httpx: where the tests are declared, or else where Flask was. */
function wantsClient(
  all: readonly Manifest[],
  { testClient }: Imports,
): (list: DependencyList, isWanted: boolean) => boolean {
  const lists = all.flatMap((manifest) => manifest.lists);
  const hasClient = lists.some(({ entries }) => entries.some(({ name }) => /^httpx2?$/.test(name)));
  const hasTests = lists.some(declaresPytest);
  return (list, isWanted) => testClient && !hasClient && (hasTests ? declaresPytest(list) : isWanted);
}

function* keptIn({ file, entries }: DependencyList, { flask }: Imports): Iterable<Said> {
  const [use] = flask.values();
  const kept = entries.find(({ name }) => name === 'flask');
  if (!kept || !use) return;
  const data = { names: nameIn(file, kept.at), use: `${use.path}:${use.line}` };
  yield { message: 'kept', file, at: kept.at, data };
}

/** Flask stays as long as an extension does; an extension goes with its last import, or with Flask. */
function isGone(name: string, { before, after }: Both): boolean {
  const module = name.replaceAll('-', '_');
  return after.flask.size === 0 || (name !== 'flask' && before.flask.has(module) && !after.flask.has(module));
}

function* nowhere(app: App, written: Written, manifests: readonly Manifest[]): Iterable<Said> {
  const list = manifests.flatMap(({ lists }) => lists).find(({ role }) => role === 'runtime');
  if (!list) return;
  const names = joined(missingIn(app, list.entries, importsOf(written.files, governed(list.file.path))));
  if (names) yield { message: 'undeclared', file: list.file, at: { start: 0, end: 0 }, data: { names } };
}

/** `FROM python:3.8`, `RUN pip install flask gunicorn`. */
function* byName(app: App, written: Written): Iterable<Said> {
  const files = [...app.project.texts].filter(([path]) => LAUNCH.test(path)).map(([, file]) => file());
  for (const file of files) {
    for (const { index, 0: line } of file.text.matchAll(
      /^FROM[ \t]+(?:--\S+[ \t]+)?(?:\S+\/)?python:(?:2|3\.\d(?!\d))\S*.*$/gim,
    )) {
      yield { message: 'python', file, at: { start: index, end: index + line.length }, data: { line: line.trim() } };
    }
    for (const { index, 0: line } of file.text.matchAll(
      /^(?![ \t]*#).*\bpip3? install\b.*\bflask\b(?![-\w./]).*$/gim,
    )) {
      const names = joined(missingIn(app, [], importsOf(written.files, '')));
      const at = { start: index, end: index + line.length };
      yield { message: 'command', file, at, data: { line: line.trim(), names } };
    }
  }
}

function joined(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** As the list spells it. */
function nameIn(file: TextFile, at: Span): string {
  return /^[\w.-]+/.exec(file.slice(at))?.[0] ?? '';
}

function lineAt(file: TextFile, { start }: Span): string {
  return file.text
    .slice(file.lineStart(start), file.lineEnd(start))
    .replace(/[^\x20-\u{10ffff}]|^\xff\xfe/gu, '')
    .trim();
}

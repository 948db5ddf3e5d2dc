import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ImportFrom } from '../python/ast.js';
import { decodeText } from '../python/decode.js';
import { listFiles, type Selection } from '../python/files.js';
import type { Parser, Unread } from '../python/parser.js';
import { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { TextFile } from '../python/text-file.js';

export interface Reading {
  readonly project: Project;
  /** Every Python file there is. */
  readonly paths: readonly string[];
  readonly unread: readonly Unread[];
  /** Files around the code that are no Python. */
  readonly around: readonly string[];
}

export interface ReadOptions extends Selection {
  /** Parse files as well that nothing of Flask leads to. */
  readonly readAll?: boolean;
  /** Modules to read whatever is in them: the application's own (`--app`). */
  readonly modules?: readonly string[];
  /** What else is read, by path: files around the code. Python files among them are parsed, whatever is in them. */
  readonly around?: readonly RegExp[];
}

/**
 * Reads what Flask leads to: the files that speak of Flask, all that they import, directly or not, and the programs that start
 * the application (`from shop import app`). A regular expression over the bytes decides what is parsed; `\b` would be wrong
 * (`flask_login` holds no word boundary).
 */
export function readProject(root: string, parser: Parser, options: ReadOptions = {}): Reading {
  const isAround = (path: string) => options.around?.some((pattern) => pattern.test(path)) === true;
  const all = listFiles(root, (path) => path.endsWith('.py') || TEMPLATE.test(path) || isAround(path), options);
  const listing = { ...all, paths: all.paths.filter((path) => path.endsWith('.py')) };
  const texts = all.paths.filter((path) => !path.endsWith('.py'));
  const project = new Project(listing.paths, listing.folders, new Map(texts.map((path) => [path, textOf(root, path)])));
  const unread: Unread[] = [...listing.unread];
  const seen = new Set<string>();
  const contents = new Map<string, Uint8Array>();
  const queue: string[] = [];
  const others: { readonly path: string; readonly text: string }[] = [];
  const asking: string[] = [];
  const want = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    queue.push(path);
  };
  for (const path of listing.paths) {
    try {
      const bytes = readFileSync(join(root, path));
      const text = bytes.toString('latin1');
      if (/flask/i.test(text) || isAround(path)) {
        contents.set(path, bytes);
        want(path);
        continue;
      }
      if (!isTest(path)) others.push({ path, text: (text.match(IMPORTS) ?? []).join('\n') });
      else if (OF_TESTS.test(text)) asking.push(path);
      if (options.readAll) {
        // parsed for its errors; what is in it is not kept
        const result = parser.parse(path, bytes);
        if ('unread' in result) unread.push(result.unread);
      }
    } catch (error) {
      unread.push({ file: path, line: 1, why: `it cannot be read (${(error as NodeJS.ErrnoException).code})` });
      seen.add(path);
    }
  }
  const speaking = new Set(queue);
  for (const { path, text } of others) if (importsOneOf(project, path, text, speaking)) want(path);
  if (speaking.size > 0) for (const path of asking) want(path);
  for (const name of options.modules ?? []) {
    const path = project.findModulePath(name, '');
    if (path) want(path);
  }
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const result = parser.parse(path, contents.get(path) ?? readFileSync(join(root, path)));
    contents.delete(path);
    if ('unread' in result) {
      if (!unread.some((one) => one.file === path)) unread.push(result.unread);
      continue;
    }
    project.add(result.file);
    for (const imported of importedPaths(project, result.file)) want(imported);
  }
  unread.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  return { project, paths: listing.paths, unread, around: texts.filter(isAround) };
}

/** Is it a file of the tests? */
export function isTest(path: string): boolean {
  return /(^|\/)(tests?|testing)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/.test(path);
}

/** What tests ask of an application or its client, which fixtures hand to them without a word of Flask. */
const OF_TESTS =
  /\.(test_client|test_cli_runner|test_request_context|app_context|config|testing|debug|secret_key|application)\b/;

/** Lines that import something, wherever they stand; the first may have a byte order mark. */
const IMPORTS = /^(?:\xef\xbb\xbf)?[ \t]*(?:from[ \t]+[.\w]+[ \t]+import\b[^\r\n]*|import[ \t]+\w[^\r\n]*)/gm;
const FROM = /^(?:\xef\xbb\xbf)?[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import\b(.*)$/;

/** Does one of these lines import one of the files? Near enough: who is read without need is found to have no part in it. */
function importsOneOf(project: Project, path: string, lines: string, files: ReadonlySet<string>): boolean {
  return lines.split('\n').some((line) => {
    const [, dots = '', module = '', names = line.replace(/^\W*import/, '')] = FROM.exec(line) ?? [];
    const find = (name: string) =>
      dots ? project.findRelativePath(path, dots.length, name) : project.findModulePath(name, path);
    const wanted = (names.match(/[\w.]+/g) ?? []).map((name) => [module, name].filter(Boolean).join('.'));
    return [module, ...wanted].some((name) => files.has(find(name) ?? ''));
  });
}

/** What Jinja is given in most projects; templates may have any name. */
const TEMPLATE = /\.(html?|xhtml|xml|svg|txt|md|csv|json|js|css|j2|jinja2?|tmpl|tpl|mustache|eml|ics|rss|atom)$/i;

/** Read once, when it is asked for: most runs want none of them. */
function textOf(root: string, path: string): () => TextFile {
  let file: TextFile | undefined;
  return () => {
    file ??= new TextFile(path, decodeText(readFileSync(join(root, path))));
    return file;
  };
}

/** `import_module("." + kind, __name__)`: any module of the package may be meant. */
const CHOSEN = /\bimport_module\(\s*[rf]?["']\./i;

/** The project's files that a file imports, packages on the way included. */
export function importedPaths(project: Project, file: SourceFile): string[] {
  const found: (string | undefined)[] = [];
  const absolute = (name: string) => {
    const parts = name.split('.');
    for (let i = 1; i <= parts.length; i++) found.push(project.findModulePath(parts.slice(0, i).join('.'), file.path));
  };
  for (const node of file.module.imports) {
    if (node.kind === 'import') for (const { name } of node.names) absolute(name);
    if (node.kind !== 'from') continue;
    if (node.level === 0) absolute(node.module);
    else {
      const parts = node.module ? node.module.split('.') : [];
      for (let i = 0; i <= parts.length; i++) {
        found.push(project.findRelativePath(file.path, node.level, parts.slice(0, i).join('.')));
      }
    }
    for (const { name } of node.names) found.push(submodule(project, file, node, name));
  }
  if (CHOSEN.test(file.text)) found.push(...project.below(posix.dirname(file.path)));
  return found.filter((path): path is string => path !== undefined);
}

function submodule(project: Project, file: SourceFile, node: ImportFrom, name: string): string | undefined {
  const module = [node.module, name].filter(Boolean).join('.');
  return node.level === 0
    ? project.findModulePath(module, file.path)
    : project.findRelativePath(file.path, node.level, module);
}

import { isBelow, references } from '../../src/model/references.js';
import { type App, FLASK_MIGRATE, FLASK_SQLALCHEMY, type WrittenFile } from '../../src/transform.js';
import { CAME_WITH_FLASK, LIBRARIES, type Library, SERVERS } from './libraries.js';
import { type Declared, isOfFlask, normalized } from './requirement.js';

/** What the project imports when it is converted. */
export interface Imports {
  /** Modules of libraries, by their first name, in code that is no test. */
  readonly modules: ReadonlySet<string>;
  /** Where Flask or one of its extensions is still imported, or named in a string, by the first name of the module. */
  readonly flask: ReadonlyMap<string, { readonly path: string; readonly line: number }>;
  readonly forms: boolean;
  readonly testClient: boolean;
}

/** @param folder Files below it count. */
export function importsOf(files: readonly WrittenFile[], folder: string): Imports {
  const modules = new Set<string>();
  const flask = new Map<string, { path: string; line: number }>();
  let forms = false;
  let testClient = false;
  const own = new Set(files.flatMap(({ path }) => path.replace(/\.py$/, '').split('/')));
  for (const file of files) {
    if (folder && !file.path.startsWith(`${folder}/`)) continue;
    for (const [name, at] of namesIn(file)) {
      const first = name.split('.')[0] as string;
      testClient ||= /^(fastapi|starlette)\.testclient\b/.test(name);
      if (!isTest(file.path)) {
        modules.add(first);
        forms ||= FORMS.test(name);
      }
      if (isOfFlask(normalized(first)) && !own.has(first) && !flask.has(first))
        flask.set(first, { path: file.path, line: lineOf(file, at) });
    }
    forms ||= !isTest(file.path) && /\bawait [\w.]+\.form\(/.test(file.text);
  }
  return { modules, flask, forms, testClient };
}

/** FastAPI refuses to make a route with such a parameter when python-multipart is missing. */
const FORMS = /^fastapi(\.\w+)*\.(Form|File)$/;

function isTest(path: string): boolean {
  return /(^|\/)(tests?|testing|docs?|examples?)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest|conf|setup)\.py$/.test(path);
}

/** What is imported, each with the names that are taken; and modules of Flask that a string names. */
function* namesIn({ module, text }: WrittenFile): Iterable<readonly [string, number]> {
  for (const node of module.imports) {
    if (node.kind === 'import') for (const { name } of node.names) yield [name, node.start];
    else if (node.level === 0) {
      yield [node.module, node.start];
      for (const { name } of node.names) yield [`${node.module}.${name}`, node.start];
    }
  }
  for (const { 1: name, index } of text.matchAll(BY_NAME)) yield [name as string, index];
}

/** Modules that are imported by their name. */
const BY_NAME = /\b(?:import_module|import_string|__import__)\(\s*["'](flask[\w.]*)/g;

function lineOf({ text }: WrittenFile, start: number): number {
  return text.slice(0, start).split(/\r\n|\r|\n/).length;
}

/** Libraries that came with an extension, and stay when it goes. */
const BEHIND_EXTENSIONS = [
  [FLASK_SQLALCHEMY, 'sqlalchemy'],
  [FLASK_MIGRATE, 'alembic'],
] as const;

/** The libraries that a list lacks. */
export function missing(app: App, entries: readonly Declared[], imports: Imports): readonly Library[] {
  const declared = new Set(entries.map(({ name }) => name));
  const names = ['fastapi'];
  if (![...SERVERS].some((server) => declared.has(server)) || imports.modules.has('uvicorn')) names.push('uvicorn');
  if (startsGunicorn(app) || declared.has('gunicorn')) names.push('uvicorn_worker');
  if (imports.forms) names.push('multipart');
  for (const name of ['a2wsgi', ...(imports.flask.size === 0 ? CAME_WITH_FLASK : [])])
    if (imports.modules.has(name)) names.push(name);
  for (const [extension, name] of BEHIND_EXTENSIONS) {
    const wasBehind = references(app).some((reference) => isBelow(reference, extension));
    if (wasBehind && imports.modules.has(name) && !imports.flask.has(extension)) names.push(name);
  }
  return names
    .map((name) => LIBRARIES[name] as Library)
    .filter(({ name }) => !declared.has(normalized(name)))
    .sort((a, b) => (normalized(a.name) < normalized(b.name) ? -1 : 1));
}

/** Does a file around the code start the application with gunicorn? */
function startsGunicorn({ project }: App): boolean {
  return [...project.texts].some(([path, file]) => LAUNCH.test(path) && /\bgunicorn\b/.test(file().text));
}

export const LAUNCH =
  /(^|\/)(Procfile[^/]*|[^/]*Dockerfile[^/]*|[^/]*compose[^/]*\.ya?ml|[^/]*\.(sh|service|conf)|Makefile)$/i;

import { takesLines } from '../edits/lines.js';
import type { Need } from '../edits/needs.js';
import type { App } from '../model/app.js';
import { creationOf, fileOf } from '../model/creation.js';
import { rootFolder } from '../model/folders.js';
import { asString, type Scaffold } from '../model/registration/values.js';
import { ruleMatches } from '../model/rules.js';
import { lacksStaticFolder, staticFolder } from '../model/static.js';
import { usedMembers } from './folders.js';
import { folderArgument, folderExpression } from './locations.js';
import { compatPackage, libraryName, type Named } from './names.js';

const MAX_WIDTH = 100;

export interface StaticMount {
  /** As the project has it, or as the code says it where only run time tells. */
  readonly folder: string;
  /** As code. */
  readonly path: string;
  readonly needs: readonly Need[];
}

/** Does code of the application ask for the folder, or for a file in it? */
export function asksForStaticFolder(app: App): boolean {
  const used = usedMembers(app);
  return ['static_folder', 'static_url_path', 'send_static_file'].some((name) => used.has(name));
}

/** Is the static folder of the application mounted? Not when there is none, and no address of it would be told from an unknown one. */
export function hasStaticMount(app: App): boolean {
  const found = staticFolder(app, app.scaffold);
  if (found === 'none') return false;
  if (found === 'unknown' || !lacksStaticFolder(app, app.scaffold) || asksForStaticFolder(app)) return true;
  const { path } = found;
  return (
    path === '' ||
    (app.options.style === 'compatible' && app.routes.some((one) => ruleMatches(one.rule, `${path}/file`)))
  );
}

/**
 * `app.mount("/static", StaticFiles(…), name="static")`, below the line that makes the application or the router. undefined: where the
 * folder is cannot be told, or the line has no place.
 *
 * @param prefix What a router has for its routes, but not for what is mounted on it. undefined: only the router knows.
 */
export function staticMount(
  app: App,
  scaffold: Scaffold,
  name: string,
  prefix: string | undefined,
): StaticMount | undefined {
  const { file, stmt, object } = creationOf(scaffold) ?? {};
  if (!file || !stmt || !object || !takesLines(file, { after: stmt })) return undefined;
  const before = prefix === undefined ? { text: `{${object}.prefix}`, f: 'f' } : { text: prefix, f: '' };
  const served = servedFolder(app, scaffold, before);
  const isKept = scaffold === app.scaffold && asksForStaticFolder(app);
  // it would not be there when it is None
  if (!served || (isKept && served.unless)) return undefined;
  const files = filesClass(app, file);
  const { quote } = file;
  const kept = isKept ? keptLines(app, object, served) : [];
  const directory = isKept ? `${object}.state.static_folder` : served.where.text;
  const options = served.exists ? '' : ', check_dir=False';
  const parts = [served.path, `${files.text}(directory=${directory}${options})`, `name=${quote}${name}${quote}`];
  const line = `${object}.mount(${parts.join(', ')})`;
  const broken = [`${object}.mount(`, ...parts.map((part) => `${file.indentUnit}${part},`), ')'];
  const indent = file.indentAt(stmt.start).length + (served.unless ? file.indentUnit.length : 0);
  const lines = [...kept, ...(indent + line.length > MAX_WIDTH ? broken : [line])];
  const guarded = served.unless
    ? [`if ${served.unless} is not None:`, ...lines.map((one) => file.indentUnit + one)]
    : lines;
  return {
    folder: served.folder,
    path: served.path,
    needs: [
      ...files.needs,
      ...served.where.needs,
      { kind: 'lines', file, anchor: { after: stmt }, rank: 0, lines: guarded },
    ],
  };
}

/** What is mounted, and where. */
interface Served {
  readonly folder: string;
  readonly where: Named;
  /** As code. */
  readonly path: string;
  readonly exists: boolean;
  /** What may be None at run time. */
  readonly unless?: string;
}

/** What comes before the path of the folder; `f`: it is part of an f-string. */
interface Before {
  readonly text: string;
  readonly f: string;
}

function servedFolder(app: App, scaffold: Scaffold, before: Before): Served | undefined {
  const found = staticFolder(app, scaffold);
  const file = fileOf(scaffold);
  const { quote } = file;
  if (found === 'unknown') return computedFolder(app, scaffold, before);
  if (found === 'none' || found.folder === undefined) return undefined;
  const { folder, isAbsolute } = found;
  const where = folderExpression(app, scaffold, 'static_folder', { path: folder, isAbsolute });
  const path = `${before.f}${quote}${before.text}${found.path}${quote}`;
  return { folder, where, path, exists: app.project.folders.has(folder) };
}

/** `static_folder=FOLDER`, which only run time tells: perhaps None, perhaps a path from the root of the file system. */
function computedFolder(app: App, scaffold: Scaffold, before: Before): Served | undefined {
  const file = fileOf(scaffold);
  const { quote } = file;
  const given = folderArgument(scaffold, 'static_folder');
  const url = scaffold.options.get('static_url_path');
  const isUnsaid = !url || (url.kind === 'const' && url.value === null);
  const written = asString(url)?.replace(/\/+$/, '');
  if ((given?.kind !== 'name' && given?.kind !== 'attribute') || (!isUnsaid && written === undefined)) return undefined;
  if (rootFolder(app, scaffold) === undefined) return undefined;
  const text = file.slice(given);
  const path = isUnsaid
    ? `f${quote}${before.text}/{Path(${text}).name}${quote}`
    : `${before.f}${quote}${before.text}${written}${quote}`;
  const where = folderExpression(app, scaffold, 'static_folder', { path: '', isAbsolute: false });
  return { folder: text, where, path, exists: false, unless: text };
}

/** `app.state.static_folder = …`, when other code of the application asks for it. */
function keptLines(app: App, object: string, { where, path }: Served): string[] {
  const folder = `${object}.state.static_folder = str(${where.text})`;
  return usedMembers(app).has('static_url_path') ? [folder, `${object}.state.static_url_path = ${path}`] : [folder];
}

function filesClass(app: App, file: App['entryFile']): Named {
  const place = { app, file, mode: 'pure' } as const;
  if (app.options.style === 'idiomatic') return libraryName(place, 'fastapi.staticfiles', 'StaticFiles');
  const compat = compatPackage(place);
  return { text: `${compat.text}.StaticFiles`, needs: compat.needs };
}

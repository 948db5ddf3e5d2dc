import { takesLines } from '../edits/lines.js';
import type { Need } from '../edits/needs.js';
import type { App } from '../model/app.js';
import type { Scaffold } from '../model/registration/values.js';
import { type StaticFolder, staticFolder } from '../model/static.js';
import { statementOf } from '../python/surroundings.js';
import { usedMembers } from './folders.js';
import { folderExpression } from './locations.js';
import { compatPackage, libraryName, type Named } from './names.js';

const MAX_WIDTH = 100;

export interface StaticMount {
  readonly found: StaticFolder & { readonly folder: string };
  readonly needs: readonly Need[];
}

/**
 * `app.mount("/static", StaticFiles(…), name="static")`, below the line that makes the application or the router. undefined: where the
 * folder is cannot be told, or the line has no place.
 *
 * @param prefix What a router has for its routes, but not for what is mounted on it.
 */
export function staticMount(app: App, scaffold: Scaffold, name: string, prefix = ''): StaticMount | undefined {
  const found = staticFolder(app, scaffold);
  const { file, node } = scaffold.site;
  const stmt = statementOf(file, node);
  const target = stmt?.kind === 'assign' ? stmt.targets[0] : undefined;
  if (typeof found !== 'object' || found.folder === undefined || !stmt || !takesLines(file, { after: stmt }))
    return undefined;
  if (target?.kind !== 'name' && target?.kind !== 'attribute') return undefined;
  const object = file.slice(target);
  const { folder, path } = found;
  const files = filesClass(app, file);
  const { quote } = file;
  const where = folderExpression(app, scaffold, 'static_folder', { path: folder, isAbsolute: found.isAbsolute });
  const options = app.project.folders.has(folder) ? '' : ', check_dir=False';
  const kept = scaffold === app.scaffold ? keptLines(app, object, found, where.text, quote) : [];
  const directory = kept.length > 0 ? `${object}.state.static_folder` : where.text;
  const served = `${files.text}(directory=${directory}${options})`;
  const parts = [`${quote}${prefix}${path}${quote}`, served, `name=${quote}${name}${quote}`];
  const line = `${object}.mount(${parts.join(', ')})`;
  const broken = [`${object}.mount(`, ...parts.map((part) => `${file.indentUnit}${part},`), ')'];
  const isLong = file.indentAt(stmt.start).length + line.length > MAX_WIDTH;
  const lines = [...kept, ...(isLong ? broken : [line])];
  return {
    found: { ...found, folder },
    needs: [...files.needs, ...where.needs, { kind: 'lines', file, anchor: { after: stmt }, rank: 0, lines }],
  };
}

/** `app.state.static_folder = …`, when other code of the application asks for it. */
function keptLines(app: App, object: string, { path }: StaticFolder, folder: string, quote: string): string[] {
  const used = usedMembers(app);
  const asked = used.has('static_folder') || used.has('send_static_file');
  return [
    ...(asked || used.has('static_url_path') ? [`${object}.state.static_folder = str(${folder})`] : []),
    ...(used.has('static_url_path') ? [`${object}.state.static_url_path = ${quote}${path}${quote}`] : []),
  ];
}

function filesClass(app: App, file: App['entryFile']): Named {
  const place = { app, file, mode: 'pure' } as const;
  if (app.options.style === 'idiomatic') return libraryName(place, 'fastapi.staticfiles', 'StaticFiles');
  const compat = compatPackage(place);
  return { text: `${compat.text}.StaticFiles`, needs: compat.needs };
}

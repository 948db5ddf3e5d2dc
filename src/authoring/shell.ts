import { takesLines } from '../edits/lines.js';
import type { Anchor, LinesNeed } from '../edits/needs.js';
import type { App, Finish } from '../model/app.js';
import type { Expr, FunctionDef, SimpleStmt, Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { statementOf } from '../python/surroundings.js';
import { walkOwn } from '../python/walk.js';
import type { FileEdit } from '../transform.js';
import { freshName } from './names.js';

/** Lines of the application shell stand in this order. */
export const SHELL = { app: 0, contexts: 80, mount: 90, compat: 95, done: 99 } as const;

/** A place where the application is finished: the end of its module, or a `return app` of its factory. */
export interface FinishPlace {
  readonly file: SourceFile;
  readonly anchor: Anchor;
  /** The application's name there. */
  readonly object: string;
}

export interface Finishing {
  readonly places: readonly FinishPlace[];
  /** What gives the application a name where it has none: `return make()` becomes `app = make()` and `return app`. */
  readonly edits: readonly FileEdit[];
  readonly needs: readonly LinesNeed[];
}

/** Every place where nothing is registered on the application any more. undefined: there is none that takes lines. */
export function finishing(app: App, fallback = 'app'): Finishing | undefined {
  const { finish } = app;
  if (!finish) return undefined;
  if (finish.kind === 'factory') return inFactory(finish.file, finish.def, fallback);
  const object = moduleName(app, finish.file);
  if (!object) return undefined;
  return { places: [{ file: finish.file, anchor: { endOf: finish.file }, object }], edits: [], needs: [] };
}

/** Lines at every place where the application is finished. */
export function finishLines(at: Finishing, rank: number, lines: (object: string) => readonly string[]): LinesNeed[] {
  return at.places.map(({ file, anchor, object }) => ({ kind: 'lines', file, anchor, rank, lines: lines(object) }));
}

/** The name of the FastAPI object that stands in front of Flask: a new one. */
export function shellName(file: SourceFile): string {
  return freshName(file, ['asgi', 'fastapi_app']);
}

/** Lines below each `mount_flask(asgi, app)`: of this run, or of an earlier one. */
export function shellLines(
  app: App,
  rank: number,
  lines: (shell: string) => readonly string[],
): LinesNeed[] | undefined {
  if (!app.mounted) {
    const at = finishing(app, 'flask_app');
    return at && finishLines(at, rank, () => lines(shellName((app.finish as Finish).file)));
  }
  const needs: LinesNeed[] = [];
  for (const event of app.events) {
    if (event.kind !== 'mount' || event.scaffold !== app.scaffold || event.site.node.kind !== 'call') continue;
    const { file, node } = event.site;
    const stmt = statementOf(file, node);
    const [shell] = event.site.node.args;
    if (!stmt || !shell) return undefined;
    needs.push({ kind: 'lines', file, anchor: { after: stmt }, rank, lines: lines(file.slice(shell)) });
  }
  return needs;
}

/** The application's name at the end of the module. */
function moduleName(app: App, file: SourceFile): string | undefined {
  const { scaffold, entry, entryFile, project } = app;
  const parent = scaffold.site.file.parentOf(scaffold.site.node);
  const target = parent?.kind === 'assign' ? parent.targets[0] : undefined;
  if (scaffold.site.file === file && target?.kind === 'name') return target.id;
  if (entryFile === file && project.export(file, entry.attribute)) return entry.attribute;
  const made = file.module.body.find((stmt) => stmt.kind === 'assign' && isCallAt(stmt.value, app));
  return made?.kind === 'assign' && made.targets[0]?.kind === 'name' ? made.targets[0].id : undefined;
}

function isCallAt(value: Expr | undefined, app: App): boolean {
  return value !== undefined && app.scaffold.site.frames.some((frame) => frame.node === value);
}

function inFactory(file: SourceFile, def: FunctionDef, fallback: string): Finishing | undefined {
  const places: FinishPlace[] = [];
  const edits: FileEdit[] = [];
  const needs: LinesNeed[] = [];
  for (const node of walkOwn(def.body)) {
    if (node.kind !== 'return' || node.values.length === 0) continue;
    const stmt: SimpleStmt = node;
    const [value] = stmt.values as [Expr];
    if (value.kind === 'constant') continue;
    if (!takesLines(file, { before: stmt as Stmt })) return undefined;
    if (value.kind === 'name') {
      places.push({ file, anchor: { before: stmt as Stmt }, object: value.id });
      continue;
    }
    const object = freshName(file, fallback === 'app' ? ['app', 'application'] : [fallback]);
    const anchor: Anchor = { after: stmt as Stmt };
    edits.push({ start: stmt.start, end: value.start, text: `${object} = `, file });
    needs.push({ kind: 'lines', file, anchor, rank: SHELL.done, lines: [`return ${object}`] });
    places.push({ file, anchor, object });
  }
  return places.length > 0 ? { places, edits, needs } : undefined;
}

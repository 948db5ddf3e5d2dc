import type { ErrorHandler } from '../../src/model/handlers.js';
import type { Call, Decorator, Expr, FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  type FileEdit,
  finishing,
  finishLines,
  givenArgument,
  type Named,
  type Need,
  supportName,
  takesLines,
} from '../../src/transform.js';
import type { Rewritten } from './handler.js';
import type { Subject } from './subject.js';

const RANK = 40;

export interface Written {
  readonly call: Call;
  readonly decorator: Decorator | undefined;
  /** The function in `register_error_handler(404, lost)`. */
  readonly argument: Expr | undefined;
}

/** How a handler is registered in the source; undefined for a form that is not known. */
export function writtenAs({ event, definition }: ErrorHandler): Written | undefined {
  const { file, node } = event.site;
  if (node.kind !== 'call' || node.func.kind !== 'attribute') return undefined;
  const parent = file.parentOf(node);
  if (node.func.attr === 'register_error_handler') {
    const argument = givenArgument(node, 1, 'f')?.value;
    return argument && parent?.kind === 'expr' ? { call: node, decorator: undefined, argument } : undefined;
  }
  const isOn = parent?.kind === 'decorator' && definition?.file === file && definition.def.decorators.includes(parent);
  return isOn ? { call: node, decorator: parent, argument: undefined } : undefined;
}

/** `@app.errorhandler(404)` → `@app.exception_handler(404)`; `answering` where it returns what shows at run time. */
export function onApplication(
  app: App,
  { item, definition }: ErrorHandler,
  { call, decorator, argument }: Written,
  { key, kind }: Subject,
  atRunTime: boolean,
  exception: Named,
): Rewritten | undefined {
  const { file } = item;
  if (call.func.kind !== 'attribute') return undefined;
  if (item.scaffold.kind !== 'app') return fromBlueprint(app, definition, decorator, key, kind, atRunTime);
  const object = file.slice(call.func.value);
  const answering = atRunTime ? supportName({ app, file, mode: 'pure' }, 'errors', 'answering') : undefined;
  // Flask's handler for anything gets HTTP errors, too
  const keys = kind === 'anything' ? [exception, key] : [key];
  const needs = [...keys.flatMap((one) => one.needs), ...(answering?.needs ?? [])];
  if (decorator) {
    const indent = `\n${file.indentAt(decorator.start)}@`;
    const names = keys.map((one) => `${object}.exception_handler(${one.text})`);
    const text = [...names, ...(answering ? [answering.text] : [])].join(indent);
    return { edits: [{ start: decorator.expr.start, end: decorator.expr.end, text }], needs };
  }
  const handler = argument ? file.slice(argument) : '';
  const value = answering ? `${answering.text}(${handler})` : handler;
  const indent = `\n${file.indentAt(call.start)}`;
  const text = keys.map((one) => `${object}.add_exception_handler(${one.text}, ${value})`).join(indent);
  return { edits: [{ start: call.start, end: call.end, text }], needs };
}

/** `@bp.app_errorhandler(404)`: a router cannot register it, so the application does. */
function fromBlueprint(
  app: App,
  definition: ErrorHandler['definition'],
  decorator: Decorator | undefined,
  key: Named,
  kind: Subject['kind'],
  atRunTime: boolean,
): Rewritten | undefined {
  const at = finishing(app);
  const home = app.finish?.file;
  if (!definition || !decorator || !at || !home || kind === 'anything' || !/^\d+$/.test(key.text)) return undefined;
  const { file, def } = definition;
  if (!file.module.body.includes(def) || !importsFrom(app, home, file)) return undefined;
  const local = app.project.scopes(home).module.bindings.has(def.name) ? undefined : def.name;
  if (!local && file !== home) return undefined;
  const answering = atRunTime ? supportName({ app, file: home, mode: 'pure' }, 'errors', 'answering') : undefined;
  const value = answering ? `${answering.text}(${def.name})` : def.name;
  const needs: Need[] = [...(answering?.needs ?? []), ...at.needs];
  if (file !== home) needs.push({ kind: 'import', file: home, module: { path: file.path }, name: def.name });
  needs.push(...finishLines(at, RANK, (object) => [`${object}.add_exception_handler(${key.text}, ${value})`]));
  return { edits: [removed(file, decorator), ...at.edits], needs };
}

/** Is the module imported at the top already? Another name of it cannot close a circle then. */
function importsFrom(app: App, home: SourceFile, file: SourceFile): boolean {
  if (home === file) return true;
  for (const bindings of app.project.scopes(home).module.bindings.values()) {
    for (const binding of bindings) {
      if (binding.kind !== 'import') continue;
      const ref = app.project.imported(binding, home);
      if (ref && 'file' in ref && ref.file === file) return true;
    }
  }
  return false;
}

/** `@bp.errorhandler(404)` → `handlers[404] = lost`, below the function. */
export function onRouter(
  app: App,
  { item, definition }: ErrorHandler,
  { call, decorator, argument }: Written,
  { key }: Subject,
  handlers: string,
): Rewritten | undefined {
  const { file } = item;
  const { site } = item.scaffold;
  const made = statementOf(site.file, site.node);
  const target = made?.kind === 'assign' ? made.targets[0] : undefined;
  if (!made || site.file !== file || target?.kind !== 'name' || !takesLines(file, { after: made })) return undefined;
  const place = { app, file, mode: 'pure' } as const;
  const handling = supportName(place, 'errors', 'handling');
  const type = supportName(place, 'errors', 'Handler');
  const lines = [
    `${handlers}: dict[int | type[Exception], ${type.text}] = {}`,
    `${target.id}.route_class = ${handling.text}(${handlers}, ${target.id}.route_class)`,
  ];
  const needs: Need[] = [...handling.needs, ...type.needs, ...key.needs];
  needs.push({ kind: 'lines', file, anchor: { after: made }, rank: 5, lines });
  if (!decorator) {
    if (!argument || call.func.kind !== 'attribute') return undefined;
    const text = `${handlers}[${key.text}] = ${file.slice(argument)}`;
    return { edits: [{ start: call.start, end: call.end, text }], needs };
  }
  const def = definition?.def as FunctionDef;
  const below = `${handlers}[${key.text}] = ${def.name}`;
  needs.push({ kind: 'lines', file, anchor: { after: def }, rank: 0, lines: ['', '', below] });
  return { edits: [removed(file, decorator)], needs };
}

/** A decorator with its line. */
function removed(file: SourceFile, decorator: Decorator): FileEdit {
  return { start: file.lineStart(decorator.start), end: file.lineEnd(decorator.end), text: '', file };
}

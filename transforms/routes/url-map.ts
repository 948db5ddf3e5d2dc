import type { Stmt } from '../../src/python/ast.js';
import { blockOf, docstringOf, statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  type FileEdit,
  isInPlace,
  isSlashes,
  type OwnConverter,
  ownConverters,
  supportName,
  type Wiring,
} from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** `app.url_map.converters["list"] = ListConverter` and `app.url_map.strict_slashes = False`, of a pure application. */
export function* urlMapChanges(app: App): Iterable<Said> {
  const leaving = new Set<Stmt>();
  for (const own of ownConverters(app).values()) {
    const change = converterChange(app, own, leaving);
    if (change) yield change;
  }
  for (const item of app.wiring) {
    const { event, file } = item;
    const stmt = event && statementOf(file, event.site.node);
    const [target] = stmt?.kind === 'assign' ? stmt.targets : [];
    if (!isSlashes(item, app) || target?.kind !== 'attribute' || target.value.kind !== 'attribute') continue;
    if (app.options.style === 'idiomatic') continue;
    const { attrStart, end } = target.value;
    const edits = [{ start: attrStart, end, text: 'state' }];
    yield { message: 'slashes', file, at: target, edits, ports: [item] };
  }
}

/** The statement registers the converter with Starlette, or goes where it would come too late. */
function converterChange(app: App, own: OwnConverter, leaving: Set<Stmt>): Said | undefined {
  const { item, value } = own;
  const { file, event } = item;
  const stmt = event && statementOf(file, event.site.node);
  const [target] = stmt?.kind === 'assign' ? stmt.targets : [];
  if (stmt?.kind !== 'assign' || target?.kind !== 'subscript' || stmt.targets.length > 1 || !stmt.value)
    return undefined;
  const base = {
    message: 'own-converter',
    file,
    at: target,
    data: { converter: value.def.name },
    ports: [item],
  } as const;
  if (!isInPlace(own, app)) return { ...base, edits: [removed(file, stmt, leaving)] };
  const known = supportName({ app, file, mode: 'pure' }, 'convertors', 'register_converter');
  const [key] = file.text.slice(target.value.end, target.end).match(/(['"])\w+\1/) ?? [''];
  const text = `${known.text}(${key}, ${file.slice(stmt.value)})`;
  return { ...base, edits: [{ start: stmt.start, end: stmt.end, text }], needs: known.needs };
}

/**
 * The line, or the statement where its block would be empty without it.
 *
 * @param leaving What has been removed before.
 */
function removed(file: Wiring['file'], stmt: Stmt, leaving: Set<Stmt>): FileEdit {
  const { block } = blockOf(file, stmt);
  leaving.add(stmt);
  const others = block.filter((one) => !leaving.has(one)).length - (docstringOf(block) ? 1 : 0);
  if (others === 0) return { start: stmt.start, end: stmt.end, text: 'pass' };
  return { start: file.lineStart(stmt.start), end: file.lineEnd(stmt.end), text: '' };
}

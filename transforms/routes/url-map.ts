import type { Stmt } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  isInPlace,
  isSlashes,
  type OwnConverter,
  ownConverters,
  statementsLeft,
  supportName,
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
  if (!isInPlace(own, app)) return { ...base, edits: [statementsLeft(file, [stmt], leaving)] };
  const known = supportName({ app, file, mode: 'pure' }, 'convertors', 'register_converter');
  const [key] = file.text.slice(target.value.end, target.end).match(/(['"])\w+\1/) ?? [''];
  const text = `${known.text}(${key}, ${file.slice(stmt.value)})`;
  return { ...base, edits: [{ start: stmt.start, end: stmt.end, text }], needs: known.needs };
}

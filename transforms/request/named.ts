import type { In } from '../../src/model/shapes.js';
import { isGenerator } from '../../src/model/views.js';
import type { Assign, Stmt } from '../../src/python/ast.js';
import { blockOf, docstringOf } from '../../src/python/surroundings.js';
import { calledBy, type FileEdit } from '../../src/transform.js';
import { type Kind, kindOf } from './parameters.js';
import type { Read } from './reads.js';

/** `args = request.args`: the view's own name for what is a parameter now. */
export interface NamedRead {
  readonly kind: Kind;
  readonly name: string;
  /** Takes the statement out. */
  readonly edit: FileEdit;
}

/**
 * The statements that a parameter of the same name takes the place of: `args = request.args`, if the name is bound nowhere
 * else, and `data = request.get_json()` as the first thing that the view does.
 */
export function namedReads(at: In, reads: readonly Read[]): ReadonlyMap<Read, NamedRead> {
  const found = new Map<Read, NamedRead>();
  const kinds = new Set<Kind>();
  const left = new Map<readonly Stmt[], number>();
  for (const read of reads) {
    const stmt = assignmentOf(at, read);
    const [target] = stmt?.targets ?? [];
    if (!stmt || target?.kind !== 'name') continue;
    const kind = isJson(at, read, stmt) ? 'json' : kindOf(read);
    if (!kind || kind === 'body' || kinds.has(kind)) continue;
    const { id } = target;
    if (kind !== 'json' && !isBoundOnce(at, id)) continue;
    if (isDeclaredElsewhere(at, id) || at.def.params.some((param) => param.name === id)) continue;
    const { block } = blockOf(at.file, stmt);
    const others = (left.get(block) ?? block.length) - 1;
    const edit = others > 0 ? removed(at, stmt) : undefined;
    if (!edit) continue;
    left.set(block, others);
    kinds.add(kind);
    found.set(read, { kind, name: id, edit });
  }
  return found;
}

/** The statement `name = request.args`, or `name = request.get_json()`. */
function assignmentOf({ file, def }: In, { whole }: Read): Assign | undefined {
  const value = whole && (calledBy(file, whole) ?? whole);
  const stmt = value && file.parentOf(value);
  if (stmt?.kind !== 'assign' || stmt.value !== value || stmt.op || stmt.annotation || stmt.targets.length !== 1) {
    return undefined;
  }
  for (let parent = file.parentOf(stmt); parent !== def; parent = file.parentOf(parent)) {
    if (!parent || parent.kind === 'function' || parent.kind === 'class') return undefined;
  }
  return stmt;
}

/** Does nothing that could answer come before the body is read: no statement, no decorator but those of routes? */
function isJson(at: In, { name, whole }: Read, stmt: Assign): boolean {
  const { app, file, def } = at;
  const call = whole && calledBy(file, whole);
  const isRead = (name === 'get_json' && call?.args.length === 0) || (name === 'json' && !call);
  const first = def.body[docstringOf(def.body) ? 1 : 0];
  if (!isRead || first !== stmt || isGenerator(def) || file.parentOf(def)?.kind === 'class') return false;
  return def.decorators.every((decorator) => app.sites.some((site) => site.decorator === decorator));
}

function isBoundOnce({ app, file, def }: In, name: string): boolean {
  return app.project.scopes(file).of(def).bindings.get(name)?.length === 1;
}

/** `global name`: no parameter may be called that. */
function isDeclaredElsewhere({ app, file, def }: In, name: string): boolean {
  return app.project.scopes(file).of(def).outer.has(name);
}

/** Takes the whole line out, and with the first of a block the blank lines below it; undefined when others share the line. */
function removed({ file }: In, stmt: Assign): FileEdit | undefined {
  const start = file.lineStart(stmt.start);
  let end = file.lineEnd(stmt.end);
  if (file.text.slice(start, stmt.start).trim() !== '' || file.text.slice(stmt.end, end).trim() !== '')
    return undefined;
  if (blockOf(file, stmt).index === 0) {
    while (end < file.text.length && file.text.slice(end, file.lineEnd(end)).trim() === '') end = file.lineEnd(end);
  }
  return { start, end, text: '' };
}

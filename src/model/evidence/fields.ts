import type { Expr, Node } from '../../python/ast.js';
import { unparenthesized } from '../../python/walk.js';
import type { In } from '../shapes.js';
import type { Kind, Notes, Part } from './notes.js';
import { notesFor } from './sources.js';

export type Basic = Exclude<Kind, 'list' | 'dict'>;

/** What a value may be; `any` where nothing tells. */
export type ValueType =
  | { readonly kind: 'any' }
  | { readonly kind: 'basic'; readonly names: readonly Basic[] }
  | { readonly kind: 'list'; readonly of: ValueType }
  | { readonly kind: 'dict' }
  | { readonly kind: 'shape'; readonly shape: Shape };

/** One key of a part of the request. */
export interface Field {
  readonly key: string;
  readonly type: ValueType;
  /** Its absence was an error that nobody handles. */
  readonly required: boolean;
  readonly nullable: boolean;
  /** What the view takes where it is absent, as a literal. */
  readonly fallback: Expr | undefined;
  /** Where it is read first. */
  readonly read: Node;
  /** What its type comes from. */
  readonly proofs: readonly Node[];
}

/** The keys that are read of a mapping. */
export interface Shape {
  readonly fields: readonly Field[];
  /** It is handed on as a whole: there may be more keys. */
  readonly isOpen: boolean;
}

/** The shape of each part of the request that a view reads by literal keys. */
export function shapesOf(at: In): ReadonlyMap<Part, Shape> {
  const found = new Map<Part, Shape>();
  for (const [part, notes] of notesFor(at)) {
    // the body is a list itself
    if (notes.items || notes.keys.size === 0) continue;
    found.set(part, shapeOf(notes, part));
  }
  return found;
}

function shapeOf(notes: Notes, part: Part): Shape {
  const fields = [...notes.keys].flatMap(([key, one]) => (one.read ? [fieldOf(key, one, one.read, part)] : []));
  return {
    fields: fields.sort((a, b) => a.read.start - b.read.start),
    isOpen: notes.isOpen && (part === 'body' || part === 'form'),
  };
}

function fieldOf(key: string, notes: Notes, read: Node, part: Part): Field {
  const required = notes.isDemanded && !notes.isHandled;
  const fallback = notes.fallback && literal(notes.fallback);
  const type = typeOf(notes, part);
  // what is sent as text is empty at most
  const nullable = part === 'body' ? notes.isNullable : false;
  return { key, type, required, nullable, fallback, read, proofs: proofsOf(notes) };
}

function typeOf(notes: Notes, part: Part): ValueType {
  if (notes.keys.size > 0) return { kind: 'shape', shape: shapeOf(notes, part) };
  const { kinds } = notes;
  if (kinds.has('list')) return { kind: 'list', of: notes.items ? typeOf(notes.items, part) : outside(part) };
  if (kinds.has('dict')) return { kind: 'dict' };
  const basic = [...kinds.keys()].filter((kind): kind is Basic => kind !== 'list' && kind !== 'dict');
  return basic.length === 0 ? outside(part) : { kind: 'basic', names: lax(basic, notes, part) };
}

/** What is sent outside of JSON is text. */
function outside(part: Part): ValueType {
  return part === 'body' ? { kind: 'any' } : { kind: 'basic', names: ['str'] };
}

/** What the view turns into a number may come as one or as text; text that nothing is made of stays text. */
function lax(kinds: readonly Basic[], { casts }: Notes, part: Part): readonly Basic[] {
  if (kinds.includes('file')) return ['file'];
  const cast = (['float', 'int'] as const).find((kind) => casts.has(kind));
  if (cast) return part === 'body' ? [cast, 'str'] : [cast];
  const numbers = kinds.includes('float') ? kinds.filter((kind) => kind !== 'int') : kinds;
  const withText = part === 'body' || numbers.includes('str') ? numbers : [...numbers, 'str' as const];
  return ORDER.filter((kind) => withText.includes(kind));
}

const ORDER: readonly Basic[] = ['bool', 'int', 'float', 'str', 'file'];

/** What tells the type, what decides first: of elements, too. */
function proofsOf({ kinds, casts, items }: Notes): Node[] {
  const own = [...kinds].sort(([a], [b]) => Number(casts.has(b)) - Number(casts.has(a)));
  return [...own.map(([, node]) => node), ...(items ? items.kinds.values() : [])];
}

function literal(given: Expr): Expr | undefined {
  const expr = unparenthesized(given);
  const inner = expr.kind === 'unary' && expr.ops[0] === '-' ? expr.operands[0] : expr;
  if (inner?.kind === 'number') return expr;
  if (expr.kind === 'constant') return expr.value === '...' ? undefined : expr;
  if (expr.kind === 'string') return expr.value === undefined || expr.bytes ? undefined : expr;
  if (expr.kind === 'list' && expr.elements.length === 0) return expr;
  return expr.kind === 'dict' && expr.entries.length === 0 ? expr : undefined;
}

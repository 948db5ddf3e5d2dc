import type { Comprehension, Expr, Operation, Str } from '../../python/ast.js';
import { targetNames } from '../../python/scopes.js';
import { canonical } from '../flask-names.js';
import { callOf } from './calls.js';
import { type Frame, isPlain, joined } from './frame.js';
import { ATTRIBUTES, type Kind, REQUEST, SHORT } from './tables.js';

/** What an expression is; what may wait on the way is noted in the frame. */
export function kindOf(frame: Frame, expr: Expr): Kind {
  switch (expr.kind) {
    case 'string':
      return ofString(frame, expr);
    case 'number':
      return 'number';
    case 'constant':
      return typeof expr.value === 'boolean' ? 'number' : 'data';
    case 'name':
      return ofName(frame, expr);
    case 'attribute':
      return ofAttribute(frame, expr);
    case 'call':
      return callOf(frame, expr);
    case 'tuple':
    case 'list':
    case 'set':
      return plainOf(frame, expr.elements);
    case 'dict':
      return plainOf(
        frame,
        expr.entries.flatMap(({ key, value }) => (key ? [key, value] : [value])),
      );
    case 'subscript': {
      const base = kindOf(frame, expr.value);
      plainOf(frame, expr.index);
      if (base === 'text') return 'text';
      return isPlain(base) ? 'data' : frame.unknown(expr, `\`${frame.text(expr)}\` is of unknown type`);
    }
    case 'slice':
      return plainOf(frame, expr.parts);
    case 'bool':
    case 'binary':
    case 'compare':
    case 'unary':
      return ofOperation(frame, expr);
    case 'conditional':
      condition(frame, expr.test);
      return joined(kindOf(frame, expr.body), kindOf(frame, expr.orelse));
    case 'parenthesized':
      return expr.value ? kindOf(frame, expr.value) : 'data';
    case 'starred':
      return plainOf(frame, [expr.value]);
    case 'named': {
      const kind = kindOf(frame, expr.value);
      frame.bind(expr.target.id, kind);
      return kind;
    }
    case 'comprehension':
      return ofComprehension(frame, expr);
    case 'await':
      return expr.value?.kind === 'call'
        ? callOf(frame, expr.value, true)
        : frame.unknown(expr, `\`${frame.text(expr)}\` waits for something unknown`);
    default:
      return frame.unknown(expr, `\`${frame.text(expr)}\` cannot be followed`);
  }
}

/** All of them, which have to be plain: what is put into a list, compared, added. */
export function plainOf(frame: Frame, exprs: readonly Expr[]): Kind {
  for (const expr of exprs) {
    const kind = kindOf(frame, expr);
    if (!isPlain(kind)) frame.unknown(expr, `\`${frame.text(expr)}\` is of unknown type`);
  }
  return 'data';
}

/** A test calls `__bool__` of what it is given. */
export function condition(frame: Frame, expr: Expr): void {
  plainOf(frame, [expr]);
}

/** Goes through `iterable` with `target`; a loop inside a loop may be long. */
export function loop(frame: Frame, target: Expr | undefined, iterable: Expr, body: () => void): void {
  const kind = kindOf(frame, iterable);
  if (!isPlain(kind)) frame.unknown(iterable, `\`${frame.text(iterable)}\` is of unknown type`);
  if (frame.loops > 0) frame.note('long', iterable, 'a loop stands inside a loop');
  const names = target ? targetNames(target) : [];
  for (const { id } of names) {
    frame.bind(id, kind === 'text' ? 'text' : 'data');
    frame.items.add(id);
  }
  frame.loops++;
  body();
  frame.loops--;
  for (const { id } of names) frame.items.delete(id);
}

/** Inside a loop, going through something that stands outside makes the cost that of a loop in a loop. */
export function goesThrough(frame: Frame, exprs: readonly Expr[], at: Expr): void {
  if (frame.loops === 0) return;
  const isOutside = (expr: Expr) => expr.kind === 'name' && !frame.items.has(expr.id);
  if (exprs.some((expr) => isOutside(expr) && kindOf(frame, expr) !== 'number')) {
    frame.note('long', at, `\`${frame.text(at)}\` goes through something in each turn of a loop`);
  }
}

function ofString(frame: Frame, expr: Str): Kind {
  for (const part of expr.parts) {
    if (part.kind !== 'expr') continue;
    plainOf(frame, [part.value]);
    if (part.format?.includes('{')) frame.note('long', expr, 'a width is computed');
  }
  return expr.bytes ? 'data' : 'text';
}

function ofName(frame: Frame, expr: Expr & { readonly kind: 'name' }): Kind {
  const { app, plain } = frame.world;
  const ref = app.project.resolve(expr, frame.file);
  if (ref?.kind === 'variable') {
    const [first] = ref.bindings;
    if (first && plain.has(first)) return literalKind(ref.bindings);
    const { node } = ref.scope;
    const isOwn = node === frame.def || node.kind === 'comprehension' || node.kind === 'lambda';
    return (isOwn && frame.kinds.get(expr.id)) || frame.unknown(expr, `\`${expr.id}\` is of unknown type`);
  }
  if (ref?.kind === 'external') return ATTRIBUTES[canonical(ref.path)] ?? unknownValue(frame, expr);
  return unknownValue(frame, expr);
}

function literalKind(bindings: readonly { readonly value?: Expr }[]): Kind {
  if (bindings.every(({ value }) => value?.kind === 'number')) return 'number';
  return bindings.every(({ value }) => value?.kind === 'string' && !value.bytes) ? 'text' : 'data';
}

function unknownValue(frame: Frame, expr: Expr): Kind {
  return frame.unknown(expr, `what \`${frame.text(expr)}\` does is not known`);
}

function ofAttribute(frame: Frame, expr: Expr & { readonly kind: 'attribute' }): Kind {
  const { project } = frame.world.app;
  const path = project.externalPath(expr, frame.file);
  if (path !== undefined) {
    const known = ATTRIBUTES[canonical(path)];
    if (known) return known;
    return path.startsWith('http.HTTPStatus.') ? 'number' : unknownValue(frame, expr);
  }
  const ref = project.resolve(expr, frame.file);
  const [first] = ref?.kind === 'variable' ? ref.bindings : [];
  if (first && frame.world.plain.has(first)) return 'data';
  if (ref) return unknownValue(frame, expr);
  const base = kindOf(frame, expr.value);
  if (base === 'moment') return 'moment';
  if (base === 'request') return REQUEST[expr.attr] ?? unknownValue(frame, expr);
  if (base === 'response') return 'data';
  return unknownValue(frame, expr);
}

function ofOperation(frame: Frame, expr: Operation): Kind {
  const kinds = expr.operands.map((operand) => kindOf(frame, operand));
  const strange = expr.operands.find((_, i) => !isPlain(kinds[i] as Kind));
  if (strange) return frame.unknown(strange, `\`${frame.text(strange)}\` is of unknown type`);
  if (expr.kind === 'compare') {
    if (expr.ops.some((op) => op.endsWith('in'))) goesThrough(frame, expr.operands.slice(1), expr);
    return 'number';
  }
  if (expr.kind === 'bool') return kinds.reduce(joined);
  if (expr.kind === 'unary') return 'number';
  if (expr.ops.some((op, i) => grows(op, expr.operands.slice(i, i + 2), kinds.slice(i, i + 2)))) {
    frame.note('long', expr, `how large \`${frame.text(expr)}\` is depends on its values`);
  }
  const isDivision = expr.ops.every((op) => op === '/' || op === '//');
  if (kinds.every((kind) => kind === 'number') || (isDivision && !kinds.includes('moment'))) return 'number';
  if (kinds[0] === 'text') return 'text';
  return kinds.includes('moment') ? 'moment' : 'data';
}

/** May the result be out of all proportion to the operands: `"x" * n`, `2 ** n`, `1 << n`, a width in a format? */
function grows(op: string, operands: readonly Expr[], kinds: readonly Kind[]): boolean {
  const isSmall = (expr: Expr | undefined) => expr?.kind === 'number' && expr.value <= SHORT;
  if (op === '**' || op === '<<') return !isSmall(operands[1]) || (operands[1] as { value: number }).value > 10;
  if (op === '*') return !operands.some(isSmall) && !kinds.every((kind) => kind === 'number' || kind === 'moment');
  if (op !== '%' || kinds[0] === 'number') return false;
  const [format] = operands;
  return format?.kind !== 'string' || format.value === undefined || format.value.includes('*');
}

function ofComprehension(frame: Frame, expr: Comprehension): Kind {
  const inside = (index: number) => {
    const clause = expr.clauses[index];
    if (!clause) {
      plainOf(frame, expr.value ? [expr.element, expr.value] : [expr.element]);
      return;
    }
    if (clause.isAsync) frame.unknown(clause, 'an asynchronous comprehension cannot be followed');
    loop(frame, clause.target, clause.iterable, () => {
      for (const one of clause.conditions) condition(frame, one);
      inside(index + 1);
    });
  };
  inside(0);
  return 'data';
}

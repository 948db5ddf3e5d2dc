import { ERROR_CODES, PHRASES } from '../../src/model/exceptions.js';
import { type In, isStatus, shapeOf } from '../../src/model/shapes.js';
import type { Argument, Call, Expr } from '../../src/python/ast.js';
import { unparenthesized } from '../../src/python/walk.js';
import { hasStars, isHandled, literalInteger, type Mode } from '../../src/transform.js';

/** What `abort(…)`, or an exception's constructor, is given. */
export interface Given {
  readonly code: Argument | undefined;
  readonly description: Argument | undefined;
}

/** undefined: there are arguments for which HTTPException has no words. */
export function givenTo(call: Call, parameters: readonly (readonly string[])[]): Given | undefined {
  if (hasStars(call)) return undefined;
  const found: (Argument | undefined)[] = [];
  for (const [index, argument] of call.args.entries()) {
    const at = argument.name ? parameters.findIndex((names) => names.includes(argument.name as string)) : index;
    if (at < 0 || at >= parameters.length) return undefined;
    found[at] = argument;
  }
  const named = (name: string) => found[parameters.findIndex((names) => names.includes(name))];
  return { code: named('code'), description: named('description') };
}

/** The status that an expression is, when it is one that `abort()` knows. */
export function knownStatus(at: In, given: Expr): 'known' | 'number' | 'unknown' {
  const expr = unparenthesized(given);
  const literal = literalInteger(expr);
  if (literal !== undefined) return ERROR_CODES.has(literal) ? 'known' : 'number';
  if (!isStatus(at, expr)) return 'unknown';
  const path = expr.kind === 'attribute' ? at.app.project.externalPath(expr, at.file) : undefined;
  const name = path?.split('.').at(-1) ?? '';
  return NAMES.has(name) ? 'known' : 'number';
}

/** Names of http.HTTPStatus that are errors known to `abort()`. */
const NAMES: ReadonlySet<string> = new Set(
  Object.values(PHRASES).map((phrase) => phrase.toUpperCase().replace(/[ -]/g, '_')),
);

/** How a description goes into an HTTPException so that the answer stays what it was. */
export type Description = 'as-it-is' | 'as-text' | 'not-at-all';

export function descriptionOf(at: In, code: number | undefined, value: Expr | undefined, mode: Mode): Description {
  if (!value || (value.kind === 'constant' && value.value === null) || shapeOf(at, value) === 'text') return 'as-it-is';
  if (mode === 'hybrid') return 'not-at-all';
  if (at.app.options.style === 'idiomatic' || isHandled(at.app, code)) return 'as-it-is';
  return 'as-text';
}

/** Is a text the phrase of its status, which cannot be told from no text? */
export function isPhrase(code: number | undefined, value: Expr | undefined): boolean {
  return code !== undefined && value?.kind === 'string' && value.value === PHRASES[code];
}

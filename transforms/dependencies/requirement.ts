import type { Span } from '../../src/python/ast.js';

/** A requirement where it is declared. */
export interface Declared {
  /** As package indexes compare names (PEP 503). */
  readonly name: string;
  /** What a person would say of it: `Flask==3.1.3`. */
  readonly at: Span;
  /** The version part: `==3.1.3`, `^3.1`, `*`, or nothing. */
  readonly spec: string;
}

const REQUIREMENT = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(\[[\w\s,.-]*\])?\s*(\(?[^;@#[\]]*\)?)(\s*;[^#]*)?$/;
const SPEC = /^\(?\s*(?:(?:===?|~=|!=|<=?|>=?)\s*[\w.*+!-]+\s*(?:,\s*|$|(?=\))))*\)?$/;

/** `Flask[async]>=2; python_version > "3"`; undefined where it is anything else: a URL, an option, a path. */
export function parseRequirement(text: string): Pick<Declared, 'name' | 'spec'> | undefined {
  const match = REQUIREMENT.exec(text.trim());
  const spec = (match?.[3] ?? '').trim();
  if (!match || !SPEC.test(spec)) return undefined;
  return { name: normalized(match[1] as string), spec };
}

/** PEP 503. */
export function normalized(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Flask, or one of its extensions by the convention of their names. */
export function isOfFlask(name: string): boolean {
  return name === 'flask' || name.startsWith('flask-');
}

/** How versions are written in a list: the habit of most of its entries. */
export type Habit = 'pinned' | 'caret' | 'bounded' | 'bare';

export function habitOf(entries: readonly Declared[]): Habit {
  const count = (pattern: RegExp) => entries.filter(({ spec }) => pattern.test(spec)).length;
  const counts: readonly (readonly [Habit, number])[] = [
    ['pinned', count(/^(===?)?\s*\d[\w.]*$|^\(?===?/)],
    ['caret', count(/^\^|^~\d/)],
    ['bounded', count(/[<>]|~=/)],
    ['bare', count(/^\*?$/)],
  ];
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

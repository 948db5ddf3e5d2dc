/** JSON by value. Numbers keep how they are written: 1 is not 1.0, and big ones lose no digit. */

export type Json = null | boolean | string | NumberText | readonly Json[] | { readonly [key: string]: Json };

/** A number, as text in one form: `i1`, `f1.5`. */
export class NumberText {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text.slice(1);
  }
}

const MARK = '\ufdd0';
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity/g;

/** @returns undefined for what is no JSON. Python's `NaN` and `Infinity` are taken for numbers. */
export function parseJson(text: string): { readonly value: Json } | undefined {
  const marked = text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${MARK}${canonical(token)}"`));
  try {
    return {
      value: JSON.parse(marked, (_, value: unknown) =>
        typeof value === 'string' && value.startsWith(MARK) ? new NumberText(value.slice(1)) : value,
      ) as Json,
    };
  } catch {
    return undefined;
  }
}

function canonical(token: string): string {
  return /^-?\d+$/.test(token) ? `i${token}` : `f${Number(token)}`;
}

export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return value instanceof NumberText ? (value.text.startsWith('i') ? 'integer' : 'number') : typeof value;
}

/** One line, short enough to be shown. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value, (_, one: unknown) => (one instanceof NumberText ? MARK + one : one));
  return text.replaceAll(new RegExp(`"${MARK}([^"]*)"`, 'g'), '$1');
}

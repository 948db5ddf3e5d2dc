/** Python string literals: prefixes, quotes, escapes (Python reference, "Lexical analysis", 2.4.1). */

export interface LiteralParts {
  readonly prefix: string;
  readonly quote: string;
  readonly contentStart: number;
}

/** Takes the beginning of a literal apart: `Rb'''` → prefix `br`, quote `'''`. */
export function literalParts(text: string): LiteralParts {
  const match = /^([a-zA-Z]*)('''|"""|'|")/.exec(text);
  if (!match) return { prefix: '', quote: '"', contentStart: 0 };
  const prefix = match[1] ? [...match[1].toLowerCase()].sort().join('') : '';
  return { prefix, quote: match[2] as string, contentStart: match[0].length };
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * What the source between the quotes means.
 *
 * @returns undefined for `\N{name}`, whose table is not carried here: an unknown value, never a wrong one.
 */
export function literalValue(source: string, raw: boolean, bytes: boolean): string | undefined {
  const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  if (raw || !text.includes('\\')) return text;
  if (!bytes && /\\N\{/.test(text)) return undefined;
  const pattern = bytes
    ? /\\(\n|[\\'"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2})/g
    : /\\(\n|[\\'"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/g;
  let valid = true;
  const value = text.replace(pattern, (_, sequence: string) => {
    const simple = SIMPLE[sequence];
    if (simple !== undefined) return simple;
    const code = /^[xuU]/.test(sequence) ? Number.parseInt(sequence.slice(1), 16) : Number.parseInt(sequence, 8);
    if (code > 0x10ffff) {
      valid = false;
      return '';
    }
    return String.fromCodePoint(code);
  });
  return valid ? value : undefined;
}

/**
 * A Python literal for `value` in the quote style given.
 *
 * @param quote `'` or `"`; the other one is used when that saves escapes, as ruff and black do.
 */
export function quoted(value: string, quote: "'" | '"' = '"'): string {
  const other = quote === '"' ? "'" : '"';
  const mark = value.includes(quote) && !value.includes(other) ? other : quote;
  let body = '';
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '\\' || char === mark) body += `\\${char}`;
    else if (char === '\n') body += '\\n';
    else if (char === '\r') body += '\\r';
    else if (char === '\t') body += '\\t';
    else if (code < 0x20 || code === 0x7f) body += `\\x${code.toString(16).padStart(2, '0')}`;
    else body += char;
  }
  return mark + body + mark;
}

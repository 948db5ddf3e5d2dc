import type { Expr, Str, StringPart, StringPiece } from './ast.js';
import { literalParts, literalValue } from './strings.js';
import { type Branch, Unreadable } from './tree.js';

/** A string, an f-string, or several that stand side by side. */
export function convertString(node: Branch, source: string, expr: (node: Branch) => Expr): Str {
  const literals = node.type === 'string' ? [node] : node.kids;
  const parts: StringPart[] = [];
  const pieces: StringPiece[] = [];
  let bytes = false;
  let value: string | undefined = '';
  for (const literal of literals) {
    const { prefix, quote, contentStart } = literalParts(source.slice(literal.start, literal.end));
    if (contentStart === 0 || prefix === 'ru') throw new Unreadable('Python 2 syntax', literal.start); // `x`, ur"x"
    pieces.push({ start: literal.start, end: literal.end, prefix, quote });
    bytes ||= prefix.includes('b');
    const raw = prefix.includes('r');
    const interpolations = prefix.includes('f') ? literal.kids.filter((kid) => kid.type === 'interpolation') : [];
    let from = literal.start + contentStart;
    const text = (to: number) => {
      let found = literalValue(source.slice(from, to), raw, bytes);
      if (prefix.includes('f')) found = found?.replaceAll('{{', '{').replaceAll('}}', '}');
      value = value === undefined || found === undefined ? undefined : value + found;
      if (found) parts.push({ kind: 'text', value: found });
    };
    for (const one of interpolations) {
      text(one.start);
      value = undefined;
      from = one.end;
      const conversion = one.find('type_conversion');
      const format = one.find('format_specifier');
      parts.push({
        kind: 'expr',
        value: expr(one.kid(0)),
        ...(conversion && { conversion: source.slice(conversion.start, conversion.end) }),
        ...(format && { format: source.slice(format.start, format.end) }),
      });
    }
    text(literal.end - quote.length);
  }
  const at = { kind: 'string' as const, start: node.start, end: node.end, bytes, parts, pieces };
  return value === undefined ? at : { ...at, value };
}

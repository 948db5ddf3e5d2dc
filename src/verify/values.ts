import { anyValues, parseRule, type RulePart } from '../model/rules.js';

/** Values for a variable of a rule: first those that its converter takes, then some that it may not. */
function valuesFor({ converter = 'default', args = '' }: RulePart): readonly string[] {
  switch (converter) {
    case 'int': {
      const digits = /fixed_digits\s*=\s*(\d+)/.exec(args)?.[1];
      const least = /min\s*=\s*(\d+)/.exec(args)?.[1];
      const first = (least ?? '1').padStart(Number(digits ?? 1), '0');
      return [first, '0', '2', '999999', '007', '-1', '1.5', 'abc'];
    }
    case 'float':
      return ['1.5', '0.0', '2', '-1.5', 'abc'];
    case 'path':
      return ['a/b.txt', 'a', 'a//b', 'a/', 'ü/b c'];
    case 'uuid':
      return ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000A', 'not-a-uuid'];
    case 'any':
      return [...anyValues(args), 'none-of-them'];
    case 'string':
    case 'default': {
      const length = Number(/(?:^|\W)(?:length|minlength)\s*=\s*(\d+)/.exec(args)?.[1] ?? 1);
      return ['a'.repeat(length), '1', 'a b', 'ü', 'o\'b"c', 'a.b', 'a%2Fb', 'a+b'];
    }
    default:
      return ['a', '1', '1,2', 'ü'];
  }
}

/** Paths that fit a rule: the first by all converters, then one variable after the other with its other values. */
export function pathsOf(rule: string): readonly string[] {
  const parts = parseRule(rule);
  const first = parts.map((part) => (part.variable ? (valuesFor(part)[0] as string) : part.text));
  const found = [first.map(encoded).join('')];
  for (const [i, part] of parts.entries()) {
    if (!part.variable) continue;
    for (const value of valuesFor(part).slice(1))
      found.push(first.map((one, j) => encoded(i === j ? value : one)).join(''));
  }
  return [...new Set(found)];
}

/** As a browser writes it in a path; `%2F` stays one. */
function encoded(text: string): string {
  return encodeURI(text.replaceAll('%2F', '\0')).replaceAll('%00', '%2F').replaceAll('?', '%3F').replaceAll('#', '%23');
}

import type { Attribute, Name } from './ast.js';

const DOTTED = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+/y;

/**
 * `self.x.y` read from the text: most attributes are plain names with dots between them, and asking the tree for their parts is
 * the dearer way.
 *
 * @returns undefined when something else stands between `start` and `end`.
 */
export function plainDotted(text: string, start: number, end: number): Attribute | undefined {
  DOTTED.lastIndex = start;
  if (!DOTTED.test(text) || DOTTED.lastIndex !== end) return undefined;
  let at = text.indexOf('.', start);
  let result: Name | Attribute = { kind: 'name', start, end: at, id: text.slice(start, at) };
  while (at < end) {
    const attrStart: number = at + 1;
    const dot = text.indexOf('.', attrStart);
    at = dot < 0 || dot > end ? end : dot;
    result = { kind: 'attribute', start, end: at, value: result, attr: text.slice(attrStart, at), attrStart };
  }
  return result as Attribute;
}

/** A dotted name without its last parts: `a.b` for `a.b.c` and 1. */
export function withoutLast(name: string, count: number): string {
  const parts = name.split('.');
  return parts.slice(0, Math.max(0, parts.length - count)).join('.');
}

import { createHash } from 'node:crypto';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as text, in elements and in attributes. What cannot be seen, or turns the direction of writing, is spelled out. */
export function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (char) => ENTITIES[char] as string)
    .replace(/[^\P{C}\t\n]|[\u2028\u2029]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A sentence of ours, with things in backticks. */
export function sentence(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return escaped(text);
  return parts.map((part, i) => (i % 2 === 0 ? escaped(part) : `<code>${escaped(part)}</code>`)).join('');
}

export function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** A table with a caption; the cells are HTML. */
export function htmlTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  id?: string,
): string {
  const heads = head.map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  const name = id === undefined ? '' : ` id="${id}"`;
  return `<table${name}><caption>${escaped(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

/** What a Content-Security-Policy calls a script or a style sheet in the page. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What Markdown, GitHub's and GitLab's, would take for something else than text. */
const SPECIAL = /[&<>|*`\\[\]~!#@$]/g;

/** A name or a path may be of any length. */
const LONG = 240;

/** Text as text: nothing in it becomes HTML, emphasis, a link, a mention of somebody or a column of a table. */
export function plain(text: string): string {
  return clipped(text)
    .replace(SPECIAL, entity)
    .replace(/(?<=&#64;|&#35;)(?=\w)/g, '&#8203;')
    .replaceAll('://', ':&#8203;//')
    .replace(/(^|\W)_|_(?=\W|$)/g, (found) => found.replace('_', '&#95;'));
}

/** Code in a line or a table; what backticks cannot hold there is written as HTML. */
export function code(text: string): string {
  const short = clipped(text);
  if (/^[^`|\\]+$/.test(short) && short.trim() === short) return `\`${short}\``;
  return `<code>${short.replace(/[^\w ./-]/g, entity)}</code>`;
}

/** A sentence of ours, with things in backticks. */
export function prose(sentence: string): string {
  const parts = clipped(sentence).split('`');
  const isBalanced = parts.length % 2 === 1;
  return parts
    .map((part, i) => {
      if (i % 2 === 0 || part === '') return plain(part);
      return i === parts.length - 1 && !isBalanced ? `&#96;${plain(part)}` : code(part);
    })
    .join('');
}

/** Rows under a head, the cells as Markdown. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly string[] = [],
): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map((name) => (numbers.includes(name) ? '--:' : '---')).join('|')}|`, ...rows.map(line)];
}

function clipped(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ');
  return line.length > LONG ? `${line.slice(0, LONG).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

function entity(char: string): string {
  return `&#${char.codePointAt(0)};`;
}

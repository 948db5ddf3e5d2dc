import type { Span } from '../../src/python/ast.js';
import type { TextFile } from '../../src/python/text-file.js';
import { commandsOf, wordList } from './dockerfile.js';
import { Command, innerCommands, shellCommands, type Word } from './words.js';

/** Keys of compose files, workflows and platforms under which commands stand. */
const KEYS = /^(command|entrypoint|run|script|before_script|after_script|args|startCommand|start|cmd|test)$/;

interface Line extends Span {
  readonly indent: number;
  readonly key: string | undefined;
  /** Of the value. */
  readonly value: Span;
}

/** The commands of a YAML file: what is not under a key for commands is not looked at. */
export function yamlCommands(file: TextFile): Command[] {
  const lines = [...linesOf(file)];
  const found: Command[] = [];
  for (const [i, line] of lines.entries()) {
    if (!line.key || !KEYS.test(line.key)) continue;
    const below = lines.slice(i + 1);
    const last = below.findIndex((one) => one.end > one.start && one.indent <= line.indent);
    const block = last < 0 ? below : below.slice(0, last);
    found.push(...commandsAt(file, line, block));
  }
  return found;
}

function commandsAt(file: TextFile, { value, indent }: Line, block: readonly Line[]): Command[] {
  const text = file.slice(value);
  const end = block.at(-1)?.end ?? value.end;
  if (text === '') return listCommands(file, block, indent);
  const scalar = /^[|>][+-]?\d?[+-]?$/.exec(text);
  if (scalar) {
    const start = block[0]?.start ?? end;
    return shellCommands(file, { start, end }, { folded: text.startsWith('>') });
  }
  if (text.startsWith('[')) {
    const list = wordList(file, value);
    return list ? commandsOf(list) : [];
  }
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    return new RegExp(`^${quote}[^${quote}\\\\]*${quote}$`).test(text) ? innerCommands(file, value) : [];
  }
  return shellCommands(file, { start: value.start, end }, { folded: true });
}

/** Items of a list: each a word of one command, or each a command of its own. */
function listCommands(file: TextFile, block: readonly Line[], indent: number): Command[] {
  const words: Word[] = [];
  const commands: Command[] = [];
  for (const line of block) {
    if (line.end === line.start) continue;
    const item = /^[ \t]*-[ \t]+/.exec(file.slice(line));
    if (!item || line.indent < indent) return [];
    const start = line.start + item[0].length;
    const value = /^("[^"\\]*"|'[^'\\]*'|[^"'\s#[{|>&*!%@`][^#]*?)(?:[ \t]+#.*)?$/.exec(
      file.text.slice(start, line.end),
    )?.[1];
    if (value === undefined) return [];
    const span = { start, end: start + value.length };
    const isQuoted = /^["']/.test(value);
    words.push({ ...span, value: isQuoted ? value.slice(1, -1) : value, isOpen: false });
    commands.push(...(isQuoted ? innerCommands(file, span) : shellCommands(file, span)));
  }
  const [first, second] = words;
  if (!first || !second) return commands;
  const quote = /["']/.test(file.text[first.start] ?? '') ? (file.text[first.start] as string) : '';
  const quoted = (value: string) => (/["'\\#]|: /.test(value) ? undefined : quote + value + quote);
  const list = new Command(file, words, quoted, file.text.slice(first.end, second.start), false);
  return words.some(({ value }) => /\s/.test(value)) ? commands : [list];
}

/** What is longer is data. */
const LONGEST = 2_000;

function* linesOf(file: TextFile): Iterable<Line> {
  for (const match of file.text.matchAll(/^[^\r\n]*/gm)) {
    const [whole] = match;
    const start = match.index;
    const isBlank = whole.length > LONGEST || /^\s*(#.*)?$/.test(whole);
    const text = whole.trimEnd();
    const end = isBlank ? start : start + text.length;
    const keyed = /^([ \t]*(?:-[ \t]+)*)([\w.-]+):(?:[ \t]+|$)/.exec(text);
    const indent = keyed ? (keyed[1] as string).length : (/^[ \t]*/.exec(text)?.[0].length ?? 0);
    const from = keyed ? keyed[0].length : indent;
    const comment = isBlank ? 0 : (/^(?:"[^"]*"|'[^']*'|[^"'])*?([ \t]+#.*)$/.exec(text.slice(from))?.[1]?.length ?? 0);
    const value = { start: Math.min(start + from, end), end: Math.max(Math.min(start + from, end), end - comment) };
    yield { start, end, indent, key: isBlank ? undefined : keyed?.[2], value };
  }
}

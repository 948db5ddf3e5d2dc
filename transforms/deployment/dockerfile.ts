import type { Span } from '../../src/python/ast.js';
import type { TextFile } from '../../src/python/text-file.js';
import { Command, innerCommands, shellCommands, type Word } from './words.js';

/** The commands of a Dockerfile, in both forms. */
export function dockerCommands(file: TextFile): Command[] {
  const found: Command[] = [];
  // of one stage
  let lists: { readonly name: string; readonly list: Command }[] = [];
  const ended = () => {
    found.push(...joinedLists(lists));
    lists = [];
  };
  for (const { name, value } of instructions(file)) {
    if (name === 'FROM') ended();
    const text = file.slice(value);
    const healthcheck = name === 'HEALTHCHECK' ? /^(?:--\S+\s+)*CMD\s+/.exec(text) : undefined;
    if (!/^(CMD|ENTRYPOINT|RUN)$/.test(name) && !healthcheck) continue;
    const own = { start: value.start + (healthcheck?.[0].length ?? 0), end: value.end };
    const list = file.text[own.start] === '[' ? wordList(file, own) : undefined;
    if (list) lists.push({ name, list });
    else found.push(...shellCommands(file, own));
  }
  ended();
  return found;
}

/** The words of CMD follow those of ENTRYPOINT, where that starts a server; else each is a command. */
function joinedLists(lists: readonly { readonly name: string; readonly list: Command }[]): Command[] {
  const entrypoint = lists.findLast(({ name }) => name === 'ENTRYPOINT')?.list;
  const cmd = lists.findLast(({ name }) => name === 'CMD')?.list;
  if (!entrypoint || !cmd || !entrypoint.words.some(({ value }) => SERVER.test(value))) {
    return lists.flatMap(({ list }) => commandsOf(list));
  }
  const { file, quoted, joint } = entrypoint;
  const rest = lists.filter(({ list }) => list !== entrypoint && list !== cmd);
  const whole = new Command(file, [...entrypoint.words, ...cmd.words], quoted, joint, false);
  return [...rest.flatMap(({ list }) => commandsOf(list)), whole];
}

const SERVER = /(^|\/)(gunicorn|flask|uwsgi|waitress-serve)$/;

/** A list of words, and the line for a shell that may be in it. */
export function commandsOf(list: Command): Command[] {
  const [shell, flag, inner] = list.words;
  const isShell = /(^|\/)(ba|da)?sh$/.test(shell?.value ?? '') && /^-\w*c$/.test(flag?.value ?? '');
  return isShell && inner ? [list, ...innerCommands(list.file, inner)] : [list];
}

interface Instruction {
  readonly name: string;
  readonly value: Span;
}

function* instructions(file: TextFile): Iterable<Instruction> {
  const pattern =
    /^[ \t]*(?:ONBUILD[ \t]+)?([A-Za-z]+)[ \t]+((?:[^\r\n\\]|\\(?:\r?\n(?:[ \t]*#[^\r\n]*\r?\n)*|[^\r\n]))*)/gm;
  for (let match = pattern.exec(file.text); match; match = pattern.exec(file.text)) {
    const end = match.index + match[0].trimEnd().length;
    const start = match.index + match[0].length - (match[2] as string).length;
    yield { name: (match[1] as string).toUpperCase(), value: { start, end: Math.max(start, end) } };
  }
}

/** `["gunicorn", "shop:app"]`, in JSON or in YAML; undefined where it is anything else. */
export function wordList(file: TextFile, { start, end }: Span): Command | undefined {
  const text = file.text.slice(start, end);
  const whole = /^\[\s*(?:(?:"[^"\\\r\n]*"|'[^'\r\n]*'|[\w./:@=%+-]+)\s*(?:,\s*|(?=\])))*\]$/.exec(text.trim());
  if (!whole) return undefined;
  const words: Word[] = [...text.matchAll(/"([^"]*)"|'([^']*)'|[\w./:@=%+-]+/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
    value: match[1] ?? match[2] ?? match[0],
    isOpen: false,
  }));
  const [first, second] = words;
  const joint = first && second ? file.text.slice(first.end, second.start) : ', ';
  const quote = file.text[first?.start ?? 0] === "'" ? "'" : '"';
  const quoted = (value: string) => (/["'\\]/.test(value) ? undefined : quote + value + quote);
  return new Command(file, words, quoted, joint, false);
}

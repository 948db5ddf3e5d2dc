import type { Span } from '../../src/python/ast.js';
import type { TextFile } from '../../src/python/text-file.js';
import type { FileEdit } from '../../src/transform.js';

/** A word of a command, where it is written. */
export interface Word extends Span {
  /** Without quotes. */
  readonly value: string;
  /** May be several words, or none, when it is run: `$OPTIONS`. */
  readonly isOpen: boolean;
}

/** A command in a file around the code: a line for a shell, or a list of words. */
export class Command {
  constructor(
    readonly file: TextFile,
    readonly words: readonly Word[],
    /** How a word is written there; undefined: it cannot be. */
    readonly quoted: (value: string) => string | undefined,
    /** What stands between two words. */
    readonly joint: string,
    /** Something in it is not understood: a command in a command, an escape. */
    readonly isStrange: boolean,
  ) {}

  get at(): Span {
    return { start: this.words[0]?.start ?? 0, end: this.words.at(-1)?.end ?? 0 };
  }

  /** New words behind the one at `index`; undefined: they cannot be written there. */
  inserted(index: number, values: readonly string[]): FileEdit | undefined {
    const at = this.words[index]?.end ?? 0;
    const texts = values.map(this.quoted);
    if (texts.includes(undefined)) return undefined;
    return { file: this.file, start: at, end: at, text: texts.map((text) => this.joint + text).join('') };
  }

  /** Other words in the place of those from `first` to `last`. */
  replaced(first: number, last: number, values: readonly string[]): FileEdit | undefined {
    const texts = values.map(this.quoted);
    if (texts.includes(undefined)) return undefined;
    const start = this.words[first]?.start ?? 0;
    return { file: this.file, start, end: this.words[last]?.end ?? start, text: texts.join(this.joint) };
  }

  /** Takes words out, with what stands before them. */
  removed(first: number, last: number): FileEdit {
    const start = this.words[first - 1]?.end ?? 0;
    return { file: this.file, start, end: this.words[last]?.end ?? start, text: '' };
  }
}

export interface ShellOptions {
  /** A line break is as good as a space. */
  readonly folded?: boolean;
  /** The quote that the line stands in. */
  readonly within?: '"' | "'" | undefined;
  /** `$(NAME)` is a variable. */
  readonly make?: boolean;
}

/** Words that need no quotes in a shell. */
const PLAIN = /^[\w.:/@%+=,-]+$/;

/** The commands of a piece of shell: `a && b`, one a line. */
export function shellCommands(file: TextFile, span: Span, options: ShellOptions = {}): Command[] {
  const { within } = options;
  const found: Command[] = [];
  const quoted = (value: string) => {
    if (PLAIN.test(value)) return value;
    const quote = within === "'" ? '"' : "'";
    return value.includes(quote) || (within && value.includes(within)) || /[$`\\]/.test(value)
      ? undefined
      : quote + value + quote;
  };
  for (const { words, isStrange } of new Shell(file.text, span, options).commands()) {
    found.push(new Command(file, words, quoted, ' ', isStrange));
    // sh -c "gunicorn shop:app"
    const [shell, flag, inner] = words;
    if (!isStrange && /(^|\/)(ba|da)?sh$/.test(shell?.value ?? '') && /^-\w*c$/.test(flag?.value ?? '') && inner) {
      found.push(...innerCommands(file, inner, within));
    }
  }
  return found;
}

/** A line for a shell in one word of another command. */
export function innerCommands(file: TextFile, { start, end }: Span, outer?: '"' | "'"): Command[] {
  const quote = file.text[start];
  if (quote !== '"' && quote !== "'") return [];
  // what stands in two kinds of quotes has none left for words of its own
  const commands = shellCommands(file, { start: start + 1, end: end - 1 }, { within: quote });
  if (!outer) return commands;
  return commands.map((one) => {
    const plain = (value: string) => (PLAIN.test(value) ? value : undefined);
    return new Command(file, one.words, plain, ' ', one.isStrange);
  });
}

interface Read {
  readonly words: readonly Word[];
  readonly isStrange: boolean;
}

class Shell {
  #at: number;
  #words: Word[] = [];
  #isStrange = false;
  /** Behind a redirection are no arguments of the command. */
  #isOver = false;

  constructor(
    readonly text: string,
    readonly span: Span,
    readonly options: ShellOptions,
  ) {
    this.#at = span.start;
  }

  *commands(): Iterable<Read> {
    while (this.#at < this.span.end) {
      const rest = this.text.slice(this.#at, this.span.end);
      const [blank = ''] = (this.options.folded ? /^(?:\s|\\\r?\n)+/ : /^(?:[ \t]|\\\r?\n)+/).exec(rest) ?? [];
      if (blank) this.#at += blank.length;
      else if (/^#/.test(rest)) this.#at += (/^[^\r\n]*/.exec(rest)?.[0] ?? '#').length;
      else if (/^(?:[;|&\r\n])/.test(rest)) {
        this.#at += (/^(?:&&|\|\||;;|\r\n|[;|&\r\n])/.exec(rest)?.[0] ?? ' ').length;
        yield* this.#ended();
      } else this.#word();
    }
    yield* this.#ended();
  }

  *#ended(): Iterable<Read> {
    if (this.#words.length > 0) yield { words: this.#words, isStrange: this.#isStrange };
    this.#words = [];
    this.#isStrange = false;
    this.#isOver = false;
  }

  #word(): void {
    const start = this.#at;
    let value = '';
    let isOpen = false;
    for (let rest = this.#rest(); rest && !/^[\s;|]/.test(rest) && !/^\\\r?\n/.test(rest); rest = this.#rest()) {
      if (/^&/.test(rest) && !/>$/.test(value)) break;
      const part = this.#part(rest);
      this.#at += part.text.length;
      value += part.value;
      isOpen ||= part.isOpen;
    }
    if (/^\d*[<>]|^&>/.test(value)) this.#isOver = true;
    else if (!this.#isOver) this.#words.push({ start, end: this.#at, value, isOpen });
  }

  #rest(): string {
    return this.text.slice(this.#at, this.span.end);
  }

  /** Up to where another kind of quoting begins. */
  #part(rest: string): { readonly text: string; readonly value: string; readonly isOpen: boolean } {
    const single = /^'([^'\r\n]*)'/.exec(rest);
    if (single) return { text: single[0], value: single[1] as string, isOpen: false };
    // 2>&1
    const copied = /^&[\d-]?/.exec(rest);
    if (copied) return { text: copied[0], value: copied[0], isOpen: false };
    // what the command itself is given
    const given = /^(?:"\$@"|\$[@*])/.exec(rest);
    if (given) return { text: given[0], value: '$@', isOpen: true };
    const double = /^"((?:[^"\\`$\r\n]|\$\{?\w+(?::-?[\w.:/-]*)?\}?|\$(?=["\s]))*)"/.exec(rest);
    if (double) return { text: double[0], value: double[1] as string, isOpen: false };
    const variable = (
      this.options.make ? /^\$(?:\([\w.]+\)|\{[\w.]+\}|\$\w+|\$\{\w+\})/ : /^\$(?:\w+|\{\w+(?::-?[\w.:/-]*)?\})/
    ).exec(rest);
    if (variable) return { text: variable[0], value: variable[0], isOpen: true };
    // of supervisor
    const setting = /^%\(\w+\)[sd]/.exec(rest);
    if (setting) return { text: setting[0], value: setting[0], isOpen: false };
    const plain = /^[^\s;|&'"`$\\(){}*?]+/.exec(rest);
    if (plain) return { text: plain[0], value: plain[0], isOpen: false };
    this.#isStrange = true;
    return { text: rest[0] ?? '', value: rest[0] ?? '', isOpen: true };
  }
}

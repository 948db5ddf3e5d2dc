import type { Span } from './ast.js';
import type { Decoded } from './decode.js';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
}

/** A file of the project, whatever is in it: its text, and where things stand in it. */
export class TextFile {
  #lineStarts: readonly number[] | undefined;
  #eol: '\n' | '\r\n' | '\r' | undefined;

  constructor(
    /** Relative to the project, with `/`. */
    readonly path: string,
    readonly decoded: Decoded,
  ) {}

  get text(): string {
    return this.decoded.text;
  }

  /** The line ending that the file uses most; new lines are written with it. */
  get eol(): '\n' | '\r\n' | '\r' {
    this.#eol ??= eolOf(this.text);
    return this.#eol;
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  positionOf(offset: number): Position {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const lineStart = starts[low] as number;
    return { line: low + 1, column: [...this.text.slice(lineStart, offset)].length + 1 };
  }

  /** The offset at which the line of `offset` begins. */
  lineStart(offset: number): number {
    const starts = this.#starts();
    return starts[this.positionOf(offset).line - 1] as number;
  }

  /** The offset just after the line break of the line of `offset`, or the end of the text. */
  lineEnd(offset: number): number {
    const starts = this.#starts();
    return starts[this.positionOf(offset).line] ?? this.text.length;
  }

  /** The white space in front of the line of `offset`. */
  indentAt(offset: number): string {
    return /^[ \t\f]*/.exec(this.text.slice(this.lineStart(offset)))?.[0] ?? '';
  }

  #starts(): readonly number[] {
    if (!this.#lineStarts) {
      const starts = [0];
      for (const match of this.text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}

function eolOf(text: string): '\n' | '\r\n' | '\r' {
  if (text.includes('\r\n')) return '\r\n';
  return text.includes('\r') && !text.includes('\n') ? '\r' : '\n';
}

import type { Module, Node, Span } from './ast.js';
import type { Decoded } from './decode.js';
import { childrenOf } from './walk.js';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
}

/** One Python file: its text, its syntax, and where things stand in it. */
export class SourceFile {
  #lineStarts: readonly number[] | undefined;
  #parents: Map<Node, Node> | undefined;
  #eol: '\n' | '\r\n' | '\r' | undefined;
  #quote: "'" | '"' | undefined;

  constructor(
    /** Relative to the project, with `/`. */
    readonly path: string,
    readonly decoded: Decoded,
    readonly module: Module,
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

  /** One level of indentation as this file has it. */
  get indentUnit(): string {
    return /^([ \t]+)\S/m.exec(this.text)?.[1] ?? '    ';
  }

  /** The quote that this file prefers for strings. */
  get quote(): "'" | '"' {
    this.#quote ??= this.#preferredQuote();
    return this.#quote;
  }

  #preferredQuote(): "'" | '"' {
    const single = this.text.match(/(?<![\w'"])[rbfu]*'(?!'')/gi)?.length ?? 0;
    const double = this.text.match(/(?<![\w'"])[rbfu]*"(?!"")/gi)?.length ?? 0;
    return single > double ? "'" : '"';
  }

  parentOf(node: Node): Node | undefined {
    if (!this.#parents) {
      this.#parents = new Map();
      const stack: Node[] = [this.module];
      for (let parent = stack.pop(); parent; parent = stack.pop()) {
        for (const child of childrenOf(parent)) {
          this.#parents.set(child, parent);
          stack.push(child);
        }
      }
    }
    return this.#parents.get(node);
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

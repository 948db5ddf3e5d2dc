import type { Module, Node } from './ast.js';
import type { Decoded } from './decode.js';
import { TextFile } from './text-file.js';
import { childrenOf } from './walk.js';

/** One Python file: its text, its syntax, and where things stand in it. */
export class SourceFile extends TextFile {
  #parents: Map<Node, Node> | undefined;
  #quote: "'" | '"' | undefined;

  constructor(
    path: string,
    decoded: Decoded,
    readonly module: Module,
  ) {
    super(path, decoded);
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
}

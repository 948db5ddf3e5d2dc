import type { Node as TreeNode } from 'web-tree-sitter';

/** The file is no Python 3, or none that is followed; it is then named as unread. */
export class Unreadable extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/**
 * A named node of tree-sitter's, with comments left out. Whatever is asked of tree-sitter is a call into web assembly, which
 * is most of what conversion costs: so each thing is asked once and only when it is wanted, parts are told by their place and
 * type, not by field, and a name's end is found in the text.
 */
export class Branch {
  #kids: readonly Branch[] | undefined;
  #end: number | undefined;
  readonly type: string;
  readonly start: number;

  private constructor(
    private readonly node: TreeNode,
    private readonly text: string,
  ) {
    this.type = node.type;
    this.start = node.startIndex;
  }

  static of(node: TreeNode, text: string): Branch {
    return new Branch(node, text);
  }

  get end(): number {
    this.#end ??= (this.type === 'identifier' && endOfWord(this.text, this.start)) || this.node.endIndex;
    return this.#end;
  }

  /** 0-based, of its first character. */
  get column(): number {
    return this.node.startPosition.column;
  }

  get kids(): readonly Branch[] {
    if (!this.#kids) {
      const kids: Branch[] = [];
      for (const child of this.node.namedChildren) {
        const kid = new Branch(child, this.text);
        if (kid.type !== 'comment' && kid.type !== 'line_continuation') kids.push(kid);
      }
      this.#kids = kids;
    }
    return this.#kids;
  }

  /** The kid at a place where the grammar has one. */
  kid(index: number): Branch {
    const found = this.kids[index];
    if (!found) throw new Error(`${this.type} at ${this.start} has no part ${index}`);
    return found;
  }

  find(type: string): Branch | undefined {
    return this.kids.find((kid) => kid.type === type);
  }

  get(type: string): Branch {
    const found = this.find(type);
    if (!found) throw new Error(`${this.type} at ${this.start} has no ${type}`);
    return found;
  }
}

/** The end of an ASCII name; 0 where it may go on with other letters. */
function endOfWord(text: string, start: number): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    const isPart =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57);
    if (isPart) continue;
    return code > 127 ? 0 : at;
  }
}

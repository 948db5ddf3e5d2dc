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
 * is most of what conversion costs: so each thing is asked once, and parts are told by their place and type, not by field.
 */
export class Branch {
  #kids: readonly Branch[] | undefined;

  private constructor(
    private readonly node: TreeNode,
    readonly type: string,
    readonly start: number,
    readonly end: number,
  ) {}

  static of(node: TreeNode): Branch {
    return new Branch(node, node.type, node.startIndex, node.endIndex);
  }

  /** 0-based, of its first character. */
  get column(): number {
    return this.node.startPosition.column;
  }

  get kids(): readonly Branch[] {
    if (!this.#kids) {
      const kids: Branch[] = [];
      for (const child of this.node.namedChildren) {
        const { type } = child;
        if (type !== 'comment' && type !== 'line_continuation') {
          kids.push(new Branch(child, type, child.startIndex, child.endIndex));
        }
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

import type { Expr, FunctionDef, Node } from '../../python/ast.js';

/** Where in a request something is read. */
export type Part = 'body' | 'form' | 'query' | 'headers' | 'cookies';

/** What a use tells about a value. */
export type Kind = 'str' | 'int' | 'float' | 'bool' | 'file' | 'list' | 'dict';

/** What the code of a view tells about one value: the whole of a part, or what it has under a key. */
export class Notes {
  /** What each kind was told by first. */
  readonly kinds = new Map<Kind, Node>();
  /** Kinds that the view makes of it, so that others may be sent, too. */
  readonly casts = new Set<Kind>();
  /** What is read of it by literal keys. */
  readonly keys = new Map<string, Notes>();
  /** What its elements are, if it is a list. */
  items: Notes | undefined;
  /** Where it was read first. */
  read: Node | undefined;
  /** What is taken where it is absent, written out. */
  fallback: Expr | undefined;
  /** Read by `d["k"]` on a way that every request takes. */
  isDemanded = false;
  /** The view goes on, or says something of its own, where it is absent: `.get("k")`, `"k" in d`. */
  isHandled = false;
  /** None is taken for absent, or asked for. */
  isNullable = false;
  /** It is handed on as a whole, so that more may be read of it than shows here. */
  isOpen = false;

  key(name: string, read: Node): Notes {
    const known = this.keys.get(name) ?? new Notes();
    known.read ??= read;
    this.keys.set(name, known);
    return known;
  }

  elements(): Notes {
    this.items ??= new Notes();
    return this.items;
  }

  tell(kind: Kind, node: Node): void {
    if (!this.kinds.has(kind)) this.kinds.set(kind, node);
  }
}

/** The place from which a value is looked at. */
export interface Scene {
  readonly part: Part;
  readonly notes: Notes;
  /** Where every run of the code in question passes: the view, or a loop over elements. */
  readonly within: Node;
  readonly def: FunctionDef;
}

import type { Span } from '../../src/python/ast.js';

/** `key = value` in a TOML document. */
export interface TomlEntry {
  /** The table it stands in: `tool.poetry.dependencies`. */
  readonly table: string;
  readonly key: string;
  readonly keyAt: Span;
  readonly value: TomlValue;
}

export type TomlValue = Span &
  (
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'array'; readonly items: readonly TomlValue[] }
    | { readonly kind: 'table' | 'other' }
  );

/** Not TOML, or more of it than is needed here. */
class Unknown extends Error {}

/** The entries of a document; undefined if it cannot be read. */
export function tomlEntries(text: string): readonly TomlEntry[] | undefined {
  try {
    return new Reader(text).entries();
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  entries(): TomlEntry[] {
    const found: TomlEntry[] = [];
    let table = '';
    for (this.#blank(); this.#at < this.text.length; this.#blank()) {
      if (this.text[this.#at] === '[') {
        const [, name = ''] = this.#take(/\[\[?[ \t]*([^\]\r\n#]+?)[ \t]*\]\]?/y);
        table = name.replace(/["'\s]/g, '');
        this.#lineEnd();
        continue;
      }
      const start = this.#at;
      const [key] = this.#take(
        /(?:[\w-]+|"[^"\r\n\\]*"|'[^'\r\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\r\n\\]*"|'[^'\r\n]*'))*/y,
      );
      const keyAt = { start, end: this.#at };
      this.#take(/[ \t]*=[ \t]*/y);
      const value = this.#value();
      found.push({ table, key: key.replace(/["'\s]/g, ''), keyAt, value });
      this.#lineEnd();
    }
    return found;
  }

  #value(): TomlValue {
    const start = this.#at;
    const first = this.text[start];
    const ended = <T extends object>(more: T) => ({ start, end: this.#at, ...more });
    if (this.text.startsWith('"""', start) || this.text.startsWith("'''", start)) {
      this.#take(/"""(?:[^\\]|\\[\s\S])*?"{3,5}|'''[\s\S]*?'{3,5}/y);
      return ended({ kind: 'other' as const });
    }
    if (first === '"' || first === "'") {
      const [whole] = this.#take(/"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'/y);
      const inner = whole.slice(1, -1);
      // an escape would have to be read
      return ended(inner.includes('\\') ? { kind: 'other' as const } : { kind: 'string' as const, text: inner });
    }
    if (first === '[') {
      this.#at++;
      const items: TomlValue[] = [];
      for (this.#blank(); this.text[this.#at] !== ']'; this.#blank()) {
        items.push(this.#value());
        this.#blank();
        if (this.text[this.#at] === ',') this.#at++;
        else if (this.text[this.#at] !== ']') throw new Unknown();
      }
      this.#at++;
      return ended({ kind: 'array' as const, items });
    }
    if (first === '{') {
      this.#take(/\{(?:"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|[^{}"'])*\}/y);
      return ended({ kind: 'table' as const });
    }
    this.#take(/[\w.+:-][\w.+: -]*?(?=[ \t]*(?:[,\]#\r\n]|$))/y);
    return ended({ kind: 'other' as const });
  }

  /** White space, line breaks and comments. */
  #blank(): void {
    this.#take(/(?:\s+|#[^\r\n]*)*/y);
  }

  #lineEnd(): void {
    this.#take(/[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y);
  }

  #take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (!match) throw new Unknown();
    this.#at = pattern.lastIndex;
    return match;
  }
}

import { setFlagsFromString } from 'node:v8';
import type { Parser } from '../python/parser.js';
import type { TextFile } from '../python/text-file.js';

export interface Finding {
  /** 1-based line in the new text. */
  readonly line: number;
  readonly what: string;
}

/** Names that do not exist, imports left over, `await` outside of `async def`, syntax. */
const RULES = ['F821', 'F401', 'F811', 'E9', 'PLE'];

/** Texts whose findings are kept. */
const REMEMBERED = 500;

interface Workspace {
  check(text: string): readonly {
    readonly code: string | null;
    readonly message: string;
    readonly start_location: { readonly row: number };
  }[];
}

/**
 * Looks at every file before it is written: it has to parse, and to name only what exists. What the original had already is
 * not held against us.
 */
export class Guard {
  #workspace: Workspace | undefined;
  /** What support files and originals show is the same in every round, and in every run of one process. */
  readonly #known = new Map<string, ReturnType<Workspace['check']>>();

  constructor(readonly parser: Parser) {}

  async check(source: TextFile | undefined, text: string): Promise<Finding[]> {
    const parsed = this.parser.parseText(text);
    if (!('module' in parsed)) {
      return [{ line: text.slice(0, parsed.at).split(/\r\n|\r|\n/).length, what: parsed.why }];
    }
    const before = source ? await this.#findings(source.text) : [];
    const known = new Map<string, number>();
    for (const finding of before) known.set(identity(finding), (known.get(identity(finding)) ?? 0) + 1);
    const found: Finding[] = [];
    for (const finding of await this.#findings(text)) {
      const { code, message, start_location } = finding;
      const left = known.get(identity(finding)) ?? 0;
      if (left > 0) known.set(identity(finding), left - 1);
      else found.push({ line: start_location.row, what: `${code}: ${message}` });
    }
    return found;
  }

  async #findings(text: string): Promise<ReturnType<Workspace['check']>> {
    let found = this.#known.get(text);
    if (!found) {
      found = (await this.#ruff()).check(text);
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      this.#known.set(text, found);
    }
    return found;
  }

  /** Loaded when something is to be checked: it takes longer than most runs without changes. */
  async #ruff(): Promise<Workspace> {
    if (!this.#workspace) {
      // 10 MB of web assembly for a few checks: V8's optimising compiler would take seconds and 300 MB on it
      setFlagsFromString('--liftoff-only');
      const { Workspace: Ruff, PositionEncoding } = await import('@astral-sh/ruff-wasm-nodejs');
      const options = { 'target-version': 'py313', lint: { select: RULES } };
      this.#workspace = new Ruff(options, PositionEncoding.Utf32) as Workspace;
    }
    return this.#workspace;
  }
}

/** The same finding on both sides: lines have moved, also those that a message names ("unused `abort` from line 21"). */
function identity({ code, message }: { readonly code: string | null; readonly message: string }): string {
  return `${code} ${message.replace(/\bline \d+/g, 'line')}`;
}

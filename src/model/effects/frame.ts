import type { Expr, FunctionDef, Module, Node } from '../../python/ast.js';
import type { Binding } from '../../python/scopes.js';
import type { SourceFile } from '../../python/source-file.js';
import type { App } from '../app.js';
import type { Kind } from './tables.js';

/** Why a function may keep an event loop waiting. */
export interface Problem {
  readonly id: 'waits' | 'unknown' | 'long';
  readonly text: string;
  readonly file: SourceFile;
  readonly at: Node;
}

/** What is taken for granted while functions are looked at. */
export interface World {
  readonly app: App;
  /** Module variables that hold plain data, by their first binding. */
  readonly plain: ReadonlySet<Binding>;
}

/** What comes of calling a function. */
export interface Effects {
  /** The first one met. */
  readonly problem: Problem | undefined;
  /** Something was called of which nothing is known: it may have put anything into what it could get at. */
  readonly opaque: boolean;
  readonly returns: Kind;
}

/** One function (or what a module does at its top) while it is looked at, with the kinds of its variables. */
export class Frame {
  problem: Problem | undefined;
  opaque = false;
  returns: Kind | undefined;
  /** Names that a loop around gives a new value each time. */
  readonly items = new Set<string>();

  constructor(
    readonly world: World,
    readonly file: SourceFile,
    readonly def: FunctionDef | Module,
    readonly kinds: Map<string, Kind>,
    /** Functions being looked at, this one included. */
    readonly stack: readonly FunctionDef[],
    public loops: number,
  ) {}

  /** Nothing is known of what happens here. */
  unknown(at: Node, text: string): 'unknown' {
    this.note('unknown', at, text);
    this.opaque = true;
    return 'unknown';
  }

  note(id: Problem['id'], at: Node, text: string): void {
    if (this.problem) return;
    const [view, ...helpers] = this.stack;
    const helper = helpers.at(-1);
    const where = view && helper ? ` (in \`${helper.name}()\`)` : '';
    this.problem = { id, text: text + where, file: this.file, at };
  }

  /** A variable is all that it is ever given. */
  bind(name: string, kind: Kind): void {
    const known = this.kinds.get(name);
    this.kinds.set(name, known === undefined ? kind : joined(known, kind));
  }

  text(expr: Expr): string {
    const text = this.file.slice(expr).replace(/\s+/g, ' ');
    return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  }
}

/** What holds for both. */
export function joined(a: Kind, b: Kind): Kind {
  if (a === b) return a;
  return isPlain(a) && isPlain(b) ? 'data' : 'unknown';
}

/** Is it made of Python's own types? */
export function isPlain(kind: Kind): boolean {
  return kind === 'number' || kind === 'text' || kind === 'data' || kind === 'moment';
}

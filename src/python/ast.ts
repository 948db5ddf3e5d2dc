/**
 * Python's syntax as plain data: what the rest of Decant reads instead of tree-sitter nodes.
 *
 * Offsets are UTF-16 code units into {@link SourceFile.text} (after the byte order mark, if any). Parentheses around an
 * expression are a node of their own ({@link Parenthesized}), so that edits can be as small as they should be.
 */

/** A half-open range of offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Base extends Span {}

// ---------------------------------------------------------------- expressions

export interface Name extends Base {
  readonly kind: 'name';
  readonly id: string;
}
export interface Attribute extends Base {
  readonly kind: 'attribute';
  readonly value: Expr;
  readonly attr: string;
  /** Where the name after the dot begins; it ends with the node. */
  readonly attrStart: number;
}
export interface Argument extends Base {
  readonly kind: 'argument';
  /** `*`/`**` for unpacking; undefined for a plain or keyword argument. */
  readonly star?: '*' | '**';
  readonly name?: string;
  readonly value: Expr;
}
export interface Call extends Base {
  readonly kind: 'call';
  readonly func: Expr;
  readonly args: readonly Argument[];
  /** The parentheses, both included. A generator argument without its own parentheses is one argument. */
  readonly parens: Span;
}
export interface Subscript extends Base {
  readonly kind: 'subscript';
  readonly value: Expr;
  readonly index: readonly Expr[];
}
export interface Slice extends Base {
  readonly kind: 'slice';
  readonly parts: readonly Expr[];
}
/** One literal, or several that Python joins; `value` is known when there is no interpolation in it. */
export interface Str extends Base {
  readonly kind: 'string';
  readonly bytes: boolean;
  readonly value?: string;
  readonly parts: readonly StringPart[];
  /** The literals as written: more than one for implicit concatenation. */
  readonly pieces: readonly StringPiece[];
}
export interface StringPiece extends Span {
  /** `r`, `f`, `b` …, lower case and sorted. */
  readonly prefix: string;
  readonly quote: string;
}
export type StringPart =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'expr'; readonly value: Expr; readonly conversion?: string; readonly format?: string };
export interface Num extends Base {
  readonly kind: 'number';
  readonly value: number;
  readonly float: boolean;
}
export interface Constant extends Base {
  readonly kind: 'constant';
  readonly value: true | false | null | '...';
}
export interface Sequence extends Base {
  readonly kind: 'tuple' | 'list' | 'set';
  readonly elements: readonly Expr[];
}
export interface Dict extends Base {
  readonly kind: 'dict';
  readonly entries: readonly DictEntry[];
}
export interface DictEntry extends Base {
  readonly kind: 'entry';
  /** undefined for `**value`. */
  readonly key?: Expr;
  readonly value: Expr;
}
export interface Starred extends Base {
  readonly kind: 'starred';
  readonly value: Expr;
}
export interface Lambda extends Base {
  readonly kind: 'lambda';
  readonly params: readonly Param[];
  readonly body: Expr;
}
export interface Conditional extends Base {
  readonly kind: 'conditional';
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
export interface Operation extends Base {
  readonly kind: 'bool' | 'binary' | 'compare' | 'unary';
  /** `and`, `+`, `not in` … one for each gap between operands (one in front for a unary). */
  readonly ops: readonly string[];
  readonly operands: readonly Expr[];
}
export interface Comprehension extends Base {
  readonly kind: 'comprehension';
  readonly of: 'list' | 'set' | 'dict' | 'generator';
  readonly element: Expr;
  /** The value of a dict comprehension; `element` is its key. */
  readonly value?: Expr;
  readonly clauses: readonly ComprehensionClause[];
}
export interface ComprehensionClause extends Base {
  readonly kind: 'clause';
  readonly target: Expr;
  readonly iterable: Expr;
  readonly conditions: readonly Expr[];
  readonly isAsync: boolean;
}
export interface Wrapped extends Base {
  readonly kind: 'parenthesized' | 'await' | 'yield' | 'yield-from';
  readonly value?: Expr;
}
export interface NamedExpr extends Base {
  readonly kind: 'named';
  readonly target: Name;
  readonly value: Expr;
}
/** Syntax that no rule looks into; what is inside is still walked. */
export interface OtherExpr extends Base {
  readonly kind: 'other-expr';
  readonly inside: readonly Expr[];
}

export type Expr =
  | Name
  | Attribute
  | Call
  | Subscript
  | Slice
  | Str
  | Num
  | Constant
  | Sequence
  | Dict
  | Starred
  | Lambda
  | Conditional
  | Operation
  | Comprehension
  | Wrapped
  | NamedExpr
  | OtherExpr;

// ---------------------------------------------------------------- definitions and statements

export interface Param extends Base {
  readonly kind: 'param';
  readonly name: string;
  readonly nameEnd: number;
  /** How it takes arguments; `*` and `/` alone are separators without a name. */
  readonly form: 'positional' | 'keyword-only' | 'positional-only' | '*' | '**';
  readonly annotation?: Expr;
  readonly default?: Expr;
}
export interface Decorator extends Base {
  readonly kind: 'decorator';
  readonly expr: Expr;
}
export interface FunctionDef extends Base {
  readonly kind: 'function';
  readonly name: string;
  readonly nameStart: number;
  readonly isAsync: boolean;
  readonly params: readonly Param[];
  /** The parentheses of the parameter list, both included. */
  readonly parens: Span;
  readonly returns?: Expr;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Decorator[];
  /** Where `def` or `async def` begins; the node begins at its first decorator. */
  readonly defStart: number;
}
export interface ClassDef extends Base {
  readonly kind: 'class';
  readonly name: string;
  readonly nameStart: number;
  readonly bases: readonly Argument[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Decorator[];
  readonly defStart: number;
}
export interface Assign extends Base {
  readonly kind: 'assign';
  /** `a = b = value` has two targets. */
  readonly targets: readonly Expr[];
  readonly value?: Expr;
  readonly annotation?: Expr;
  /** `+=` and the like. */
  readonly op?: string;
}
export interface If extends Base {
  readonly kind: 'if';
  readonly branches: readonly { readonly test: Expr; readonly body: readonly Stmt[] }[];
  readonly orelse: readonly Stmt[];
}
export interface Loop extends Base {
  readonly kind: 'for' | 'while';
  readonly isAsync: boolean;
  readonly target?: Expr;
  /** What is iterated, or the condition of `while`. */
  readonly subject: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface Try extends Base {
  readonly kind: 'try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly Handler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
export interface Handler extends Base {
  readonly kind: 'handler';
  readonly type?: Expr;
  readonly name?: string;
  readonly body: readonly Stmt[];
}
export interface With extends Base {
  readonly kind: 'with';
  readonly isAsync: boolean;
  readonly items: readonly { readonly value: Expr; readonly target?: Expr }[];
  readonly body: readonly Stmt[];
}
export interface Match extends Base {
  readonly kind: 'match';
  readonly subject: Expr;
  readonly cases: readonly {
    readonly names: readonly string[];
    readonly guard?: Expr;
    readonly body: readonly Stmt[];
  }[];
}
export interface ImportedName extends Base {
  readonly kind: 'imported';
  /** Dotted for `import a.b`. */
  readonly name: string;
  readonly asName?: string;
}
export interface Import extends Base {
  readonly kind: 'import';
  readonly names: readonly ImportedName[];
}
export interface ImportFrom extends Base {
  readonly kind: 'from';
  /** Leading dots. */
  readonly level: number;
  readonly module: string;
  readonly names: readonly ImportedName[];
  readonly star: boolean;
  /** The parentheses around the names, if any. */
  readonly parens?: Span;
}
/** `return`, `raise`, `assert`, `del`, or an expression that stands alone. */
export interface SimpleStmt extends Base {
  readonly kind: 'return' | 'raise' | 'assert' | 'del' | 'expr' | 'pass' | 'break' | 'continue' | 'type-alias';
  readonly values: readonly Expr[];
}
export interface ScopeStmt extends Base {
  readonly kind: 'global' | 'nonlocal';
  readonly names: readonly string[];
}

export type Stmt =
  | FunctionDef
  | ClassDef
  | Assign
  | If
  | Loop
  | Try
  | With
  | Match
  | Import
  | ImportFrom
  | SimpleStmt
  | ScopeStmt;

export interface Module extends Base {
  readonly kind: 'module';
  readonly body: readonly Stmt[];
  /** Every import in the file, in functions too: who imports what is asked of all files. */
  readonly imports: readonly (Import | ImportFrom)[];
}

export type Node =
  | Module
  | Stmt
  | Expr
  | Argument
  | DictEntry
  | Param
  | Decorator
  | Handler
  | ComprehensionClause
  | ImportedName;

import type { Call, Decorator, FunctionDef, ImportFrom, Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';

/** A place that several changes share; one owner renders what all of them ask for. */
export type Need =
  | ImportNeed
  | ModuleNeed
  | LinesNeed
  | SupportNeed
  | FileNeed
  | ParameterNeed
  | ArgumentNeed
  | AsyncNeed
  | OptionNeed
  | StackNeed;

/** `from module import name as local` at the top of a file. */
export interface ImportNeed {
  readonly kind: 'import';
  readonly file: SourceFile;
  readonly module: ModuleRef;
  /** undefined: `import module`. */
  readonly name: string | undefined;
  readonly local?: string;
  /** In the place of this statement, which imports one name. */
  readonly instead?: ImportFrom;
}

/** What a statement takes names from is another library from now on: `from quart import request`. */
export interface ModuleNeed {
  readonly kind: 'module';
  readonly file: SourceFile;
  readonly stmt: ImportFrom;
  readonly module: string;
}

/** A library's module by name, or a module of the project by its file. */
export type ModuleRef = { readonly library: string } | { readonly path: string };

/** Lines beside a statement. Equal lines of one anchor are written once; the lower rank stands first. */
export interface LinesNeed {
  readonly kind: 'lines';
  readonly file: SourceFile;
  readonly anchor: Anchor;
  readonly rank: number;
  /** Without indentation and line break; the owner adds those of the place. */
  readonly lines: readonly string[];
}

export type Anchor =
  | { readonly after: Stmt }
  | { readonly before: Stmt }
  /** The same, but above the comments that belong to it. */
  | { readonly above: Stmt }
  /** Above the first statement of a function, below its docstring. */
  | { readonly startOf: FunctionDef }
  /** Below everything, but above a last `if __name__ == "__main__":`. */
  | { readonly endOf: SourceFile };

/** One of our support modules, in the user's repository. */
export interface SupportNeed {
  readonly kind: 'support';
  /** A file or folder of support files, below its transform: `returns/responses.py`, `bridge/flask_bridge/`. */
  readonly source: string;
  /** Where it goes. */
  readonly path: string;
  /** The definitions that are used; undefined: all. */
  readonly names?: readonly string[];
}

/** A new file, or one that we wrote earlier. */
export interface FileNeed {
  readonly kind: 'file';
  readonly path: string;
  readonly text: string;
}

/** A parameter of a function: `request: Request`. */
export interface ParameterNeed {
  readonly kind: 'parameter';
  readonly file: SourceFile;
  readonly def: FunctionDef;
  readonly name: string;
  readonly annotation: string;
  /** The lower rank stands further to the left. */
  readonly rank: number;
}

/** An argument for a new parameter that stands in front of all others. */
export interface ArgumentNeed {
  readonly kind: 'argument';
  readonly file: SourceFile;
  readonly call: Call;
  readonly text: string;
  /** That of the parameter. */
  readonly rank: number;
}

/** `async def`. */
export interface AsyncNeed {
  readonly kind: 'async';
  readonly file: SourceFile;
  readonly def: FunctionDef;
}

/** A keyword argument of the call that registers a route: `status_code=201`. */
export interface OptionNeed {
  readonly kind: 'option';
  readonly file: SourceFile;
  readonly call: Call;
  /** Only where this function answers: a class registers several with one call. */
  readonly def?: FunctionDef;
  readonly name: string;
  readonly value: string;
  /** Only where one of these is answered, if each method has a registration of its own. */
  readonly methods?: readonly string[];
}

/** Another registration beside a route's own, with the same options: one for each further method. */
export interface StackNeed {
  readonly kind: 'stack';
  readonly file: SourceFile;
  /** Above which it stands: the route's decorator, or the statement that registers. */
  readonly at: Decorator | Stmt;
  /** Below `at` instead, with blank lines between. */
  readonly below?: true;
  readonly call: Call;
  /** The call itself is taken out. */
  readonly instead?: true;
  readonly def?: FunctionDef;
  /** `GET` */
  readonly method: string;
  /** `bp.get("/x"`, without the closing parenthesis. */
  readonly opening: string;
  /** Options of this one only. */
  readonly options?: Readonly<Record<string, string>>;
}

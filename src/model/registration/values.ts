import type { Call, ClassDef, Decorator, FunctionDef, Lambda, Node } from '../../python/ast.js';
import type { SourceFile } from '../../python/source-file.js';
import type { Interpreter } from './interpreter.js';

/**
 * What an expression of the registration code can be worth. Decant never runs the user's code; it follows it with values
 * such as these, and what it cannot know stays `unknown`, which is never taken for anything.
 */
export type Value =
  | ConstValue
  | SequenceValue
  | DictValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | ModuleValue
  | ExternalValue
  | ScaffoldValue
  | ViewClassValue
  | WrappedValue
  | NativeValue
  | PartValue
  | SuperValue
  | OneOfValue
  | UnknownValue;

export interface ConstValue {
  readonly kind: 'const';
  readonly value: string | number | boolean | null;
}
export interface SequenceValue {
  readonly kind: 'sequence';
  readonly of: 'tuple' | 'list' | 'set';
  readonly items: Value[];
}
export interface DictValue {
  readonly kind: 'dict';
  readonly entries: Map<string | number | boolean | null, Value>;
  /** False when something unknown was put in. */
  complete: boolean;
}
export interface FunctionValue {
  readonly kind: 'function';
  readonly def: FunctionDef | Lambda;
  readonly file: SourceFile;
  readonly env: Env;
  readonly self?: Value;
  /** `__name__`; functools.wraps and assignments change it. */
  name: string;
  /** What functools.wraps says it stands for. */
  wraps?: Value;
}
export interface ClassValue {
  readonly kind: 'class';
  readonly def: ClassDef;
  readonly file: SourceFile;
  readonly env: Env;
  readonly bases: readonly Value[];
}
export interface InstanceValue {
  readonly kind: 'instance';
  readonly of: ClassValue;
  readonly attrs: Map<string, Value>;
}
export interface ModuleValue {
  readonly kind: 'module';
  readonly path: string;
}
/** Something of a library, or what calling it gave: `flask_cors.CORS`, `flask_login.LoginManager()`. */
export interface ExternalValue {
  readonly kind: 'external';
  readonly path: string;
  /** The call that made it, when `path` ends in `()`. */
  readonly made?: { readonly args: Args; readonly site: Site };
}
export interface ScaffoldValue {
  readonly kind: 'scaffold';
  readonly scaffold: Scaffold;
}
/** `SomeView.as_view("name", …)`. */
export interface ViewClassValue {
  readonly kind: 'view-class';
  readonly cls: ClassValue;
  readonly name: string | undefined;
  readonly args: Args;
}
/** A function under a decorator that could not be followed. */
export interface WrappedValue {
  readonly kind: 'wrapped';
  readonly by: Value;
  readonly inner: Value;
}
/** Behaviour that Decant knows: a method of Flask, a builtin. */
export interface NativeValue {
  readonly kind: 'native';
  readonly name: string;
  call(args: Args, site: Site): Value;
}
/** Something that belongs to an application or blueprint: `app.config`, `app.cli`, `app.jinja_env.filters`. */
export interface PartValue {
  readonly kind: 'part';
  readonly scaffold: Scaffold;
  readonly path: string;
}
/** `super()` in a method of `after`. */
export interface SuperValue {
  readonly kind: 'super';
  readonly self: Value;
  readonly after: ClassValue;
}
/** One of these, which is only known at run time. */
export interface OneOfValue {
  readonly kind: 'one-of';
  readonly options: readonly Value[];
}
export interface UnknownValue {
  readonly kind: 'unknown';
}

export const UNKNOWN: UnknownValue = { kind: 'unknown' };
export const NONE: ConstValue = { kind: 'const', value: null };

/** The arguments of a call. */
export interface Args {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** False when `*x` or `**x` could not be taken apart: there may be more. */
  readonly complete: boolean;
}

/** Where something happens, and through which calls one got there, outermost first. */
export interface Site {
  readonly file: SourceFile;
  readonly node: Node;
  readonly frames: readonly Frame[];
  readonly interpreter: Interpreter;
}
export interface Frame {
  readonly file: SourceFile;
  /** The call, or the decorator that is one. */
  readonly node: Call | Decorator;
  /** The definition that a decorator stands on. */
  readonly definition?: FunctionDef | ClassDef;
}

/** `bridge`: a FlaskRouter, which stands for an application or blueprint. */
export type ScaffoldKind = 'app' | 'blueprint' | 'bridge' | 'quart' | 'fastapi' | 'router';

/** A Flask application or a Blueprint, a FastAPI application or a router: what routes are registered on. */
export interface Scaffold {
  readonly kind: ScaffoldKind;
  readonly site: Site;
  /** The project's own subclass, if it is one. */
  readonly cls: ClassValue | undefined;
  /** Of a subclass with an `__init__`: the call of Flask's own in it. */
  init?: Site;
  /** The arguments of `Flask(…)` or `Blueprint(…)` by parameter name. */
  options: ReadonlyMap<string, Value>;
  /** What the code sets on the object: `app.secret_key = …`, and whatever a subclass's methods set. */
  readonly attrs: Map<string, Value>;
  /** How many events there were when it was made. */
  readonly born: number;
  /** A copy.deepcopy() of this one; it takes along what was registered before. */
  readonly copyOf?: Scaffold;
  /** For what registers on another object: the Flask object behind a FlaskRouter. */
  readonly stands?: Scaffold;
}

/** The names of a module, a function's call, or a class body. */
export class Env {
  readonly vars = new Map<string, Value>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();

  constructor(
    readonly kind: 'module' | 'function' | 'class',
    readonly file: SourceFile,
    readonly parent: Env | undefined,
  ) {}

  get module(): Env {
    let env: Env = this;
    while (env.parent) env = env.parent;
    return env;
  }

  get(name: string): Value | undefined {
    if (this.globals.has(name)) return this.module.vars.get(name);
    let env: Env | undefined = this;
    let own = true;
    while (env) {
      if (own || env.kind !== 'class') {
        const found = env.vars.get(name);
        if (found) return found;
      }
      own = false;
      env = env.parent;
    }
    return undefined;
  }

  set(name: string, value: Value): void {
    let env: Env = this;
    if (this.globals.has(name)) env = this.module;
    else if (this.nonlocals.has(name)) {
      let outer = this.parent;
      while (outer && !outer.vars.has(name)) outer = outer.parent;
      env = outer ?? this;
    }
    env.vars.set(name, value);
  }
}

export function text(value: string): ConstValue {
  return { kind: 'const', value };
}

export function list(items: readonly Value[]): SequenceValue {
  return { kind: 'sequence', of: 'list', items: [...items] };
}

/** The string that a value is, if it is one. */
export function asString(value: Value | undefined): string | undefined {
  return value?.kind === 'const' && typeof value.value === 'string' ? value.value : undefined;
}

/** Would `if value:` take the branch? undefined when that cannot be known. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'const':
      return Boolean(value.value);
    case 'sequence':
      return value.items.length > 0;
    case 'dict':
      return value.complete || value.entries.size > 0 ? value.entries.size > 0 : undefined;
    case 'function':
    case 'class':
    case 'module':
    case 'scaffold':
    case 'view-class':
    case 'native':
      return true;
    default:
      return undefined;
  }
}

/** Is an application or a blueprint in it, directly or in a container? */
export function holdsScaffold(value: Value, depth = 3): Scaffold | undefined {
  if (value.kind === 'scaffold') return value.scaffold;
  if (depth === 0) return undefined;
  const inside =
    value.kind === 'sequence' ? value.items : value.kind === 'dict' ? [...value.entries.values()] : ([] as Value[]);
  for (const item of inside) {
    const found = holdsScaffold(item, depth - 1);
    if (found) return found;
  }
  return undefined;
}

/** The argument for parameter `name`, which stands at `index` when given by position. */
export function argument(args: Args, index: number, name: string): Value | undefined {
  return args.positional[index] ?? args.named.get(name);
}

import type { Call, ClassDef, Decorator, Expr, FunctionDef, Node, Param, Stmt } from '../../python/ast.js';
import type { Project } from '../../python/project.js';
import type { SourceFile } from '../../python/source-file.js';
import { callValue } from './calls.js';
import type { Event } from './events.js';
import { evaluate } from './expressions.js';
import { fileText } from './paths.js';
import { newScaffold } from './scaffolds.js';
import { execute } from './statements.js';
import {
  type Args,
  type ClassValue,
  Env,
  type ExternalValue,
  type FunctionValue,
  type Scaffold,
  type Site,
  UNKNOWN,
  type Value,
} from './values.js';

/** What a library's callable does to the registration; given by transforms for extensions that register routes. */
export type ExternalCall = (call: ExternalCallSite) => Value | undefined;

export interface ExternalCallSite {
  readonly path: string;
  readonly args: Args;
  readonly site: Site;
  readonly callee: ExternalValue;
}

/** Enough for any registration code; a runaway loop ends here. Counted in statements and calls. */
const STEPS = 400_000;
const CALL_DEPTH = 40;

/**
 * Follows the code that builds the application, without running it: module bodies in the order of their imports, the
 * factory, the functions that they call. Conditions that cannot be known are taken both ways.
 */
export class Interpreter {
  readonly events: Event[] = [];
  /** Above zero: under a condition that is not known. */
  uncertain = 0;
  readonly frames: { file: SourceFile; node: Call | Decorator; definition?: FunctionDef | ClassDef }[] = [];
  /** How many events there were when a module's body had run, or a function had returned for the last time. */
  readonly ends = new Map<SourceFile | FunctionDef, number>();
  /** Parameters that were handed an application or blueprint; undefined when it was not always the same one. */
  readonly holders = new Map<Param, Scaffold | undefined>();
  /** Every application and blueprint that was made. */
  readonly scaffolds: Scaffold[] = [];
  /** Calls of one function or another, all of which were followed. */
  readonly choices = new Set<Node>();
  readonly #modules = new Map<string, Env>();
  readonly #active = new Map<FunctionDef, number>();
  /** Functions that did nothing of interest, so that they are not followed again. */
  readonly #dull = new Set<Node>();
  #steps = 0;

  constructor(
    readonly project: Project,
    readonly externals: ReadonlyMap<string, ExternalCall>,
  ) {}

  /** The budget ran out: some registrations may be missing. */
  get exhausted(): boolean {
    return this.#steps > STEPS;
  }

  step(): boolean {
    return ++this.#steps <= STEPS;
  }

  record(event: Event): void {
    this.events.push(event);
  }

  site(file: SourceFile, node: Node): Site {
    return { file, node, frames: [...this.frames], interpreter: this };
  }

  /** The names of a module after its body has run; what there is so far when imports go in a circle. */
  module(path: string): Env | undefined {
    const known = this.#modules.get(path);
    if (known) return known;
    const file = this.project.file(path);
    if (!file) return undefined;
    const env = new Env('module', file, undefined);
    this.#modules.set(path, env);
    env.vars.set('__name__', { kind: 'const', value: this.project.moduleName(path) });
    env.vars.set('__file__', { kind: 'const', value: fileText(path) });
    // the conditions around an import are not conditions on what the module does once it runs
    const uncertain = this.uncertain;
    const frames = this.frames.splice(0);
    this.uncertain = 0;
    this.execute(file.module.body, env);
    this.uncertain = uncertain;
    this.frames.push(...frames);
    this.ends.set(file, this.events.length);
    return env;
  }

  /** Paths of the modules that ran, in the order in which they began. */
  get modulesRun(): readonly string[] {
    return [...this.#modules.keys()];
  }

  execute(body: readonly Stmt[], env: Env): void {
    execute(this, body, env);
  }

  evaluate(expr: Expr, env: Env): Value {
    return evaluate(this, expr, env);
  }

  call(callee: Value, args: Args, site: Site): Value {
    return callValue(this, callee, args, site);
  }

  /** Runs `body` as something that may or may not happen. */
  maybe<T>(body: () => T): T {
    this.uncertain++;
    try {
      return body();
    } finally {
      this.uncertain--;
    }
  }

  /** Follows code that the entry does not lead to; what it does is handed back, and not among the events. */
  aside(body: () => void): Event[] {
    const [steps, before, holders] = [this.#steps, this.events.length, new Map(this.holders)];
    this.#steps = 0;
    this.maybe(body);
    // another program may hand on an application of its own
    for (const [param, scaffold] of holders) this.holders.set(param, scaffold);
    if (!this.exhausted) this.#steps = steps;
    return this.events.splice(before);
  }

  /** Runs the body of a function of the project, unless that is recursion, too deep, or known to do nothing. */
  follow(fn: FunctionValue, env: Env, interesting: boolean): Value {
    const { def } = fn;
    if (def.kind === 'lambda') return this.evaluate(def.body, env);
    const running = this.#active.get(def) ?? 0;
    if (running >= 2 || this.frames.length > CALL_DEPTH || !this.step()) return UNKNOWN;
    if (this.#dull.has(def) && !interesting) return UNKNOWN;
    this.#active.set(def, running + 1);
    const before = this.events.length;
    const result = execute(this, def.body, env);
    this.#active.set(def, running);
    this.ends.set(def, this.events.length);
    if (!interesting && this.events.length === before && isDull(result)) this.#dull.add(def);
    return result;
  }

  /** `copy.deepcopy(bp)`: another blueprint, which has what this one has so far. */
  copyScaffold(scaffold: Scaffold, site: Site): Value {
    return newScaffold(this, scaffold.kind, site, { cls: scaffold.cls, copyOf: scaffold });
  }

  newFunction(def: FunctionValue['def'], env: Env): FunctionValue {
    return { kind: 'function', def, file: env.file, env, name: def.kind === 'function' ? def.name : '<lambda>' };
  }

  newClass(def: ClassDef, env: Env): ClassValue {
    const own = new Env('class', env.file, env);
    const bases = def.bases.filter((base) => !base.name && !base.star).map((base) => this.evaluate(base.value, env));
    return { kind: 'class', def, file: env.file, env: own, bases };
  }
}

/** A result that no caller can make use of. */
function isDull(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'const' && value.value === null);
}

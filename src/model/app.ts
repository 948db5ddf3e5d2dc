import type { Call, ClassDef, Decorator, Expr, FunctionDef, Node, Param } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import type { Consent } from './consent.js';
import type { FactBook } from './facts.js';
import type { General } from './general.js';
import type { Event, RouteWords } from './registration/events.js';
import type { Scaffold, Value } from './registration/values.js';
import type { BlueprintUse, Registration } from './routes.js';

export type Target = 'fastapi' | 'quart';
export type Style = 'compatible' | 'idiomatic';
export type AsyncPolicy = 'auto' | 'off' | 'offload';
export type Outcome = 'migrated' | 'bridged' | 'kept';

export interface Options {
  readonly style: Style;
  readonly async: AsyncPolicy;
  readonly consent?: Consent;
}

/** One place in the source that registers routes: a decorator, a call. All its routes move together. */
export interface RouteSite {
  readonly file: SourceFile;
  readonly call: Call;
  readonly form: 'decorator' | 'applied' | 'add_url_rule' | 'extension';
  readonly words: RouteWords;
  /** `bp` in `bp.route(…)`. */
  readonly receiver: Expr | undefined;
  /** For a decorator: itself, and what it stands on. */
  readonly decorator: Decorator | undefined;
  readonly definition: FunctionDef | ClassDef | undefined;
  readonly routes: readonly Route[];
}

/** The code that answers a route. */
export interface View {
  readonly file: SourceFile;
  readonly def: FunctionDef | ClassDef;
  /** Between the route's decorator and the definition, nearest to the route first. */
  readonly decorators: readonly Decorator[];
  readonly value: Value | undefined;
}

/** One rule of the application's URL map. */
export interface Route {
  /** Flask's endpoint name: `auth.login`. */
  readonly endpoint: string;
  /** In Flask's syntax, prefixes included. */
  readonly rule: string;
  readonly methods: readonly string[];
  readonly unit: string;
  readonly file: SourceFile;
  /** 1-based; of the first decorator. */
  readonly line: number;
  readonly view: View | undefined;
  /** In place of `view` where that is called as Flask calls it: no transform looks into it as into a view. */
  readonly whole?: View;
  readonly site: RouteSite;
  readonly registration: Registration;
  readonly blueprints: readonly BlueprintUse[];
  /** What the tree says it is now. */
  readonly words: RouteWords;
}

export type Fate = 'ported' | 'bridged' | 'kept' | 'not-carried';

/** Something of the application as a whole: a hook, an extension, configuration. */
export interface Wiring {
  readonly kind:
    | 'hook'
    | 'error-handler'
    | 'template'
    | 'cli'
    | 'config'
    | 'extension'
    | 'middleware'
    | 'setting'
    /** Something of the application's own, kept on the object. */
    | 'attribute'
    | 'static'
    | 'run';
  /** `before_request load_user`, `flask_cors.CORS`. */
  readonly what: string;
  readonly event: Event | undefined;
  readonly scaffold: Scaffold;
  readonly file: SourceFile;
  readonly line: number;
}

/** Where the application is finished, so that nothing more is registered after it. */
export type Finish =
  /** At the end of a function that hands the application back. */
  | { readonly kind: 'factory'; readonly file: SourceFile; readonly def: FunctionDef }
  /** At the end of a module. */
  | { readonly kind: 'module'; readonly file: SourceFile };

/** The application as the code builds it. Plain data; nothing in it changes. */
export interface App {
  readonly project: Project;
  readonly options: Options;
  /** As given or found: `shop:create_app`. */
  readonly entry: { readonly module: string; readonly attribute: string; readonly kind: 'object' | 'factory' };
  readonly entryFile: SourceFile;
  readonly scaffold: Scaffold;
  readonly finish: Finish | undefined;
  readonly routes: readonly Route[];
  readonly sites: readonly RouteSite[];
  readonly wiring: readonly Wiring[];
  readonly events: readonly Event[];
  readonly facts: FactBook;
  /** What belongs to the application: the files that its entry leads to, and the scripts that take something of them. */
  readonly files: readonly SourceFile[];
  /** Those of them that only start the application, and know nothing of Flask. */
  readonly programs: ReadonlySet<SourceFile>;
  /** Parameters that stand for an application or blueprint wherever their function is called. */
  readonly holders: ReadonlyMap<Param, Scaffold | undefined>;
  /** The same application, made by other calls of its factory. */
  readonly twins: readonly Scaffold[];
  /** Calls of one function or another, all of which were followed. */
  readonly choices: ReadonlySet<Node>;
  /** An earlier run has put FastAPI in front already. */
  readonly mounted: boolean;
  /** What of it is written in the general form; undefined where that is not in question. */
  readonly general?: General;
  /** The registration code was too much to follow to its end. */
  readonly incomplete: boolean;
}

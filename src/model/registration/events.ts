import type { Call } from '../../python/ast.js';
import type { SourceFile } from '../../python/source-file.js';
import type { Args, ExternalValue, Scaffold, Site, Value } from './values.js';

/**
 * What the registration code does to Flask, in the order in which it does it. Recorded by following the code
 * ({@link Interpreter}), then made into the application's model.
 */
export type Event =
  | RouteEvent
  | RegisterEvent
  | HookEvent
  | ExtensionEvent
  | ConfigEvent
  | AssignEvent
  | MountEvent
  | RunEvent;

interface Base {
  readonly site: Site;
  /** Under a condition that cannot be known, or in a loop over something unknown. */
  readonly conditional: boolean;
}

/** In whose words a route is written. */
export type RouteWords = 'flask' | 'bridged' | 'fastapi';

export interface RouteEvent extends Base {
  readonly kind: 'route';
  readonly scaffold: Scaffold;
  /** In Flask's syntax. undefined: made at run time. */
  readonly rule: string | undefined;
  readonly endpoint: string | undefined;
  /** undefined: not given, or unknown (see `methodsKnown`). */
  readonly methods: readonly string[] | undefined;
  readonly methodsKnown: boolean;
  readonly view: Value | undefined;
  /** The other options: defaults, strict_slashes, subdomain … */
  readonly options: ReadonlyMap<string, Value>;
  /** The call that registers: `app.route(…)`, `bp.add_url_rule(…)`. */
  readonly call: Call;
  readonly callFile: SourceFile;
  readonly form: 'decorator' | 'applied' | 'add_url_rule' | 'extension';
  readonly words: RouteWords;
}

export interface RegisterEvent extends Base {
  readonly kind: 'register';
  readonly parent: Scaffold;
  readonly child: Scaffold;
  readonly options: ReadonlyMap<string, Value>;
  readonly call: Call | undefined;
}

/** before_request, errorhandler, context_processor, template_filter, cli.command … */
export interface HookEvent extends Base {
  readonly kind: 'hook';
  readonly scaffold: Scaffold;
  readonly hook: string;
  /** The function, if it is known. */
  readonly function: Value | undefined;
  /** What it is for: the code or class of an error handler, the name of a filter. */
  readonly subject: Value | undefined;
}

/** An application or blueprint is handed to something of a library. */
export interface ExtensionEvent extends Base {
  readonly kind: 'extension';
  readonly path: string;
  readonly scaffold: Scaffold;
  readonly callee: ExternalValue | undefined;
  readonly args: Args;
}

/** app.config.from_object(…), app.config["X"] = … */
export interface ConfigEvent extends Base {
  readonly kind: 'config';
  readonly scaffold: Scaffold;
  readonly how: string;
  readonly args: Args;
}

/** app.secret_key = …, app.wsgi_app = …, app.url_map.converters["x"] = … */
export interface AssignEvent extends Base {
  readonly kind: 'assign';
  readonly scaffold: Scaffold;
  readonly attribute: string;
  readonly value: Value;
}

/** mount_flask(app, flask_app): a FastAPI application stands in front already. */
export interface MountEvent extends Base {
  readonly kind: 'mount';
  readonly scaffold: Scaffold;
  /** The FastAPI application. */
  readonly front: Scaffold | undefined;
}

export interface RunEvent extends Base {
  readonly kind: 'run';
  readonly scaffold: Scaffold;
}

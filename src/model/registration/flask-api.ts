import type { Call } from '../../python/ast.js';
import type { RouteEvent, RouteWords } from './events.js';
import type { Interpreter } from './interpreter.js';
import { itemsOf } from './statements.js';
import {
  type Args,
  argument,
  asString,
  type NativeValue,
  NONE,
  type Scaffold,
  type Site,
  UNKNOWN,
  type Value,
} from './values.js';
import { endpointOf } from './views.js';

const VERBS = ['get', 'post', 'put', 'delete', 'patch'];

/** Hooks that take the function and hand it back. */
const FUNCTION_HOOKS = new Set([
  'before_request',
  'after_request',
  'teardown_request',
  'teardown_appcontext',
  'before_first_request',
  'before_app_request',
  'after_app_request',
  'teardown_app_request',
  'before_app_first_request',
  'url_value_preprocessor',
  'url_defaults',
  'app_url_value_preprocessor',
  'app_url_defaults',
  'context_processor',
  'app_context_processor',
  'shell_context_processor',
]);

/** Hooks whose decorator takes an argument first: `errorhandler(404)`, `template_filter("name")`. */
const NAMED_HOOKS = new Set([
  'errorhandler',
  'app_errorhandler',
  'template_filter',
  'template_test',
  'template_global',
  'app_template_filter',
  'app_template_test',
  'app_template_global',
]);

/** The same as calls: (function, name) for templates, (code, function) for errors. */
const ADDED_HOOKS: Readonly<Record<string, string>> = {
  add_template_filter: 'template_filter',
  add_template_test: 'template_test',
  add_template_global: 'template_global',
  add_app_template_filter: 'app_template_filter',
  add_app_template_test: 'app_template_test',
  add_app_template_global: 'app_template_global',
};

/** Is it the name of a method that registers a hook? */
export function registersByName(name: string): boolean {
  return FUNCTION_HOOKS.has(name) || NAMED_HOOKS.has(name) || name in ADDED_HOOKS || name === 'register_error_handler';
}

/** A method of Flask or Blueprint that registers something (flask/sansio/scaffold.py). */
export function flaskMethod(
  interpreter: Interpreter,
  scaffold: Scaffold,
  name: string,
  words: RouteWords,
): NativeValue | undefined {
  const native = (call: NativeValue['call']): NativeValue => ({ kind: 'native', name, call });
  if (name === 'route' || VERBS.includes(name)) {
    return native((args, site) => routeDecorator(interpreter, scaffold, args, site, name, words));
  }
  if (name === 'add_url_rule') {
    return native((args, site) => {
      const view = argument(args, 2, 'view_func');
      const options = without(args.named, ['rule', 'endpoint', 'view_func', 'methods']);
      const automatic = argument(args, 3, 'provide_automatic_options');
      if (automatic) options.set('provide_automatic_options', automatic);
      record(interpreter, scaffold, args, site, {
        view: view?.kind === 'const' ? undefined : view,
        endpoint: argument(args, 1, 'endpoint'),
        options,
        form: 'add_url_rule',
        words,
      });
      return NONE;
    });
  }
  if (words === 'bridged') return undefined;
  // `include_router`: of routes that were moved beside Flask, when the bridge between the two is taken out
  if (name === 'register_blueprint' || name === 'include_router') {
    return native((args, site) => {
      const child = argument(args, 0, name === 'include_router' ? 'router' : 'blueprint');
      if (child?.kind === 'scaffold') {
        interpreter.record({
          kind: 'register',
          parent: scaffold,
          child: child.scaffold,
          options: args.named,
          call: callOf(site),
          ...base(interpreter, site),
        });
      }
      return NONE;
    });
  }
  if (FUNCTION_HOOKS.has(name)) {
    return native((args, site) => {
      const fn = args.positional[0] ?? [...args.named.values()][0];
      interpreter.record({
        kind: 'hook',
        scaffold,
        hook: name,
        function: fn,
        subject: undefined,
        ...base(interpreter, site),
      });
      return fn ?? UNKNOWN;
    });
  }
  if (NAMED_HOOKS.has(name)) {
    return native((args, site) => {
      const subject = args.positional[0] ?? [...args.named.values()][0];
      return {
        kind: 'native',
        name: `${name}()`,
        call: (given) => {
          const fn = given.positional[0];
          interpreter.record({ kind: 'hook', scaffold, hook: name, function: fn, subject, ...base(interpreter, site) });
          return fn ?? UNKNOWN;
        },
      };
    });
  }
  const added = ADDED_HOOKS[name];
  if (added) {
    return native((args, site) => {
      interpreter.record({
        kind: 'hook',
        scaffold,
        hook: added,
        function: argument(args, 0, 'f'),
        subject: argument(args, 1, 'name'),
        ...base(interpreter, site),
      });
      return NONE;
    });
  }
  if (name === 'register_error_handler') {
    return native((args, site) => {
      interpreter.record({
        kind: 'hook',
        scaffold,
        hook: 'errorhandler',
        function: argument(args, 1, 'f'),
        subject: argument(args, 0, 'code_or_exception'),
        ...base(interpreter, site),
      });
      return NONE;
    });
  }
  if (name === 'record' || name === 'record_once') {
    // runs when the blueprint is registered; what it gets is Flask's setup state
    return native((args, site) => {
      const [fn] = args.positional;
      if (fn) interpreter.maybe(() => interpreter.call(fn, { ...args, positional: [UNKNOWN] }, site));
      return NONE;
    });
  }
  if (name === 'run') {
    return native((_, site) => {
      interpreter.record({ kind: 'run', scaffold, ...base(interpreter, site) });
      return NONE;
    });
  }
  return undefined;
}

function routeDecorator(
  interpreter: Interpreter,
  scaffold: Scaffold,
  args: Args,
  site: Site,
  verb: string,
  words: RouteWords,
): Value {
  return {
    kind: 'native',
    name: `${verb}()`,
    call: (given, applied) => {
      const [view] = given.positional;
      const options = without(args.named, ['rule', 'endpoint', 'methods']);
      const methods = verb === 'route' ? args.named.get('methods') : listOf([verb.toUpperCase()]);
      record(interpreter, scaffold, args, site, {
        view,
        endpoint: args.named.get('endpoint'),
        methods,
        options,
        form: applied.node.kind === 'decorator' ? 'decorator' : 'applied',
        words,
        frames: applied.frames,
      });
      return view ?? UNKNOWN;
    },
  };
}

function record(
  interpreter: Interpreter,
  scaffold: Scaffold,
  args: Args,
  site: Site,
  route: {
    readonly view: Value | undefined;
    readonly endpoint: Value | undefined;
    readonly methods?: Value | undefined;
    readonly options: ReadonlyMap<string, Value>;
    readonly form: RouteEvent['form'];
    readonly words: RouteWords;
    readonly frames?: Site['frames'];
  },
): void {
  const call = callOf(site);
  if (!call) return;
  const methods = route.methods ?? args.named.get('methods');
  const known = methods ? itemsOf(methods)?.map(asString) : undefined;
  const given = route.endpoint && !(route.endpoint.kind === 'const' && route.endpoint.value === null);
  interpreter.record({
    kind: 'route',
    scaffold,
    rule: asString(argument(args, 0, 'rule')),
    endpoint: given ? asString(route.endpoint) : endpointOf(route.view),
    methods: known?.every((method) => method !== undefined)
      ? known.map((method) => (method as string).toUpperCase())
      : undefined,
    methodsKnown: !methods || known?.every((method) => method !== undefined) === true,
    view: route.view,
    options: route.options,
    call,
    callFile: site.file,
    form: route.form,
    words: route.words,
    ...base(interpreter, { ...site, frames: route.frames ?? site.frames }),
  });
}

function base(interpreter: Interpreter, site: Site) {
  return { site, conditional: interpreter.uncertain > 0 };
}

/** The call at a site; none when Flask's method itself stands as a decorator (`@app.before_request`). */
export function callOf(site: Site): Call | undefined {
  return site.node.kind === 'call' ? site.node : undefined;
}

export function without(named: ReadonlyMap<string, Value>, names: readonly string[]): Map<string, Value> {
  return new Map([...named].filter(([name]) => !names.includes(name)));
}

export function listOf(items: readonly string[]): Value {
  return { kind: 'sequence', of: 'list', items: items.map((value) => ({ kind: 'const', value })) };
}

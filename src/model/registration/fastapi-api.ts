import { flaskRule } from '../rules.js';
import type { RouteWords } from './events.js';
import { callOf } from './flask-api.js';
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

const VERBS = ['get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'trace'];

/** A method of FastAPI, APIRouter or FlaskRouter that registers a route: an earlier run, or a person, moved it. */
export function fastapiMethod(interpreter: Interpreter, scaffold: Scaffold, name: string): NativeValue | undefined {
  const words: RouteWords = scaffold.kind === 'bridge' ? 'bridged' : 'fastapi';
  const native = (call: NativeValue['call']): NativeValue => ({ kind: 'native', name, call });
  if (VERBS.includes(name) || name === 'api_route') {
    return native((args, site) => ({
      kind: 'native',
      name: `${name}()`,
      call: (given, applied) => {
        const [view] = given.positional;
        const methods = name === 'api_route' ? argumentList(args.named.get('methods')) : [name.toUpperCase()];
        const form = applied.node.kind === 'decorator' ? 'decorator' : 'applied';
        record(interpreter, scaffold, args, { ...site, frames: applied.frames }, { view, methods, form, words });
        return view ?? UNKNOWN;
      },
    }));
  }
  if (name === 'add_api_route') {
    return native((args, site) => {
      const methods = argumentList(args.named.get('methods'));
      record(interpreter, scaffold, args, site, {
        view: argument(args, 1, 'endpoint'),
        methods,
        form: 'add_url_rule',
        words,
      });
      return NONE;
    });
  }
  if (name === 'include_router') {
    return native((args, site) => {
      const child = argument(args, 0, 'router');
      if (child?.kind === 'scaffold') {
        interpreter.record({
          kind: 'register',
          parent: scaffold,
          child: child.scaffold,
          options: args.named,
          call: callOf(site),
          site,
          conditional: interpreter.uncertain > 0,
        });
      }
      return NONE;
    });
  }
  return undefined;
}

function argumentList(value: Value | undefined): readonly string[] | undefined {
  const items = value && itemsOf(value)?.map(asString);
  return items?.every((item) => item !== undefined) ? (items as string[]) : undefined;
}

function record(
  interpreter: Interpreter,
  scaffold: Scaffold,
  args: Args,
  site: Site,
  route: {
    readonly view: Value | undefined;
    readonly methods: readonly string[] | undefined;
    readonly form: 'decorator' | 'applied' | 'add_url_rule';
    readonly words: RouteWords;
  },
): void {
  const call = callOf(site);
  if (!call) return;
  const path = asString(argument(args, 0, 'path'));
  interpreter.record({
    kind: 'route',
    scaffold: scaffold.stands ?? scaffold,
    rule: path === undefined ? undefined : flaskRule(path),
    endpoint: asString(args.named.get('name')) ?? endpointOf(route.view),
    methods: route.methods,
    methodsKnown: true,
    view: route.view,
    options: new Map(),
    call,
    callFile: site.file,
    form: route.form,
    words: route.words,
    site,
    conditional: interpreter.uncertain > 0,
  });
}

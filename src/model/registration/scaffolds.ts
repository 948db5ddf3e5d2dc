import { isOfBridge } from '../bridge.js';
import { canonical } from '../flask-names.js';
import { fastapiMethod } from './fastapi-api.js';
import { callOf, flaskMethod } from './flask-api.js';
import type { Interpreter } from './interpreter.js';
import {
  type Args,
  argument,
  type ClassValue,
  type FunctionValue,
  NONE,
  type Scaffold,
  type ScaffoldKind,
  type ScaffoldValue,
  type Site,
  type Value,
} from './values.js';

const CLASSES: Readonly<Record<string, ScaffoldKind>> = {
  'flask.Flask': 'app',
  'flask.Blueprint': 'blueprint',
  'quart.Quart': 'quart',
  'fastapi.FastAPI': 'fastapi',
  'fastapi.APIRouter': 'router',
};

/** Parameters by position (flask/sansio/app.py, flask/sansio/blueprints.py). */
const PARAMETERS: Readonly<Record<ScaffoldKind, readonly string[]>> = {
  app: [
    'import_name',
    'static_url_path',
    'static_folder',
    'static_host',
    'host_matching',
    'subdomain_matching',
    'template_folder',
    'instance_path',
    'instance_relative_config',
    'root_path',
  ],
  blueprint: [
    'name',
    'import_name',
    'static_folder',
    'static_url_path',
    'template_folder',
    'url_prefix',
    'subdomain',
    'url_defaults',
    'root_path',
    'cli_group',
  ],
  bridge: ['scaffold'],
  quart: [],
  fastapi: [],
  router: [],
};

/** What a class is if one of `paths` is among its bases. */
export function isScaffoldClass(paths: readonly string[]): ScaffoldKind | undefined {
  for (const path of paths) {
    const kind = CLASSES[canonical(path)];
    if (kind) return kind;
  }
  return undefined;
}

export function newScaffold(
  interpreter: Interpreter,
  kind: ScaffoldKind,
  site: Site,
  more: { cls?: ClassValue | undefined; copyOf?: Scaffold; stands?: Scaffold } = {},
): ScaffoldValue {
  const scaffold: Scaffold = {
    kind,
    site,
    cls: more.cls,
    options: more.copyOf?.options ?? new Map(),
    attrs: new Map(more.copyOf?.attrs),
    born: interpreter.events.length,
    ...(more.copyOf && { copyOf: more.copyOf }),
    ...(more.stands && { stands: more.stands }),
  };
  interpreter.scaffolds.push(scaffold);
  return { kind: 'scaffold', scaffold };
}

/**
 * Notes the arguments of the constructor.
 *
 * @param init Where the `__init__` of a subclass calls it.
 */
export function construct(scaffold: Scaffold, args: Args, init?: Site): void {
  if (init) scaffold.init = init;
  const options = new Map<string, Value>(args.named);
  for (const [i, name] of PARAMETERS[scaffold.kind].entries()) {
    const value = argument(args, i, name);
    if (value) options.set(name, value);
  }
  scaffold.options = options;
}

/** `app.route`, `app.config`, …: never nothing, for Flask has more attributes than are worth knowing. */
export function scaffoldAttribute(interpreter: Interpreter, scaffold: Scaffold, name: string): Value {
  if (scaffold.kind === 'fastapi' || scaffold.kind === 'router') {
    return fastapiMethod(interpreter, scaffold, name) ?? { kind: 'part', scaffold, path: name };
  }
  if (scaffold.kind === 'bridge') {
    const target = scaffold.stands;
    const asFastapi = fastapiMethod(interpreter, scaffold, name);
    const asFlask = target && flaskMethod(interpreter, target, name, 'bridged');
    return (
      (name === 'route' || name === 'add_url_rule' ? asFlask : asFastapi) ?? { kind: 'part', scaffold, path: name }
    );
  }
  return flaskMethod(interpreter, scaffold, name, 'flask') ?? { kind: 'part', scaffold, path: name };
}

/** What our own support module does, of an earlier run: `FlaskRouter(bp)`, `include_router(…)`, `mount_flask(…)`. */
export function bridgeCall(
  interpreter: Interpreter,
  callee: ClassValue | FunctionValue,
  args: Args,
  site: Site,
): Value | undefined {
  if (!isOfBridge(callee.file)) return undefined;
  const name = callee.def.kind === 'lambda' ? '' : callee.def.name;
  if (name === 'FlaskRouter') {
    const target = argument(args, 0, 'scaffold');
    return newScaffold(interpreter, 'bridge', site, target?.kind === 'scaffold' ? { stands: target.scaffold } : {});
  }
  if (name === 'include_router') {
    const [parent, child] = [argument(args, 0, 'flask_app'), argument(args, 1, 'router')];
    if (parent?.kind === 'scaffold' && child?.kind === 'scaffold') {
      interpreter.record({
        kind: 'register',
        parent: parent.scaffold,
        child: child.scaffold,
        options: args.named,
        call: callOf(site),
        site,
        conditional: interpreter.uncertain > 0,
      });
    }
    return NONE;
  }
  if (name === 'mount_flask') {
    const [front, flask] = [argument(args, 0, 'app'), argument(args, 1, 'flask_app')];
    if (flask?.kind === 'scaffold') {
      interpreter.record({
        kind: 'mount',
        scaffold: flask.scaffold,
        front: front?.kind === 'scaffold' ? front.scaffold : undefined,
        site,
        conditional: interpreter.uncertain > 0,
      });
    }
    return front ?? NONE;
  }
  return undefined;
}

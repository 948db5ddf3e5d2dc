import type { ClassDef, FunctionDef } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { methodResolutionOrder } from './registration/attributes.js';
import type { Event, RegisterEvent, RouteEvent } from './registration/events.js';
import { asString, type ClassValue, type Scaffold, type Value } from './registration/values.js';
import { joinRule } from './rules.js';

/** One rule of the application's URL map. */
export interface Registration {
  readonly event: RouteEvent;
  /** Flask's endpoint name: `auth.login`. */
  readonly endpoint: string;
  readonly rule: string;
  /** Without the automatic HEAD and OPTIONS. */
  readonly methods: readonly string[];
  /** The blueprints it was registered through, outermost first. */
  readonly blueprints: readonly BlueprintUse[];
  readonly conditional: boolean;
}

/** A blueprint as it is registered: one that is registered twice is used twice. */
export interface BlueprintUse {
  /** With the names of the outer ones: `api.v1`. */
  readonly name: string;
  readonly scaffold: Scaffold;
  readonly prefix: string | undefined;
  /** False when the name or the prefix is made at run time. */
  readonly known: boolean;
  readonly event: RegisterEvent;
}

/** Stands for a part of a rule or a name that is only known at run time. */
export const AT_RUN_TIME = '…';

/** What is registered on one scaffold, copies included, in order. */
export function eventsOf(events: readonly Event[], scaffold: Scaffold): Event[] {
  const inherited = scaffold.copyOf ? eventsOf(events.slice(0, scaffold.born), scaffold.copyOf) : [];
  return [...inherited, ...events.filter((event) => ownerOf(event) === scaffold)];
}

function ownerOf(event: Event): Scaffold {
  return event.kind === 'register' ? event.parent : event.scaffold;
}

/**
 * The URL map of an application, as Flask builds it (flask/sansio/blueprints.py, `Blueprint.register`). Rules without a view
 * (`add_url_rule("/", endpoint="index")`) are other addresses of an endpoint, no routes: they stay as they are.
 */
export function registrationsOf(events: readonly Event[], app: Scaffold): Registration[] {
  return rulesOf(events, app).filter(({ event }) => event.view);
}

/** The same with the rules that have no view, in the order in which Werkzeug meets them. */
export function rulesOf(events: readonly Event[], app: Scaffold): Registration[] {
  const result: Registration[] = [];
  const visit = (scaffold: Scaffold, uses: readonly BlueprintUse[], conditional: boolean) => {
    if (uses.length > 12) return;
    for (const event of eventsOf(events, scaffold)) {
      if (event.kind === 'route') result.push(registration(event, uses, conditional));
      else if (event.kind === 'register' && (event.child.kind === 'blueprint' || event.child.kind === 'router')) {
        visit(event.child, [...uses, use(events, event, uses.at(-1))], conditional || event.conditional);
      }
    }
  };
  visit(app, [], false);
  return result;
}

/** `bp.name = "people"` counts from there on. */
function nameOf(events: readonly Event[], event: RegisterEvent): Value | undefined {
  const { child } = event;
  if (child.copyOf) return child.attrs.get('name') ?? child.options.get('name');
  const given = events
    .slice(0, events.indexOf(event))
    .findLast((one) => one.kind === 'assign' && one.scaffold === child && one.attribute === 'name');
  return given?.kind === 'assign' ? given.value : child.options.get('name');
}

function use(events: readonly Event[], event: RegisterEvent, outer: BlueprintUse | undefined): BlueprintUse {
  const { child, options } = event;
  const name = option(options.get('name')) ?? option(nameOf(events, event));
  const given = option(options.get(child.kind === 'router' ? 'prefix' : 'url_prefix'));
  const own = option(child.options.get(child.kind === 'router' ? 'prefix' : 'url_prefix'));
  const chosen = child.kind === 'router' ? concatenated(given, own) : (given ?? own);
  const prefix =
    outer?.prefix !== undefined && chosen !== undefined ? joinRule(outer.prefix, chosen) : (chosen ?? outer?.prefix);
  const parts = [...(outer?.name ? [outer.name] : []), name ?? AT_RUN_TIME];
  return {
    name: child.kind === 'router' ? '' : parts.join('.'),
    scaffold: child,
    prefix,
    known: !`${name ?? AT_RUN_TIME}${prefix ?? ''}`.includes(AT_RUN_TIME) && outer?.known !== false,
    event,
  };
}

function concatenated(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? '') + (b ?? '');
}

/** An option's text; a mark when it is there but not known; undefined when it is not given or None. */
function option(value: Value | undefined): string | undefined {
  if (!value || (value.kind === 'const' && value.value === null)) return undefined;
  return asString(value) ?? AT_RUN_TIME;
}

function registration(event: RouteEvent, uses: readonly BlueprintUse[], conditional: boolean): Registration {
  const inner = uses.at(-1);
  const endpoint = event.endpoint ?? AT_RUN_TIME;
  return {
    event,
    endpoint: inner?.name && event.words !== 'fastapi' ? `${inner.name}.${endpoint}` : endpoint,
    rule: joinRule(inner?.prefix, event.rule ?? AT_RUN_TIME),
    methods: methodsOf(event),
    blueprints: uses,
    conditional: conditional || event.conditional,
  };
}

const HTTP_METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'];

/** The methods a rule answers: given, or the class's own, or GET (flask/sansio/app.py, `add_url_rule`). */
function methodsOf(event: RouteEvent): readonly string[] {
  const given = event.methods ?? (event.methodsKnown ? viewMethods(event.view) : undefined) ?? ['GET'];
  return [...new Set(given)].filter((method) => method !== 'HEAD' && method !== 'OPTIONS').sort();
}

function viewMethods(view: Value | undefined): readonly string[] | undefined {
  const cls = viewClass(view);
  if (!cls) return undefined;
  const names = new Set<string>();
  for (const one of methodResolutionOrder(cls)) {
    const declared = one.env.vars.get('methods');
    if (declared?.kind === 'sequence') return declared.items.flatMap((item) => asString(item)?.toUpperCase() ?? []);
    for (const name of HTTP_METHODS) if (one.env.vars.has(name)) names.add(name.toUpperCase());
  }
  return names.size > 0 ? [...names] : undefined;
}

/** The class behind `X.as_view(…)`, decorated or not. */
export function viewClass(view: Value | undefined): ClassValue | undefined {
  if (view?.kind === 'view-class') return view.cls;
  return view?.kind === 'wrapped' ? viewClass(view.inner) : undefined;
}

/** The definition whose body answers the request, as far as it can be told. */
export function viewDefinition(
  event: RouteEvent,
): { readonly file: SourceFile; readonly def: FunctionDef | ClassDef } | undefined {
  if (event.form === 'decorator') {
    const frame = event.site.frames.at(-1);
    if (frame?.definition) return { file: frame.file, def: frame.definition };
  }
  return definitionOf(event.view);
}

function definitionOf(
  view: Value | undefined,
): { readonly file: SourceFile; readonly def: FunctionDef | ClassDef } | undefined {
  switch (view?.kind) {
    case 'function':
      if (view.wraps) return definitionOf(view.wraps) ?? ownDefinition(view);
      return ownDefinition(view);
    case 'view-class':
      return { file: view.cls.file, def: view.cls.def };
    case 'wrapped':
      return definitionOf(view.inner);
    default:
      return undefined;
  }
}

function ownDefinition(view: Extract<Value, { kind: 'function' }>) {
  return view.def.kind === 'function' ? { file: view.file, def: view.def } : undefined;
}

import type { Need } from '../edits/needs.js';
import type { App, Route, Wiring } from '../model/app.js';
import { isBelow } from '../model/references.js';
import { externalBases } from '../model/registration/attributes.js';
import type { ClassValue } from '../model/registration/values.js';
import { eventsOf } from '../model/routes.js';
import { anyValues, parseRule, type RulePart } from '../model/rules.js';
import type { Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosingFunction, statementOf } from '../python/surroundings.js';
import type { Mode } from '../transform.js';
import { leadsTo } from './import-order.js';
import { supportName } from './names.js';

/** Those that Starlette has under the same name, or needs no name for. */
const SHARED = ['string', 'default', 'int', 'float', 'path', 'uuid'];

/** The classes of Werkzeug whose arguments Starlette's have not. */
const WITH_ARGUMENTS: Readonly<Record<string, string>> = {
  any: 'AnyConverter',
  int: 'IntegerConverter',
  float: 'FloatConverter',
  string: 'UnicodeConverter',
  default: 'UnicodeConverter',
};

/** A converter that is registered with Starlette under a name of its own. */
export interface NamedConverter {
  readonly name: string;
  /** `register_converter("side", AnyConverter, "left", "right")`; undefined where it stands in the source already. */
  readonly line: string | undefined;
  readonly needs: readonly Need[];
}

/**
 * The converters of a rule for which Starlette has no name, by variable. undefined when one of them has no counterpart: beside
 * Flask none has, because the rule is entered in Flask's URL map, which does not know the new name.
 */
export function namedConverters(route: Route, app: App, mode: Mode): ReadonlyMap<string, NamedConverter> | undefined {
  const found = new Map<string, NamedConverter>();
  const own = ownConverters(app);
  for (const part of parseRule(route.registration.event.rule ?? '')) {
    if (!part.variable || (isShared(part) && !own.has(part.converter ?? 'default'))) continue;
    const registered = own.get(part.converter ?? 'default');
    const known =
      mode === 'hybrid'
        ? undefined
        : registered
          ? ofProject(route, app, part, registered)
          : ofWerkzeug(route, app, part);
    if (!known) return undefined;
    found.set(part.text, known);
  }
  return found;
}

/** Is a setting of the URL map changed that no transform carries over: hosts, slashes in a way of their own? */
export function mapIsChanged(app: App, mode: Mode): boolean {
  return eventsOf(app.events, app.scaffold).some((event) => {
    if (event.kind !== 'assign' || !event.attribute.startsWith('url_map')) return false;
    const item = app.wiring.find((one) => one.event === event);
    return mode === 'hybrid' || !item || (!isSlashes(item, app) && !ownConverters(app).has(converterName(item) ?? ''));
  });
}

/** `app.url_map.strict_slashes = …`, in front of all rules. Those of a blueprint come into the map when it is registered. */
export function isSlashes({ what, event, scaffold }: Wiring, app: App): boolean {
  if (what !== 'url_map.strict_slashes' || !event || scaffold !== app.scaffold) return false;
  const before = app.events.slice(0, app.events.indexOf(event));
  // a rule that says so itself is not lenient, whatever the map is
  if (app.routes.some(({ registration }) => registration.event.options.has('strict_slashes'))) return false;
  return !before.some(
    (one) =>
      (one.kind === 'route' && one.scaffold === app.scaffold) ||
      (one.kind === 'register' && one.parent === app.scaffold),
  );
}

/** A converter of the application: a class of the project under a name. */
export interface OwnConverter {
  readonly item: Wiring;
  readonly value: ClassValue;
}

const converters = new WeakMap<App, ReadonlyMap<string, OwnConverter>>();

/** The classes in `app.url_map.converters`, by their names. */
export function ownConverters(app: App): ReadonlyMap<string, OwnConverter> {
  let found = converters.get(app);
  if (!found) {
    const all = new Map<string, OwnConverter>();
    for (const item of app.wiring) {
      const { event } = item;
      const name = converterName(item);
      if (!name || event?.kind !== 'assign' || event.conditional || event.value.kind !== 'class') continue;
      if (isPlain(app, event.value) && !all.has(name)) all.set(name, { item, value: event.value });
    }
    found = all;
    converters.set(app, found);
  }
  return found;
}

/** `url_map.converters[list]` → `list` */
function converterName({ what }: Wiring): string | undefined {
  return /^url_map\.converters\[([A-Za-z_]\w*)\]$/.exec(what)?.[1];
}

/** A converter of Werkzeug's kind that looks at nothing but the path. */
function isPlain(app: App, value: ClassValue): boolean {
  const { file, def } = value;
  const bases = externalBases(value);
  const speaksFlask = app.facts.of(file, def).references.some((one) => isBelow(one, 'flask'));
  return file.module.body.includes(def) && bases.length > 0 && !speaksFlask;
}

function isShared({ converter, args }: RulePart): boolean {
  return args === undefined && (!converter || SHARED.includes(converter));
}

/** Is the converter registered, where the application does it now, before any rule that names it? */
export function isInPlace({ item, value }: OwnConverter, app: App): boolean {
  const { event } = item;
  if (!event) return false;
  const { file, node } = event.site;
  const def = enclosingFunction(file, node);
  const name = converterName(item);
  return (
    app.routes.every(({ site, registration }) => {
      const isNamed = parseRule(registration.event.rule ?? '').some(({ converter }) => converter === name);
      if (!isNamed) return true;
      return site.file === file && site.call.start > node.start && enclosingFunction(file, site.call) === def;
    }) && value.file === file
  );
}

function ofProject(route: Route, app: App, part: RulePart, own: OwnConverter): NamedConverter | undefined {
  const { file } = route.site;
  const { def, file: home } = own.value;
  const text = def.name;
  const args = part.args === undefined ? '' : converterArguments(file, part.args);
  if (args === undefined || args !== '') return undefined;
  const name = part.converter ?? 'default';
  if (isInPlace(own, app)) return { name, line: undefined, needs: [] };
  const { file: place, at } = registering(route) ?? { file };
  const isAbove = place === home && at !== undefined && def.start < at.start;
  if (place !== home && (leadsTo(app.project, home, place) || isTaken(app, place, text, home))) return undefined;
  if (place === home && !isAbove) return undefined;
  const known = supportName({ app, file: place, mode: 'pure' }, 'convertors', 'register_converter');
  const imported: Need[] =
    place === home ? [] : [{ kind: 'import', file: place, module: { path: home.path }, name: text }];
  return { name, line: `${known.text}(${quoted(place, name)}, ${text})`, needs: [...known.needs, ...imported] };
}

function isTaken(app: App, file: SourceFile, name: string, home: SourceFile): boolean {
  const bindings = app.project.scopes(file).module.bindings.get(name) ?? [];
  return bindings.some((binding) => {
    const ref = binding.kind === 'import' ? app.project.imported(binding, file) : undefined;
    return ref?.kind !== 'class' || ref.file !== home;
  });
}

function ofWerkzeug(route: Route, app: App, part: RulePart): NamedConverter | undefined {
  const { file } = route.site;
  const known = supportName({ app, file, mode: 'pure' }, 'convertors', 'register_converter');
  const cls = WITH_ARGUMENTS[part.converter ?? 'default'];
  const args =
    part.converter === 'any'
      ? anyValues(part.args ?? '')
          .map((item) => quoted(file, item))
          .join(', ')
      : converterArguments(file, part.args ?? '');
  if (!cls || part.args === undefined || !args) return undefined;
  const name = uniqueName(app, part);
  return {
    name,
    line: `${known.text}(${quoted(file, name)}, ${cls}, ${args})`,
    needs: [...known.needs, { kind: 'import', file, module: { library: 'werkzeug.routing' }, name: cls }],
  };
}

/** `fixed_digits=4, signed=True` as Python has it; undefined for what Werkzeug would read in a way of its own. */
function converterArguments(file: SourceFile, args: string): string | undefined {
  const items = args.split(',').map((item) => item.trim());
  const texts = items.map((item) => {
    const [, name, value] = /^(?:(\w+)\s*=\s*)?(.*)$/.exec(item) ?? [];
    const isPlain = /^(-?\d+(\.\d+)?|True|False|None)$/.test(value ?? '');
    const word = /^(['"]?)([\w-]+)\1$/.exec(value ?? '')?.[2];
    const text = isPlain ? value : word === undefined ? undefined : quoted(file, word);
    return text === undefined ? undefined : `${name ? `${name}=` : ''}${text}`;
  });
  return texts.every((text) => text !== undefined) ? texts.join(', ') : undefined;
}

/** Starlette has one table of convertors for the process: another rule's `side` with other values gets a number. */
function uniqueName(app: App, part: RulePart): string {
  const meanings = app.routes.flatMap((route) =>
    parseRule(route.registration.event.rule ?? '').flatMap((other) =>
      other.variable && other.text === part.text && !isShared(other) ? [`${other.converter}(${other.args})`] : [],
    ),
  );
  const index = [...new Set(meanings)].indexOf(`${part.converter}(${part.args})`);
  return index <= 0 ? part.text : `${part.text}_${index + 1}`;
}

/** The statement that registers a route, or defines what a decorator registers. */
function registering({ site, view, whole }: Route): { readonly file: SourceFile; readonly at: Stmt } | undefined {
  const { file, call, decorator } = site;
  const def = (view ?? whole)?.def;
  const at = decorator ? def : statementOf(file, call);
  return at && { file, at };
}

function quoted(file: SourceFile, text: string): string {
  return file.quote + text + file.quote;
}

/** Converters are registered before the first route that names them. */
export function converterNeeds(route: Route, app: App): Need[] {
  const anchor = registering(route);
  if (!anchor) return [];
  const isEarlier = (other: Route) => {
    const place = registering(other);
    return place?.file === anchor.file && place.at.start < anchor.at.start;
  };
  const known = new Set(
    app.routes
      .filter(isEarlier)
      .flatMap((other) => [...(namedConverters(other, app, 'pure') ?? [])].map(([, { line }]) => line)),
  );
  const own = [...(namedConverters(route, app, 'pure') ?? [])].filter(([, { line }]) => line && !known.has(line));
  const lines = [...new Set(own.flatMap(([, { line }]) => line ?? []))];
  if (lines.length === 0) return [];
  const gap = anchor.at.kind !== 'function' ? [] : anchor.file.indentAt(anchor.at.start) ? [''] : ['', ''];
  return [
    ...own.flatMap(([, { needs }]) => needs),
    { kind: 'lines', file: anchor.file, anchor: { before: anchor.at }, rank: 0, lines: [...lines, ...gap] },
  ];
}

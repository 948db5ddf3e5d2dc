import type { AssignEvent, HookEvent } from '../../src/model/registration/events.js';
import { asString, type Scaffold, type Value } from '../../src/model/registration/values.js';
import { templateFolders } from '../../src/model/templates.js';
import type { Expr, Node } from '../../src/python/ast.js';
import { functionAround } from '../../src/python/surroundings.js';
import { type App, type Change, type FileEdit, supportName, type Wiring } from '../../src/transform.js';
import { installTemplates } from './folders.js';
import type { messages } from './messages.js';
import { isRead, valuesGiven } from './processor-values.js';

type Said = Change<keyof typeof messages>;

/** Hooks of Flask and Blueprint that put something into the environment: what it is, and what registers it in `templating.py`. */
const HOOKS: Readonly<Record<string, { readonly kind: string; readonly name: string }>> = {
  template_filter: { kind: 'filters', name: 'template_filter' },
  app_template_filter: { kind: 'filters', name: 'template_filter' },
  template_test: { kind: 'tests', name: 'template_test' },
  app_template_test: { kind: 'tests', name: 'template_test' },
  template_global: { kind: 'globals', name: 'template_global' },
  app_template_global: { kind: 'globals', name: 'template_global' },
};
const PROCESSORS = ['context_processor', 'app_context_processor'];

function isOurs({ hook }: HookEvent): boolean {
  return PROCESSORS.includes(hook) || hook in HOOKS;
}

/** Filters, tests, globals and context processors of the application and of its blueprints. */
export function* registrationChanges(app: App): Iterable<Said> {
  const items = app.wiring.filter(({ event }) => event?.kind === 'hook' && isOurs(event));
  // in a loop one call registers several
  const sites = new Map<Node | undefined, Wiring[]>();
  for (const item of items) {
    const node = item.event?.site.node;
    sites.set(node, [...(sites.get(node) ?? []), item]);
  }
  for (const group of sites.values()) yield registered(app, group);
  const ofBlueprint = (scaffold: Scaffold) => scaffold !== app.scaffold;
  const isInstalled = items.some(({ scaffold }) => ofBlueprint(scaffold));
  if (!isInstalled && !templateFolders(app).some(({ scaffold }) => ofBlueprint(scaffold))) return;
  const { file, node } = app.scaffold.site;
  const needs = installTemplates(app);
  yield needs
    ? { message: 'installed', file, at: node, needs }
    : { message: 'setting', file, at: node, data: { name: 'template_folder' } };
}

/** `@app.template_filter("price")` → `@template_filter(app, "price")`; `app.add_template_filter(f)` → `add_template_filter(app, f)`. */
function registered(app: App, items: readonly Wiring[]): Said {
  const [item] = items as [Wiring];
  const { file, event } = item;
  const at = event?.site.node ?? app.scaffold.site.node;
  const data = { name: item.what };
  const unsaid: Said = { message: 'setting', file, at, data };
  if (event?.kind !== 'hook') return unsaid;
  const expr = expressionOf(event);
  const func = expr?.kind === 'call' ? expr.func : expr;
  if (func?.kind !== 'attribute' || items.some((one) => isClashing(app, one))) return unsaid;
  const isProcessor = PROCESSORS.includes(event.hook);
  if (isProcessor && !items.every(({ event: one }) => one?.kind === 'hook' && isPlainFunction(one.function)))
    return unsaid;
  const isAdded = func.attr.startsWith('add_');
  const name = isProcessor ? event.hook : `${isAdded ? 'add_' : ''}${HOOKS[event.hook]?.name}`;
  const known = supportName({ app, file, mode: 'pure', def: functionAround(file, at) }, 'templating', name);
  const object = file.slice(func.value);
  const edits: FileEdit[] = [];
  // a processor is what the method itself is called with, or stands on
  if (isProcessor) edits.push({ start: func.start, end: func.end, text: `${known.text}(${object})` });
  else if (expr?.kind !== 'call') edits.push({ start: func.start, end: func.end, text: `${known.text}(${object})` });
  else {
    const comma = expr.args.length > 0 ? ', ' : '';
    const begin = expr.parens.start + 1;
    edits.push({ start: func.start, end: func.end, text: known.text });
    edits.push({ start: begin, end: begin, text: object + comma });
    for (const { name, value, start } of expr.args) if (name === 'f') edits.push({ start, end: value.start, text: '' });
  }
  return { message: 'registered', file, at, data, edits, needs: known.needs, ports: items };
}

function expressionOf({ site: { node } }: HookEvent): Expr | undefined {
  if (node.kind === 'decorator') return node.expr;
  return node.kind === 'call' ? node : undefined;
}

/** Something that returns values at once, not a coroutine. */
function isPlainFunction(value: Value | undefined): boolean {
  if (value?.kind === 'wrapped') return isPlainFunction(value.inner);
  if (value?.kind === 'function') return value.def.kind === 'lambda' || !value.def.isAsync;
  return value?.kind === 'external' || value?.kind === 'native';
}

/**
 * What routers have is taken over where the application is finished, in their order. With one name that decides who wins, as does
 * the order of context processors: whether it is the same cannot be told.
 */
function isClashing(app: App, item: Wiring): boolean {
  const { event } = item;
  if (item.scaffold === app.scaffold || event?.kind !== 'hook') return false;
  const others = app.wiring.filter(({ kind, scaffold }) => kind === 'template' && scaffold === app.scaffold);
  if (event.hook === 'app_context_processor')
    return others.some(({ event: other }) => isLaterProcessor(app, item, other));
  const hook = HOOKS[event.hook];
  if (!hook) return false;
  const name = nameOf(event);
  return others.some(({ event: other }) => {
    if (other?.kind === 'hook') return HOOKS[other.hook]?.kind === hook.kind && (!name || nameOf(other) === name);
    if (other?.kind !== 'assign' || !other.attribute.startsWith(`jinja_env.${hook.kind}[`)) return false;
    const names = namesSet(other);
    return !names || !name || names.includes(name);
  });
}

/** `x` of `jinja_env.filters["x"] = …`, `x` and `y` of `jinja_env.globals.update(x=…, y=…)`; undefined when they are made at run time. */
function namesSet({ attribute, site: { node } }: AssignEvent): readonly string[] | undefined {
  const key = /\[(.*)\]$/.exec(attribute)?.[1];
  if (key === '?') return undefined;
  if (key) return [key];
  const names = node.kind === 'call' ? node.args.map((argument) => argument.name) : [];
  return names.length > 0 && names.every((name) => name !== undefined) ? names : undefined;
}

function isLaterProcessor(app: App, item: Wiring, other: Wiring['event']): boolean {
  if (other?.kind !== 'hook' || other.hook !== 'context_processor') return false;
  const registered = app.events.findIndex((event) => event.kind === 'register' && event.child === item.scaffold);
  if (app.events.indexOf(other) <= registered || item.event?.kind !== 'hook') return false;
  const [own, others] = [item.event, other].map((event) => valuesGiven(event.function));
  if (!own || !others || [...own.keys()].some((name) => others.has(name))) return true;
  // which of them is asked first can matter to neither, if one of them only reads
  return ![own, others].some((given) => [...given.values()].every(isRead));
}

function nameOf({ subject, function: value }: HookEvent): string | undefined {
  const given = asString(subject);
  if (given !== undefined) return given;
  return value?.kind === 'function' ? value.name : undefined;
}

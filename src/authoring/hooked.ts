import { takesLines } from '../edits/lines.js';
import type { Need } from '../edits/needs.js';
import type { App, Route, Wiring } from '../model/app.js';
import { bringersOf, brings } from '../model/brought.js';
import type { RegisterEvent } from '../model/registration/events.js';
import { asString, type Scaffold } from '../model/registration/values.js';
import { enclosingFunction, statementOf } from '../python/surroundings.js';
import { installation } from './contexts.js';
import { supportName } from './names.js';
import { finishing } from './shell.js';

/** What runs around views: hooks by name, and extensions that add some to the application or blueprint which they are given. */
export function hookItems(app: App): readonly Wiring[] {
  const extensions = bringersOf('hooks').flatMap((path) => [path, `${path}().init_app`]);
  return app.wiring.filter(({ kind, what }) => kind === 'hook' || (kind === 'extension' && extensions.includes(what)));
}

/** Does anything run around views? An extension may be taken in at a place that nothing leads to. */
export function hasHooks(app: App): boolean {
  return hookItems(app).length > 0 || brings(app, 'hooks');
}

/**
 * `install_hooks(app, auth=auth.bp)`: asked for by each transform that has hooks, written once, where the application is
 * finished. Where that cannot name a blueprint, or would change the order of hooks: below each registration.
 *
 * @returns undefined: a registration takes no line below it.
 */
export function hookInstallation(app: App): readonly Need[] | undefined {
  const items = hookItems(app);
  const place = finishing(app)?.places[0];
  if (!place) return undefined;
  const registered = app.events.filter((event) => event.kind === 'register' && bringsHooks(app, items, event.child));
  const blueprints = registered.map((event) => blueprintArgument(app, event as RegisterEvent, items));
  if (blueprints.every((text) => text !== undefined)) return installation(app, 'hooks', 'install_hooks', blueprints);
  const needs = registered.map((event) => belowRegistration(app, event as RegisterEvent));
  const last = installation(app, 'hooks', 'install_hooks');
  if (!last || needs.some((found) => found === undefined)) return undefined;
  return [...needs.flatMap((found) => found ?? []), ...last];
}

/** Has a blueprint hooks, or one that is nested in it? */
function bringsHooks(app: App, items: readonly Wiring[], blueprint: Scaffold, depth = 0): boolean {
  if (items.some(({ scaffold }) => scaffold === blueprint)) return true;
  const inner = app.events.filter((event) => event.kind === 'register' && event.parent === blueprint);
  return (
    depth < 12 && inner.some((event) => event.kind === 'register' && bringsHooks(app, items, event.child, depth + 1))
  );
}

/** `install_hooks(app, auth=auth.bp)` below `app.include_router(auth.bp)`; a nested one is installed in the one around it. */
function belowRegistration(app: App, event: RegisterEvent): readonly Need[] | undefined {
  const { call, site } = event;
  const { file } = site;
  const name = nameIn(event);
  const given = call?.args[0];
  const stmt = call && statementOf(file, call);
  if (call?.func.kind !== 'attribute' || stmt?.kind !== 'expr' || stmt.values[0] !== call) return undefined;
  if (!given || given.name || given.star || !name || isInLoop(app, call) || !takesLines(file, { after: stmt })) {
    return undefined;
  }
  const def = enclosingFunction(file, call);
  const known = supportName({ app, file, mode: 'pure', def }, 'hooks', 'install_hooks');
  const line = `${known.text}(${file.slice(call.func.value)}, ${name}=${file.slice(given.value)})`;
  return [...known.needs, { kind: 'lines', file, anchor: { after: stmt }, rank: 3, lines: [line] }];
}

/** In a loop the name is another one each time. */
function isInLoop(app: App, call: RegisterEvent['call']): boolean {
  return app.events.filter((event) => event.kind === 'register' && event.call === call).length > 1;
}

function nameIn({ options, child }: RegisterEvent): string | undefined {
  const name = asString(options.get('name')) ?? asString(child.options.get('name'));
  return name && /^[A-Za-z_]\w*$/.test(name) ? name : undefined;
}

function blueprintArgument(app: App, event: RegisterEvent, items: readonly Wiring[]): string | undefined {
  const { call, parent, site } = event;
  const name = nameIn(event);
  const given = call?.args[0]?.value;
  const { finish } = app;
  if (!call || !given || !finish || parent !== app.scaffold || !name || isInLoop(app, call)) {
    return undefined;
  }
  // the name has to mean the same where the application is finished
  const def = finish.kind === 'factory' ? finish.def : undefined;
  if (site.file !== finish.file || enclosingFunction(site.file, call) !== def) return undefined;
  return isInOrder(app, event, items) ? `${name}=${site.file.slice(given)}` : undefined;
}

/** Flask runs hooks in the order of their registration; ours are taken over with the blueprint, after the application's own. */
function isInOrder(app: App, register: RegisterEvent, items: readonly Wiring[]): boolean {
  const hasAppWide = items.some(
    ({ scaffold, event }) => scaffold === register.child && event?.kind === 'hook' && /_app_/.test(event.hook),
  );
  if (!hasAppWide) return true;
  const at = app.events.indexOf(register);
  return items.every(({ scaffold, event }) => scaffold !== app.scaffold || !event || app.events.indexOf(event) < at);
}

/** Does a function look at the values of a route's path before the view? It may take some out. */
export function changesPathValues(app: App, route: Route): boolean {
  return app.wiring.some(({ kind, event, scaffold }) => {
    if (kind !== 'hook' || event?.kind !== 'hook' || !event.hook.endsWith('url_value_preprocessor')) return false;
    const everywhere = scaffold.kind === 'app' || event.hook.startsWith('app_');
    return everywhere || route.blueprints.some((use) => use.scaffold === scaffold);
  });
}

import type { Need } from '../edits/needs.js';
import type { App, Wiring } from '../model/app.js';
import { isBelow, references } from '../model/references.js';
import type { RegisterEvent } from '../model/registration/events.js';
import { asString } from '../model/registration/values.js';
import { enclosingFunction } from '../python/surroundings.js';
import { installation } from './contexts.js';
import { finishing } from './shell.js';

/** Extensions that are hooks of the application or blueprint which they are given. */
const AS_HOOKS = ['flask_cors.CORS', 'flask_cors.CORS().init_app'];

/** What runs around views: hooks by name, and extensions that add some. */
export function hookItems(app: App): readonly Wiring[] {
  return app.wiring.filter(({ kind, what }) => kind === 'hook' || (kind === 'extension' && AS_HOOKS.includes(what)));
}

/** Does anything run around views? An extension may be taken in at a place that nothing leads to. */
export function hasHooks(app: App): boolean {
  return hookItems(app).length > 0 || references(app).some((one) => isBelow(one, AS_HOOKS[0] as string));
}

/**
 * `install_hooks(app, auth=auth.bp)`: asked for by each transform that has hooks, written once.
 *
 * @returns undefined: a blueprint with hooks has no name where the application is finished.
 */
export function hookInstallation(app: App): readonly Need[] | undefined {
  const items = hookItems(app);
  const place = finishing(app)?.places[0];
  if (!place) return undefined;
  const blueprints: string[] = [];
  for (const event of app.events) {
    if (event.kind !== 'register' || !items.some(({ scaffold }) => scaffold === event.child)) continue;
    const text = blueprintArgument(app, event, items);
    if (!text) return undefined;
    blueprints.push(text);
  }
  return installation(app, 'hooks', 'install_hooks', blueprints);
}

function blueprintArgument(app: App, event: RegisterEvent, items: readonly Wiring[]): string | undefined {
  const { call, child, parent, site } = event;
  const name = asString(event.options.get('name')) ?? asString(child.options.get('name'));
  const given = call?.args[0]?.value;
  const { finish } = app;
  if (!call || !given || !finish || parent !== app.scaffold || !name || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
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

import type { RegisterEvent } from '../../src/model/registration/events.js';
import { asString, type Scaffold } from '../../src/model/registration/values.js';
import { staticFolder } from '../../src/model/static.js';
import { type App, type Change, staticMount } from '../../src/transform.js';
import { ownComputed, prefixText, routerPrefix } from './prefix.js';

/** `shop.mount("/static", StaticFiles(…), name="shop.static")`, below the line that makes the router. */
export function* staticChanges(
  app: App,
  scaffold: Scaffold,
  uses: readonly RegisterEvent[],
): Iterable<Change<'static' | 'option'>> {
  const found = staticFolder(app, scaffold);
  if (found === 'none') return;
  const { file, node } = scaffold.site;
  const [use, more] = uses;
  const name = use && !more ? registeredName(app, use) : undefined;
  const prefix = ownComputed(scaffold, uses) ? undefined : prefixText(routerPrefix(scaffold, uses) ?? '');
  const mount = name === undefined ? undefined : staticMount(app, scaffold, `${name}.static`, prefix);
  if (!mount) {
    const data = { name: name ?? '?', option: 'static_folder' };
    yield { message: 'option', file, at: node, data };
    return;
  }
  const ports = app.wiring.filter((item) => item.kind === 'static' && item.scaffold === scaffold);
  const data = { name: name as string, folder: mount.folder };
  yield { message: 'static', file, at: node, data, ports, needs: mount.needs };
}

/** `shop`, or `shop.parts` for a blueprint that is registered on another. */
function registeredName(app: App, use: RegisterEvent): string | undefined {
  const name = asString(use.options.get('name')) ?? asString(use.child.options.get('name'));
  if (name === undefined || use.parent === app.scaffold) return name;
  const [outer, more] = app.events.filter(
    (event): event is RegisterEvent => event.kind === 'register' && event.child === use.parent,
  );
  const above = outer && !more ? registeredName(app, outer) : undefined;
  return above && `${above}.${name}`;
}

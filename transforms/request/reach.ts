import { routeReach } from '../../src/model/reach.js';
import { isBelow, isInside } from '../../src/model/references.js';
import { type App, answering, type Change, type Route } from '../../src/transform.js';
import type { messages } from './messages.js';

/** `request` in what the view calls, and what stands between route and view. */
export function* outsideReads(route: Route, app: App): Iterable<Change<keyof typeof messages>> {
  const defs = answering(route);
  for (const { reference, way, via } of routeReach(route, app)) {
    if (!isBelow(reference, 'flask.request')) continue;
    // a class is one definition, but only some of its methods answer; a function inside the view sees its parameters
    if (way !== 'decorator' && defs.some((def) => isInside(reference.file, reference.node, def))) continue;
    yield {
      message: way === 'decorator' ? 'in-decorator' : way === 'possible' ? 'possibly-in-method' : 'in-helper',
      file: reference.file,
      at: reference.node,
      data: { function: via.at(-1)?.def.name ?? route.view?.def.name ?? '?' },
    };
    return;
  }
}

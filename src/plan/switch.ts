import type { App, Route } from '../model/app.js';
import { functionsOf } from '../model/views.js';
import type { Transform } from '../transform.js';
import { bookedChange, type Claim, type Claimed, claimSwitch } from './claims.js';
import { agreed, wantsFlask } from './consent.js';
import type { Decision, Limits, Plan } from './plan.js';

const NONE: Claim = { changes: [], obstacles: [] };

/**
 * An application that goes over as a whole, because its request, its context and its templates cannot be of two frameworks: when
 * nothing stands in the way of any of it.
 */
export function makeSwitch(transforms: readonly Transform[], app: App, limits: Limits): Plan {
  const wiring = agreed(claimSwitch(transforms, app), undefined, app);
  // who wants Flask for one route wants it for all of them
  const obstacles = [...wiring.obstacles, ...app.sites.flatMap((site) => wantsFlask(site, app) ?? [])];
  const failed = [...limits.values()].map(({ reason }) => reason);
  const stays = obstacles.length > 0 || failed.length > 0;
  const reasons = [...obstacles.map((claimed) => ({ id: claimed.id, claimed })), ...failed];
  const units = [...new Set(app.routes.map((route) => route.unit))];
  return {
    app,
    mode: stays ? 'hybrid' : 'pure',
    atOnce: true,
    decisions: new Map(
      app.routes.map((route): [Route, Decision] => {
        const own = wiring.changes.filter((claimed) => isAbout(claimed, route));
        return [
          route,
          stays ? { outcome: 'kept', reasons, changes: [] } : { outcome: 'migrated', reasons: [], changes: own },
        ];
      }),
    ),
    preparation: NONE,
    wiring: stays ? NONE : { ...wiring, changes: wiring.changes.filter((claimed) => !isOfView(claimed, app)) },
    changes: stays ? [] : wiring.changes.map((claimed) => bookedChange(claimed, units)),
    impure: obstacles,
    asgi: `${app.entry.module}:${app.entry.attribute}`,
  };
}

/** Does it make a function of the view an `async def`? All else is the application's as a whole. */
function isAbout({ change }: Claimed, { view }: Route): boolean {
  const defs = view ? functionsOf(view.def) : [];
  return change.needs?.some((need) => need.kind === 'async' && defs.includes(need.def)) === true;
}

function isOfView(claimed: Claimed, app: App): boolean {
  return app.routes.some((route) => isAbout(claimed, route));
}

import type { BookedChange } from '../edits/rewriter.js';
import type { App, Outcome, Route, RouteSite, View } from '../model/app.js';
import { type General, inGeneralForm, NEAREST } from '../model/general.js';
import type { Call } from '../python/ast.js';
import type { Mode, Transform } from '../transform.js';
import {
  bookedChange,
  type Claim,
  type Claimed,
  claimBridge,
  claimLeftovers,
  claimMigration,
  claimPreparation,
  claimUnported,
  claimWiring,
} from './claims.js';
import { agreed, wantsFlask } from './consent.js';
import { markerChange } from './markers.js';
import type { StuckBridge, Unbridged } from './unbridged.js';

export const PREP = 'prep';
export const CLEANUP = 'cleanup';

export interface Reason {
  readonly id: string;
  readonly claimed: Claimed | undefined;
  /** For reasons that come out of the writing, not out of a transform. */
  readonly text?: string;
}

export interface Decision {
  readonly outcome: Outcome;
  /** Why it is not migrated, or not even bridged. */
  readonly reasons: readonly Reason[];
  readonly changes: readonly Claimed[];
}

/** What is to be done with the application; which units of it are written is another matter. */
export interface Plan {
  readonly app: App;
  readonly mode: Mode;
  readonly decisions: ReadonlyMap<Route, Decision>;
  readonly preparation: Claim;
  readonly wiring: Claim;
  readonly changes: readonly BookedChange[];
  /** Why Flask stays in front, though no units were named; empty also when the writing went wrong. */
  readonly impure: readonly Claimed[];
  /** What becomes of the files around the code; its obstacles are left to a person. */
  readonly surroundings?: Claim;
  /** What an ASGI server is to be started with. */
  readonly asgi: string | undefined;
  /** The bridge of an earlier run that this plan does without; its application is the one planned. */
  readonly unbridged?: Unbridged;
  /** Everything moves at once or stays: there is nothing before it to prepare, and nothing after it to clean up. */
  readonly atOnce?: true;
  /** Flask could go now, with the unit `cleanup`. */
  readonly canEnd?: true;
}

/** How far the site of a call may go, after something went wrong further up. */
export type Limits = ReadonlyMap<Call, Limit>;

export interface Limit {
  readonly atMost: Outcome;
  readonly reason: Reason;
}

/**
 * May the application lose Flask? `wanted`: as soon as it can. `possible`: that it could is only said. `no`: units were named,
 * and Flask stays in front of what has not moved.
 */
export type End = 'wanted' | 'possible' | 'no';

/**
 * Decides each route's outcome from what the transforms claim.
 *
 * @param bridge The same application without the bridge that an earlier run has put in.
 */
export function makePlan(
  transforms: readonly Transform[],
  app: App,
  end: End,
  limits: Limits,
  bridge?: Unbridged | StuckBridge,
): Plan {
  if (app.scaffold.kind === 'fastapi') return converted(app);
  const hybrid = () => planIn('hybrid', transforms, app, limits) as Plan;
  if (end === 'no') return hybrid();
  if (bridge && !('app' in bridge)) return { ...hybrid(), impure: bridge.obstacles };
  const pure = planPure(transforms, bridge?.app ?? app, limits);
  if (!('decisions' in pure)) return { ...hybrid(), impure: pure.impure };
  if (end === 'possible') return { ...hybrid(), canEnd: true };
  return bridge ? { ...pure, unbridged: bridge } : pure;
}

/** Why an application is not pure. */
interface Impure extends Pick<Plan, 'impure'> {
  /** Routes with what stands in the way of each. */
  readonly hindered: ReadonlyMap<Route, readonly Claimed[]>;
}

const ATTEMPTS = 4;

/** With the nearest forms first, then with the general ones where those do not fit. */
function planPure(transforms: readonly Transform[], app: App, limits: Limits): Plan | Impure {
  let general = NEAREST;
  for (let attempt = 1; ; attempt++) {
    const plan = planIn('pure', transforms, inGeneralForm(app, general), limits);
    if ('decisions' in plan || attempt === ATTEMPTS) return plan;
    const wider = widened(general, plan, app.options);
    if (!wider) return plan;
    general = wider;
  }
}

/** undefined: there is nothing more that could be general. */
function widened(general: General, { impure, hindered }: Impure, { style }: App['options']): General | undefined {
  const stuck = new Set<View['def']>();
  const defs = new Set<View['def']>();
  for (const [{ view }, obstacles] of hindered) {
    if (!view) continue;
    const isLiftable = obstacles.length > 0 && obstacles.every(({ message }) => message.general);
    (isLiftable ? defs : stuck).add(view.def);
  }
  for (const def of stuck) defs.delete(def);
  const parts = impure.map(({ message }) => message.general);
  const wider: General = {
    views: new Set([...general.views, ...defs]),
    responses: general.responses || defs.size > 0 || parts.includes('responses'),
    // flask_compat asks for them
    errors: general.errors || (parts.includes('errors') && style === 'compatible'),
  };
  const isSame =
    wider.views.size === general.views.size && wider.responses === general.responses && wider.errors === general.errors;
  return isSame ? undefined : wider;
}

function planIn(mode: Mode, transforms: readonly Transform[], app: App, limits: Limits): Plan | Impure {
  const none: Claim = { changes: [], obstacles: [] };
  const wiring = mode === 'pure' ? agreed(claimWiring(transforms, app), undefined, app) : none;
  const impure = [...wiring.obstacles];
  const hindered = new Map<Route, readonly Claimed[]>();
  let isPure = impure.length === 0;
  const preparation = mode === 'hybrid' ? agreed(claimPreparation(transforms, app), undefined, app) : none;
  const canMount = preparation.obstacles.length === 0;
  const decisions = new Map<Route, Decision>();
  const migrations: Claimed[] = [];
  for (const site of app.sites) {
    const limit = wish(site, app) ?? limits.get(site.call);
    const claims = new Map(
      site.routes.map((route) => [route, agreed(claimMigration(transforms, route, app, mode), route, app)]),
    );
    const obstacles = [...claims.values()].flatMap((claim) => claim.obstacles);
    for (const claim of claims.values()) migrations.push(...claim.changes);
    const movable = obstacles.length === 0 && [...claims.values()].every((claim) => movesSite(claim, site));
    const pure = site.words === 'fastapi' || (movable && (limit?.atMost ?? 'migrated') === 'migrated');
    if (!pure) {
      isPure = false;
      impure.push(...obstacles);
      if (limit?.reason.claimed) impure.push(limit.reason.claimed);
      for (const route of site.routes) hindered.set(route, obstacles);
    }
    const bridged = pure || mode === 'pure' ? none : agreed(claimBridge(transforms, site, app), site.routes[0], app);
    for (const route of site.routes) {
      decisions.set(
        route,
        decide(site, route, claims.get(route) as Claim, { pure, bridged, canMount, preparation, limit }),
      );
    }
  }
  if (mode === 'pure') {
    const claimed = [...wiring.changes, ...migrations];
    const ported = new Set(claimed.flatMap(({ change }) => change.ports ?? []));
    if (!isPure || app.wiring.some((item) => !ported.has(item))) {
      return { impure: eachOnce([...impure, ...claimUnported(transforms, app, claimed, impure)]), hindered };
    }
    const leftovers = claimLeftovers(transforms, app, claimed);
    if (leftovers.obstacles.length > 0) return { impure: leftovers.obstacles, hindered };
  }
  const asgi = transforms.flatMap((transform) => transform.fastapi?.entrypoint?.(app, mode) ?? [])[0];
  const plan = { app, mode, decisions, preparation, wiring, asgi, impure: [] };
  return { ...plan, changes: bookedChanges(plan) };
}

/** What somebody asks for. What is FastAPI already cannot go back. */
function wish(site: RouteSite, app: App): Limit | undefined {
  const claimed = site.words === 'fastapi' ? undefined : wantsFlask(site, app);
  if (!claimed) return undefined;
  return { atMost: site.words === 'bridged' ? 'bridged' : 'kept', reason: { id: claimed.id, claimed } };
}

/** Several routes may meet with the same obstacle. */
function eachOnce(obstacles: readonly Claimed[]): Claimed[] {
  const seen = new Map<Claimed['change']['at'], Set<string>>();
  return obstacles.filter(({ id, change }) => {
    const ids = seen.get(change.at) ?? new Set();
    seen.set(change.at, ids);
    return !ids.has(id) && ids.add(id);
  });
}

/** An application that is FastAPI already, by an earlier run or by hand: there is nothing to do. */
function converted(app: App): Plan {
  const none: Claim = { changes: [], obstacles: [] };
  const migrated: Decision = { outcome: 'migrated', reasons: [], changes: [] };
  return {
    app,
    mode: 'pure',
    decisions: new Map(app.routes.map((route) => [route, migrated])),
    preparation: none,
    wiring: none,
    changes: [],
    impure: [],
    asgi: `${app.entry.module}:${app.entry.attribute}`,
  };
}

/** Does anything rewrite the registration itself? */
function movesSite(claim: Claim, site: RouteSite): boolean {
  return claim.changes.some(({ change }) =>
    change.edits?.some(
      (edit) => (edit.file ?? change.file) === site.file && edit.start <= site.call.start && site.call.start < edit.end,
    ),
  );
}

function decide(
  site: RouteSite,
  route: Route,
  migration: Claim,
  facts: {
    readonly pure: boolean;
    readonly bridged: Claim;
    readonly canMount: boolean;
    readonly preparation: Claim;
    readonly limit: Limit | undefined;
  },
): Decision {
  const { pure, bridged, canMount, preparation, limit } = facts;
  if (pure) return { outcome: 'migrated', reasons: [], changes: site.words === 'fastapi' ? [] : migration.changes };
  const reasons: Reason[] = unrepeated(migration.obstacles.map((claimed) => ({ id: claimed.id, claimed })));
  if (reasons.length === 0 && !limit) reasons.push(notMoved(site, route));
  if (limit?.reason.claimed) reasons.unshift(limit.reason);
  else if (limit) reasons.push(limit.reason);
  const stays = canMount ? bridged.obstacles : preparation.obstacles;
  if (stays.length > 0 || limit?.atMost === 'kept') {
    return {
      outcome: 'kept',
      reasons: [...stays.map((claimed) => ({ id: claimed.id, claimed })), ...reasons],
      changes: [],
    };
  }
  return { outcome: 'bridged', reasons, changes: bridged.changes };
}

/** Nothing stands in the way of this route, but it cannot go without the others of its site. */
function notMoved(site: RouteSite, route: Route): Reason {
  const others = site.routes.filter((other) => other !== route).map((other) => other.endpoint);
  const text =
    others.length > 0 ? `it is registered together with ${others.join(', ')}` : 'no transform moves its registration';
  return { id: 'routes/not-moved', claimed: undefined, text };
}

/** One reason for each message and text. */
function unrepeated(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ id, claimed }) => {
    const key = `${id} ${JSON.stringify(claimed?.change.data ?? {})}`;
    return !seen.has(key) && seen.add(key);
  });
}

function bookedChanges(plan: Omit<Plan, 'changes'>): BookedChange[] {
  const hybrid = plan.mode === 'hybrid';
  const booked: BookedChange[] = plan.preparation.changes.map((claimed) => bookedChange(claimed, [PREP]));
  const everything = [...new Set(plan.app.routes.map((route) => route.unit))];
  for (const claimed of plan.wiring.changes) booked.push(bookedChange(claimed, everything));
  for (const site of plan.app.sites) {
    const units = [...new Set(site.routes.map((route) => route.unit))];
    const seen = new Set<Claimed['change']>();
    for (const route of site.routes) {
      for (const claimed of plan.decisions.get(route)?.changes ?? []) {
        if (seen.has(claimed.change)) continue;
        seen.add(claimed.change);
        booked.push(bookedChange(claimed, hybrid ? [PREP, ...units] : everything));
      }
    }
    const decision = plan.decisions.get(site.routes[0] as Route);
    const marker = decision && markerChange(site, decision, [PREP, ...units]);
    if (marker) booked.push(marker);
  }
  return booked;
}

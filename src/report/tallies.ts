import { worded } from '../plan/messages.js';
import type { Message } from '../transform.js';
import { compare } from './order.js';
import type { Report } from './schema.js';
import type { Told } from './told.js';

type Route = Report['routes'][number];
type Difference = Report['differences'][number];

/** How many rules have each outcome. */
export function outcomes(routes: readonly Route[]): Record<Route['outcome'], number> {
  const total = { migrated: 0, bridged: 0, kept: 0 };
  for (const { outcome } of routes) total[outcome]++;
  return total;
}

/** `1 route`, `3 routes`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** One line: what the run comes to. */
export function verdict({ routes, units, complete }: Report): string {
  if (routes.length === 0) return complete ? 'Nothing of Flask was found.' : 'Nothing could be planned.';
  const { migrated, bridged, kept } = outcomes(routes);
  if (kept + bridged === 0 && !units.some(({ kind }) => kind === 'prep')) {
    return `All ${plural(routes.length, 'rule')} become FastAPI, and Flask goes.`;
  }
  const parts = [
    migrated > 0 ? `${migrated} migrated` : '',
    bridged > 0 ? `${bridged} bridged` : '',
    kept > 0 ? `${kept} kept in Flask` : '',
  ];
  return `${plural(routes.length, 'rule')}: ${parts.filter(Boolean).join(', ')}. Flask stays behind FastAPI.`;
}

/** Announced differences that read alike, with the routes that have them. */
export interface Announced extends Pick<Difference, 'id' | 'aspects' | 'when' | 'flask' | 'after' | 'accepted'> {
  /** Endpoints, sorted; empty: the whole application. */
  readonly endpoints: readonly string[];
}

/** What a client would notice, each thing once; what touches all of the application comes first. */
export function announced({ differences }: Pick<Report, 'differences'>): Announced[] {
  const found = new Map<string, Announced & { endpoints: string[] }>();
  for (const { id, endpoint, aspects, when, flask, after, accepted } of differences) {
    const key = JSON.stringify([id, endpoint === null, aspects, when, flask, after, accepted]);
    const one = found.get(key) ?? { id, aspects, when, flask, after, accepted, endpoints: [] };
    if (endpoint !== null && !one.endpoints.includes(endpoint)) one.endpoints.push(endpoint);
    found.set(key, one);
  }
  const reach = ({ endpoints }: Announced) => (endpoints.length === 0 ? Number.POSITIVE_INFINITY : endpoints.length);
  return [...found.values()]
    .map((one) => ({ ...one, endpoints: one.endpoints.sort(compare) }))
    .sort((a, b) => (reach(a) === reach(b) ? compare(a.id, b.id) || compare(a.when, b.when) : reach(b) - reach(a)));
}

/** A message that holds routes back, with all of them. */
export interface Held {
  readonly id: string;
  /** Its sentence, general; undefined for one that is not in the table. */
  readonly message: Message | undefined;
  readonly routes: readonly Route[];
}

/** Why routes are not migrated, the reason that holds back most of them first. */
export function heldBack({ routes }: Pick<Report, 'routes'>, messages: ReadonlyMap<string, Message>): Held[] {
  const found = new Map<string, Route[]>();
  for (const route of routes) {
    for (const id of new Set(route.reasons.map((one) => one.id))) found.set(id, [...(found.get(id) ?? []), route]);
  }
  return [...found]
    .map(([id, held]) => ({ id, message: messages.get(id), routes: held }))
    .sort((a, b) => b.routes.length - a.routes.length || compare(a.id, b.id));
}

/** Who lets requests through to the views: the names, and how many rules stand behind them. */
export function guards({ routes }: Pick<Report, 'routes'>): {
  readonly names: readonly string[];
  readonly rules: number;
} {
  const behind = routes.filter((route) => route.guards.before.length > 0);
  const names = new Set(behind.flatMap((route) => route.guards.before));
  return { names: [...names].map((name) => name.replace(/^\w+ (?=\S)/, '')).sort(compare), rules: behind.length };
}

/** `GET, POST /login`. */
export function requestLine({ methods, rule }: Pick<Route, 'methods' | 'rule'>): string {
  return `${methods.join(', ')} ${rule}`;
}

/** What a person has to do in the files around the code: what keeps Flask in front stands under `cleanup`. */
export interface Left {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly todo: string;
}

export function leftToPeople({ report, messages }: Pick<Told, 'report' | 'messages'>): Left[] {
  return report.changes
    .filter(({ trust, unit }) => trust === 'manual' && unit !== 'cleanup')
    .map(({ id, file, line, data }) => {
      const { what = id, todo = '' } = messages.get(id) ?? {};
      return { id, file, line, text: worded(what, data), todo: worded(todo, data) };
    });
}

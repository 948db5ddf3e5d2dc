import type { App, Route, RouteSite } from '../model/app.js';
import { escaped } from '../model/rules.js';
import type { Message } from '../transform.js';
import type { Claim, Claimed } from './claims.js';
import { type Directive, directivesAbove, directivesOf, isAbove } from './comments.js';

/** Messages about what people have agreed to. */
export const CONSENT: Readonly<Record<'keep' | 'declined' | 'unused', Message>> = {
  keep: {
    trust: 'manual',
    what: '`# decant: keep flask` stands above it: {why}',
    why: 'Somebody wants Flask to answer it.',
    todo: 'Take the comment out when it may move.',
  },
  declined: {
    trust: 'manual',
    what: '`{endpoint}` was declined',
    why: 'Whoever ran this wants Flask to answer it for now.',
    todo: 'Answer yes when it may move.',
  },
  unused: {
    trust: 'manual',
    what: '`{what}` agrees to nothing that there is',
    why: 'What it was meant for has gone, or never was there, and the next one who comes across it will be misled.',
    todo: 'Take it out.',
  },
};

/** Reasons that somebody gave, and knows of. */
const WISHES: ReadonlySet<string> = new Set(['consent/keep', 'consent/declined']);

export function isWish(id: string): boolean {
  return WISHES.has(id);
}

/** Why a site is not to move, in somebody's own words. */
export function wantsFlask(site: RouteSite, { options }: App): Claimed | undefined {
  const declined = site.routes.find(({ endpoint }) => options.consent?.declined?.has(endpoint));
  if (declined) {
    const change = { message: 'declined', file: site.file, at: site.call, data: { endpoint: declined.endpoint } };
    return { id: 'consent/declined', message: CONSENT.declined, change };
  }
  const found = site.routes.flatMap((route) => directivesAbove(route)).find((one) => one.kind === 'keep');
  if (!found) return undefined;
  const { file, line, why } = found;
  const change = { message: 'keep', file, at: { start: line.start, end: line.end }, data: { why } };
  return { id: 'consent/keep', message: CONSENT.keep, change };
}

/** The reason that somebody gave for agreeing to a message at a route; without a route, for the whole application. */
export function agreement(id: string, route: Route | undefined, app: App): string | undefined {
  const above = route && directivesAbove(route).find((one) => one.id === id);
  if (above) return above.why;
  const entry = app.options.consent?.accepted.find((one) => one.id === id && isMeant(one.routes, route));
  return entry?.reason;
}

function isMeant(patterns: readonly string[], route: Route | undefined): boolean {
  if (patterns.length === 0) return true;
  return route !== undefined && patterns.some((pattern) => fits(pattern, route));
}

/** `POST /orders`, `/admin/*`, `admin.*`: `*` stands for anything. */
function fits(pattern: string, { methods, rule, endpoint }: Route): boolean {
  const [, method, path] = /^(?:([A-Z]+) )?(.*)$/.exec(pattern) as unknown as [string, string | undefined, string];
  if (method !== undefined && !methods.includes(method)) return false;
  const wanted = new RegExp(`^${path.split('*').map(escaped).join('.*')}$`, 's');
  return wanted.test(path.startsWith('/') ? rule : endpoint);
}

/** With `--only same`, what a client could notice stands in the way unless somebody has agreed to it. */
export function agreed(claim: Claim, route: Route | undefined, app: App): Claim {
  if (!app.options.consent?.onlySame) return claim;
  const refused = claim.changes.filter(
    ({ id, message }) => message.trust === 'differs' && agreement(id, route, app) === undefined,
  );
  if (refused.length === 0) return claim;
  return {
    changes: claim.changes.filter((one) => !refused.includes(one)),
    obstacles: [...claim.obstacles, ...refused],
  };
}

/** A comment or an entry of the configuration that nothing comes of. */
export interface Unused {
  /** As it stands there. */
  readonly what: string;
  /** undefined: the configuration. */
  readonly directive: Directive | undefined;
}

/**
 * What was agreed to in vain.
 *
 * @param met Every message of the plan, with the route that it is about.
 */
export function unusedConsent(app: App, met: readonly (readonly [id: string, route: Route | undefined])[]): Unused[] {
  const comments = directivesOf(app)
    .filter((one) => {
      if (one.kind === 'keep') return !app.routes.some((route) => route.words !== 'fastapi' && isAbove(one, route));
      return !met.some(([id, route]) => id === one.id && route !== undefined && isAbove(one, route));
    })
    .map((directive) => ({ what: directive.line.text, directive }));
  const entries = (app.options.consent?.accepted ?? [])
    .filter((entry) => !met.some(([id, route]) => id === entry.id && isMeant(entry.routes, route)))
    .map(({ id, routes }) => ({ what: [`accept ${id}`, ...routes].join(' '), directive: undefined }));
  return [...comments, ...entries];
}

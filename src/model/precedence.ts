import type { App, Route } from './app.js';
import { parseRule, ruleMatches } from './rules.js';

/** A value that each converter takes, and no more specific one does. */
const SAMPLES: Readonly<Record<string, string>> = {
  int: '7',
  float: '7.5',
  path: 'sample/path',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/**
 * The rule of a route that FastAPI, taking the first that fits, would ask in place of this one. Werkzeug takes the most specific
 * rule (`/users/me` before `/users/<name>`), and redirects `/a` to `/a/` before it asks `/<x>`.
 */
export function hiddenBy(route: Route, app: App): string | undefined {
  const own = app.routes.indexOf(route);
  const sample = sampleOf(route.rule);
  const bare = sample.length > 1 && sample.endsWith('/') ? sample.slice(0, -1) : undefined;
  const found = app.routes.find((other, at) => {
    if (other.rule === route.rule || !other.methods.some((method) => route.methods.includes(method))) return false;
    if (bare !== undefined && ruleMatches(other.rule, bare)) return true;
    return at < own && ruleMatches(other.rule, sample) && !ruleMatches(route.rule, sampleOf(other.rule));
  });
  return found?.rule;
}

function sampleOf(rule: string): string {
  return parseRule(rule)
    .map((part) => (part.variable ? (SAMPLES[part.converter ?? ''] ?? 'sample') : part.text))
    .join('');
}

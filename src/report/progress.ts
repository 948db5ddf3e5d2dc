import type { Outcome, Route } from '../model/app.js';
import type { Run } from '../run.js';
import { outcomeOf } from './report.js';

/** How many rules stand where in the tree as it is, whatever a run would do to it. */
export function counted(run: Run, routes: readonly Route[] = run.plan?.app.routes ?? []): Record<Outcome, number> {
  const total: Record<Outcome, number> = { migrated: 0, bridged: 0, kept: 0 };
  const { plan } = run;
  if (plan) for (const route of routes) total[outcomeOf(route, plan, { chosen: new Set() })]++;
  return total;
}

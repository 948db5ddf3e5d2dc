import type { Outcome, Route } from '../model/app.js';
import type { Run } from '../run.js';
import { outcomeOf } from './report.js';

/**
 * How many rules stand where.
 *
 * @param chosen Units that count as done; none of them: the tree as it is, whatever a run would do to it.
 */
export function counted(
  { plan, chosen }: Pick<Run, 'plan' | 'chosen'>,
  routes: readonly Route[] = plan?.app.routes ?? [],
): Record<Outcome, number> {
  const total: Record<Outcome, number> = { migrated: 0, bridged: 0, kept: 0 };
  if (plan) for (const route of routes) total[outcomeOf(route, plan, { chosen })]++;
  return total;
}

/** A run that has done nothing yet. */
export function asItIs({ plan }: Run): Pick<Run, 'plan' | 'chosen'> {
  return { plan, chosen: new Set() };
}

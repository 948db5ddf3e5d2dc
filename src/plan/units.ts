import type { Rewriter } from '../edits/rewriter.js';
import { CLEANUP, type Plan, PREP } from './plan.js';

/** What moves together (design, section 2). */
export interface Unit {
  readonly id: string;
  readonly kind: 'prep' | 'blueprint' | 'module' | 'extension' | 'cleanup';
  readonly status: 'planned' | 'applied' | 'blocked' | 'failed';
  readonly routes: number;
  readonly needs: readonly string[];
  /** Paths, sorted; empty unless a rewriter is given. */
  readonly files: readonly string[];
}

/**
 * The units of a plan: `prep` first, the blueprints and modules in the order of their names, `cleanup` last.
 *
 * @param failed Units that are rolled back.
 * @param rewriter Tells which files each unit changes.
 */
export function unitsOf(plan: Plan, failed: ReadonlySet<string>, rewriter?: Rewriter): Unit[] {
  const { app } = plan;
  const files = (id: string) => (rewriter ? filesOf(rewriter, id) : []);
  const hasWork = (id: string) => plan.changes.some((change) => change.units.includes(id));
  const blocked = plan.preparation.obstacles.length > 0;
  const units: Unit[] = [];
  const inSteps = plan.mode === 'hybrid' && !plan.atOnce;
  if (inSteps) {
    units.push({
      id: PREP,
      kind: 'prep',
      status: failed.has(PREP) ? 'failed' : blocked ? 'blocked' : app.mounted ? 'applied' : 'planned',
      routes: 0,
      needs: [],
      files: files(PREP),
    });
  }
  for (const id of [...new Set(app.routes.map((route) => route.unit))].sort()) {
    const routes = app.routes.filter((route) => route.unit === id);
    const moved = routes.some((route) => route.words !== 'flask');
    units.push({
      id,
      kind: routes.some((route) => route.blueprints.length > 0) ? 'blueprint' : 'module',
      status: failed.has(id) ? 'failed' : blocked ? 'blocked' : hasWork(id) ? 'planned' : moved ? 'applied' : 'blocked',
      routes: new Set(routes.map((route) => route.endpoint)).size,
      needs: inSteps ? [PREP] : [],
      files: files(id),
    });
  }
  if (inSteps) {
    units.push({
      id: CLEANUP,
      kind: 'cleanup',
      status: plan.canEnd ? 'planned' : 'blocked',
      routes: 0,
      needs: units.map((unit) => unit.id),
      files: [],
    });
  }
  return units;
}

/** The files whose text depends on the unit. */
function filesOf(rewriter: Rewriter, id: string): readonly string[] {
  const paths = new Set<string>();
  for (const change of rewriter.changes) {
    if (!change.units.includes(id) || (id === PREP && change.units.length > 1)) continue;
    for (const edit of change.edits) paths.add(edit.file.path);
    for (const need of change.needs) paths.add('file' in need ? need.file.path : need.path);
  }
  return [...paths].sort();
}

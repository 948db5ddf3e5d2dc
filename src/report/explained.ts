import type { Route } from '../model/app.js';
import type { Claimed } from '../plan/claims.js';
import { worded } from '../plan/messages.js';
import type { Plan, Reason } from '../plan/plan.js';
import type { Run } from '../run.js';
import { obstaclesOf } from './obstacles.js';
import { reason } from './report.js';

/** Why a route gets its outcome, and what would make it FastAPI; what is changed for it, if it becomes that. */
export function explained(route: Route, { plan }: Run): string {
  const decision = plan?.decisions.get(route);
  const outcome = decision?.outcome ?? 'kept';
  const meaning = {
    migrated: 'migrated: pure FastAPI',
    bridged: 'bridged: a FastAPI endpoint inside the request of Flask',
    kept: 'kept: a Flask view behind the mount',
  }[outcome];
  const lines = [
    `${route.endpoint}  ${route.methods.join(', ')} ${route.rule}  ${route.file.path}:${route.line}`,
    `  ${meaning}`,
    ...(decision?.reasons ?? []).map((one, i) => {
      const { id, text, file, line } = reason(one);
      const todo = one.claimed?.message.todo;
      return `  ${i + 1}. ${text}${file ? `  ${file}:${line}` : ''}  [${id}]${todo ? `\n     ${todo}` : ''}`;
    }),
    ...(outcome === 'migrated' ? done(decision?.changes ?? []) : plan ? remedy(plan, decision?.reasons ?? []) : []),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** What would have to happen for the route to become FastAPI. */
function remedy(plan: Plan, reasons: readonly Reason[]): string[] {
  if (plan.canEnd) return ['  Nothing keeps Flask any more: decant apply cleanup makes it FastAPI.'];
  const obstacles = obstaclesOf(plan);
  if (obstacles.length === 0) return [];
  const places = new Set(obstacles.flatMap((one) => one.places.map((place) => `${one.id} ${place}`)));
  const own = reasons.flatMap((one, i) => {
    const { id, file, line } = reason(one);
    return places.has(`${id} ${file}:${line}`) ? [i + 1] : [];
  });
  const things = obstacles.length === 1 ? 'the one thing' : `the ${obstacles.length} things`;
  const among = own.length > 0 ? `, ${own.join(', ')} of this list among them` : '';
  const kept = obstacles.length === 1 ? 'keeps' : 'keep';
  const gone = obstacles.length === 1 ? 'has' : 'have';
  return [
    `  It becomes FastAPI, with all other rules, when ${things} that ${kept} Flask in front ${gone} gone (decant todo)${among}.`,
    ...(own.length < reasons.length ? ['  What else the list names only counts as long as Flask is in front.'] : []),
  ];
}

/** What is changed for a route, each thing once. */
function done(changes: readonly Claimed[]): string[] {
  const lines = changes.map(({ id, message, change }) => {
    const { line } = change.file.positionOf(change.at.start);
    return `  - ${worded(message.what, change.data)}  ${change.file.path}:${line}  [${id}]`;
  });
  return [...new Set(lines)];
}

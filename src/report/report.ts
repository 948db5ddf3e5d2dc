import type { Fate, Outcome, Route, Wiring } from '../model/app.js';
import { fastapiPath } from '../model/rules.js';
import { functionsOf } from '../model/views.js';
import type { Claimed } from '../plan/claims.js';
import { agreement, unusedConsent } from '../plan/consent.js';
import { worded } from '../plan/messages.js';
import { CLEANUP, type Decision, type Plan, PREP, type Reason } from '../plan/plan.js';
import type { Unit } from '../plan/units.js';
import type { Run } from '../run.js';
import { version } from '../version.js';
import { compare } from './order.js';
import { type Owners, ownersIn } from './owners.js';
import type { Report } from './schema.js';

/** `plan` tells what will be after the units it lists; `apply` what is in the tree now. */
export type Verb = 'plan' | 'apply';

/** The report of a run: sorted, without times, absolute paths or anything else of the machine. */
export function makeReport(run: Run, verb: Verb, style: Report['style']): Report {
  const { plan } = run;
  const owners = ownersIn(run.root);
  return {
    schemaVersion: 1,
    tool: { name: 'decant', version },
    target: run.target,
    style,
    complete: run.unread.length === 0 && run.failures.length === 0,
    entrypoints: plan ? entrypoints(plan, run) : [],
    units: run.units.map((unit) => {
      const done = verb === 'apply' && unit.status === 'planned' && run.chosen.has(unit.id);
      return {
        ...unit,
        status: done ? ('applied' as const) : unit.status,
        files: [...unit.files],
        needs: [...unit.needs],
        owners: ownersOfUnit(unit, run, owners),
      };
    }),
    routes: plan ? routes(plan, run, verb) : [],
    wiring: plan ? plan.app.wiring.map((item) => wiring(item, plan)).sort(byPlace) : [],
    differences: plan ? differences(plan, run) : [],
    changes: plan ? changes(plan, run) : [],
    unusedConsent: unusedConsentOf(run),
    refused: run.failures.map(({ unit, file, line, what }) => ({ unit, file, line, why: what })),
    unread: run.unread.map((one) => ({ ...one })),
  };
}

function ownersOfUnit({ id, files }: Unit, { plan, rendered }: Run, owners: Owners): string[] {
  // nobody owns what is not there yet
  const changed = files.filter((path) => rendered.files.get(path)?.source !== undefined);
  const routed = (plan?.app.routes ?? []).filter(({ unit }) => unit === id).map(({ file }) => file.path);
  return [...new Set([...changed, ...routed].flatMap(owners))].sort(compare);
}

function entrypoints(plan: Plan, run: Run): Report['entrypoints'] {
  const mounted = plan.app.mounted || run.chosen.has(PREP) || plan.mode === 'pure';
  if (!mounted || !plan.asgi || plan.preparation.obstacles.length > 0) return [];
  const { module, attribute, kind } = plan.app.entry;
  return [{ flask: `${module}:${attribute}`, asgi: plan.asgi, kind }];
}

/** What becomes of a route: what is planned if its unit is chosen, else what it is now. */
export function outcomeOf(route: Route, plan: Plan, run: Pick<Run, 'chosen'>): Outcome {
  if (run.chosen.has(route.unit)) return plan.decisions.get(route)?.outcome ?? 'kept';
  return route.words === 'fastapi' ? 'migrated' : route.words === 'bridged' ? 'bridged' : 'kept';
}

function routes(plan: Plan, run: Run, _verb: Verb): Report['routes'] {
  const rows = plan.app.routes.map((route) => {
    const decision = plan.decisions.get(route) as Decision;
    const outcome = outcomeOf(route, plan, run);
    const path = outcome === 'kept' ? undefined : fastapiPath(route.rule);
    const waits = outcome === 'kept' && decision.outcome !== 'kept';
    return {
      endpoint: route.endpoint,
      rule: route.rule,
      ...(path !== undefined && { path }),
      methods: [...route.methods],
      unit: route.unit,
      file: route.file.path,
      line: route.line,
      outcome,
      async: outcome === 'migrated' && isAsync(route, decision),
      reasons: [
        ...(waits ? [{ id: 'units/not-chosen', text: `its unit, ${route.unit}, is not among those chosen` }] : []),
        ...(outcome === 'migrated' ? [] : decision.reasons.map((one) => withConsent(reason(one), route, plan))),
      ],
      guards: guards(route, run),
    };
  });
  return rows.sort((a, b) => compare(key(a), key(b)));
}

/** With the reason for which somebody has agreed to it, if there is one. */
function withConsent<T extends { readonly id: string }>(row: T, route: Route | undefined, { app }: Plan): T {
  const accepted = agreement(row.id, route, app);
  return accepted === undefined ? row : { ...row, accepted };
}

/** What was agreed to in vain. Everything counts that the plan could do, whatever units are chosen. */
export function unusedConsentOf(run: Run): Report['unusedConsent'] {
  const { plan } = run;
  if (!plan) return [];
  const everything = new Set(plan.app.routes.map((route) => route.unit));
  const chosen = chosenChanges(plan, { ...run, chosen: new Set([PREP, ...everything]) });
  const met: (readonly [string, Route | undefined])[] = [
    ...[...plan.decisions].flatMap(([route, { reasons }]) => reasons.map(({ id }) => [id, route] as const)),
    ...chosen.map(({ claimed, route }) => [claimed.id, route] as const),
    ...plan.impure.map(({ id }) => [id, undefined] as const),
  ];
  return unusedConsent(plan.app, met).map(({ what, directive }) => {
    if (!directive) return { what };
    const { file, line } = directive;
    return { what, file: file.path, line: file.positionOf(line.start).line };
  });
}

function guards(route: Route, { census }: Run): Report['routes'][number]['guards'] {
  const { before, after } = census.get(route) ?? { before: [], after: [] };
  return { before: [...before], after: [...after] };
}

/** Is each function that answers the route an `async def`, or going to be one? */
function isAsync(route: Route, { changes }: Decision): boolean {
  const made = new Set(
    changes.flatMap(({ change }) => change.needs ?? []).flatMap((need) => (need.kind === 'async' ? [need.def] : [])),
  );
  const defs = route.view ? functionsOf(route.view.def) : [];
  return defs.length > 0 && defs.every((def) => def.isAsync || made.has(def));
}

function key(row: Report['routes'][number]): string {
  return `${row.unit}\0${row.file}\0${String(row.line).padStart(6, '0')}\0${row.endpoint}\0${row.rule}\0${row.methods.join()}`;
}

export function reason({ id, claimed, text }: Reason): Report['routes'][number]['reasons'][number] {
  if (!claimed) return { id, text: text ?? id };
  const { change, message } = claimed;
  const { file, at } = change;
  return { id, text: worded(message.what, change.data), file: file.path, line: file.positionOf(at.start).line };
}

function wiring(item: Wiring, plan: Plan): Report['wiring'][number] {
  const decisions = [...plan.decisions.values()];
  const claimed = [...plan.wiring.changes, ...decisions.flatMap((decision) => decision.changes)];
  const isPorted = claimed.some(({ change }) => change.ports?.includes(item));
  const moved = decisions.some((decision) => decision.outcome !== 'kept');
  const fate: Fate = isPorted ? 'ported' : moved ? 'bridged' : 'kept';
  return { kind: item.kind, what: item.what, file: item.file.path, line: item.line, fate };
}

function byPlace(
  a: { file: string; line: number; what: string },
  b: { file: string; line: number; what: string },
): number {
  return compare(a.file, b.file) || a.line - b.line || compare(a.what, b.what);
}

/** What becomes of the files around the code, with what is left to a person, if the units chosen are those that it comes with. */
export function surroundingsOf({ mode, surroundings }: Plan, { chosen }: Pick<Run, 'chosen'>): readonly Claimed[] {
  if (!surroundings || (mode === 'hybrid' && !chosen.has(PREP))) return [];
  return [...surroundings.changes, ...surroundings.obstacles];
}

/** The changes of the units chosen, each with its unit. */
function chosenChanges(
  plan: Plan,
  run: Run,
): { readonly claimed: Claimed; readonly unit: string; readonly route?: Route }[] {
  const found: { claimed: Claimed; unit: string; route?: Route }[] = [];
  if (run.chosen.has(PREP)) for (const claimed of plan.preparation.changes) found.push({ claimed, unit: PREP });
  const first = plan.app.routes[0]?.unit ?? CLEANUP;
  for (const claimed of plan.unbridged?.claimed ?? []) found.push({ claimed, unit: first });
  if (plan.mode === 'pure') for (const claimed of plan.wiring.changes) found.push({ claimed, unit: first });
  for (const claimed of surroundingsOf(plan, run)) found.push({ claimed, unit: plan.mode === 'pure' ? first : PREP });
  for (const route of plan.app.routes) {
    if (!run.chosen.has(route.unit)) continue;
    for (const claimed of plan.decisions.get(route)?.changes ?? []) found.push({ claimed, unit: route.unit, route });
  }
  return found;
}

/** One row for each change; routes that share a view share those in it. What stands in the way of `cleanup` is among them. */
function changes(plan: Plan, run: Run): Report['changes'] {
  const end = plan.atOnce ? (plan.app.routes[0]?.unit ?? CLEANUP) : CLEANUP;
  const obstacles = plan.impure.map((claimed) => ({ claimed, unit: end, route: undefined }));
  const rows = new Map<string, Report['changes'][number]>();
  for (const { claimed, unit, route } of [...chosenChanges(plan, run), ...obstacles]) {
    const { change, message, id } = claimed;
    const { line, column } = change.file.positionOf(change.at.start);
    const at = { file: change.file.path, line, column };
    const row = withConsent({ id, trust: message.trust, ...at, unit, data: { ...change.data } }, route, plan);
    rows.set(JSON.stringify(row), row);
  }
  return [...rows.values()].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.id, b.id) ||
      compare(a.unit, b.unit),
  );
}

function differences(plan: Plan, run: Run): Report['differences'] {
  const rows = new Map<string, Report['differences'][number]>();
  for (const { claimed, route } of chosenChanges(plan, run)) {
    const { difference } = claimed.change;
    if (!difference) continue;
    const { where, becomes, aspects, when, flask, after } = difference;
    const row: Report['differences'][number] = withConsent(
      {
        id: claimed.id,
        endpoint: route?.endpoint ?? null,
        ...(where && { where: { ...copied(where) } }),
        ...(becomes && { becomes: { status: [...becomes.status] } }),
        aspects: [...aspects],
        when,
        flask,
        after,
      },
      route,
      plan,
    );
    rows.set(JSON.stringify(row), row);
  }
  return [...rows].sort(([a], [b]) => compare(a, b)).map(([, row]) => row);
}

function copied(where: { method?: readonly string[]; status?: readonly number[]; path?: string; query?: string }) {
  return {
    ...(where.method && { method: [...where.method] }),
    ...(where.status && { status: [...where.status] }),
    ...(where.path !== undefined && { path: where.path }),
    ...(where.query !== undefined && { query: where.query }),
  };
}

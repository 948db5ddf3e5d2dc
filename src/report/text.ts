import type { Run } from '../run.js';
import type { Terminal } from '../terminal.js';
import { aroundOf, obstaclesOf } from './obstacles.js';
import { counted } from './progress.js';

/** The plan for a person: the verdict, the units, what a client would notice, why routes stay. */
export function textReport(run: Run, terminal: Terminal): string {
  const { plan } = run;
  if (!plan) return 'Nothing of Flask was found here.\n';
  const { colors } = terminal;
  const { app } = plan;
  const total = counted(run);
  const lines = [
    `${colors.bold(`${app.entry.module}:${app.entry.attribute}`)}  ${app.routes.length} rules in ${run.units.filter((unit) => unit.routes > 0).length} units`,
    '',
    `  ${colors.green(`${total.migrated} migrated`)}   ${colors.cyan(`${total.bridged} bridged`)}   ${colors.yellow(`${total.kept} kept in Flask`)}`,
    '',
    ...first(run),
    ...table(run),
    ...wholly(run),
    ...guarded(run),
    ...reasons(run),
    ...obstacles(run),
    ...around(run),
    ...closing(run),
  ];
  return `${lines.join('\n')}\n`;
}

/** What was written. */
export function appliedText(run: Run, terminal: Terminal): string {
  const { plan } = run;
  if (!plan) return 'Nothing of Flask was found here.\n';
  const paths = [...run.rendered.files.keys()].sort();
  const gone = run.rendered.removed.map(({ path }) => `  ${terminal.colors.yellow('removed')} ${path}`).sort();
  const total = counted(run);
  const outcome = `${total.migrated} migrated, ${total.bridged} bridged, ${total.kept} kept in Flask`;
  if (paths.length === 0) return `Nothing to write: ${outcome}.\n`;
  const { colors } = terminal;
  const wrote = paths.map((path) => `  ${colors.green('wrote')} ${path}`);
  return [...wrote, ...gone, `${outcome}.`, ...around(run), ''].join('\n');
}

function table(run: Run): string[] {
  const { plan } = run;
  if (!plan) return [];
  const rows = run.units.map((unit) => {
    const routes = plan.app.routes.filter((route) => route.unit === unit.id);
    const count = counted(run, routes);
    return [
      unit.id,
      unit.kind,
      unit.status,
      shown(count.migrated),
      shown(count.bridged),
      shown(count.kept),
      String(unit.files.length || '–'),
    ];
  });
  return columns([['unit', 'kind', 'status', 'migrated', 'bridged', 'kept', 'files'], ...rows], 3);
}

/** A count in a table. */
export function shown(count: number): string {
  return count === 0 ? '–' : String(count);
}

const FRAMEWORKS = { fastapi: 'FastAPI', quart: 'Quart' } as const;

/** Why there are no steps. */
function wholly({ plan, target }: Run): string[] {
  if (!plan?.atOnce) return [];
  return [
    '',
    `  To ${FRAMEWORKS[target]} all units go at once: request, context and templates cannot be of two frameworks.`,
  ];
}

/** One line: what lets requests through to the views. A change that touched it would have been rolled back. */
function guarded({ census }: Run): string[] {
  const behind = [...census.values()].filter(({ before }) => before.length > 0);
  const guards = new Set(behind.flatMap(({ before }) => before));
  if (guards.size === 0) return [];
  const rules = behind.length === 1 ? '1 rule' : `${behind.length} rules`;
  const hooks = [...guards].map((guard) => guard.replace(/^\w+ (?=\S)/, '')).sort();
  const shown = hooks.length > 4 ? [...hooks.slice(0, 4), '…'] : hooks;
  return ['', `  Guards before ${rules}, the same before and after: ${shown.join(', ')}`];
}

/** Left-aligned up to column `left`, numbers to the right after it. */
export function columns(rows: readonly (readonly string[])[], left: number): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i < left ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd(),
  );
}

/** The obstacles by how many routes each one holds back. */
function reasons(run: Run): string[] {
  const { plan } = run;
  const held = new Map<string, number>();
  for (const route of plan?.app.routes ?? []) {
    for (const id of new Set(plan?.decisions.get(route)?.reasons.map((one) => one.id)))
      held.set(id, (held.get(id) ?? 0) + 1);
  }
  if (held.size === 0) return [];
  const rows = [...held].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([id, n]) => [id, String(n)]);
  return ['', '  Why routes are not migrated', ...columns([['message', 'rules'], ...rows], 1)];
}

const SHOWN = 8;

/** What keeps Flask in front, so that a person sees how far away its end is. */
function obstacles({ plan, target }: Run): string[] {
  const found = plan ? obstaclesOf(plan) : [];
  if (found.length === 0) return [];
  const one = found.length === 1;
  const rows = found.slice(0, SHOWN).map(({ id, text, places }) => {
    const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
    return `  ${text}  ${places[0]}${more}  [${id}]`;
  });
  return [
    '',
    one
      ? `  One thing keeps all ${plan?.app.routes.length} rules from being ${FRAMEWORKS[target]}:`
      : `  ${found.length} things keep Flask in front; when they are gone, all ${plan?.app.routes.length} rules move:`,
    ...rows.map((row) => `  ${row}`),
    ...(found.length > SHOWN ? [`    … ${found.length - SHOWN} more, in the report (-f json)`] : []),
  ];
}

/** What has to be done before the converted application runs at all. */
function first({ plan }: Run): string[] {
  const found = plan ? aroundOf(plan).filter((one) => one.isFirst) : [];
  return found.flatMap(({ id, text, todo, places }) => [`  ${text}  ${places.join(', ')}  [${id}]`, `    ${todo}`, '']);
}

/** What is left to a person in the files around the code. */
function around({ plan }: Run): string[] {
  const found = plan ? aroundOf(plan) : [];
  if (found.length === 0) return [];
  const rows = found.flatMap(({ id, text, todo, places }) => [
    `  ${text}  ${places.join(', ')}  [${id}]`,
    `    ${todo}`,
  ]);
  return ['', '  Left to you, in the files around the code:', ...rows.map((row) => `  ${row}`)];
}

function closing(run: Run): string[] {
  if (run.unread.length > 0) return ['', `  Not read: ${run.unread.length} (see below); the run is incomplete.`];
  if (run.plan?.canEnd) return ['', '  Nothing keeps Flask any more: decant apply cleanup'];
  return ['', '  Next: decant diff, decant explain MESSAGE, decant apply'];
}

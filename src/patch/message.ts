import type { Report } from '../report/schema.js';

const WIDTH = 72;

/**
 * The commit message of one unit: a subject, what becomes of its routes, what a client could notice, and trailers that
 * `git interpret-trailers` reads.
 *
 * @param unit undefined: all of them, because nothing of Flask is left.
 */
export function commitMessage(report: Report, unit: string | undefined): string {
  const routes = report.routes.filter((route) => unit === undefined || route.unit === unit);
  const changes = report.changes.filter((change) => unit === undefined || change.unit === unit);
  const differences = report.differences.filter(
    ({ endpoint }) => endpoint === null || routes.some((route) => route.endpoint === endpoint),
  );
  const body = [
    ...outcomes(routes),
    ...(differences.length > 0 ? ['', 'What a client could notice:', ...differences.flatMap(difference)] : []),
  ];
  const units = unit ?? report.units.map(({ id }) => id).join(', ');
  const trailers = [
    `Decant-Unit: ${units}`,
    `Decant-Version: ${report.tool.version}`,
    `Decant-Rules: ${rules(changes)}`,
    ...agreed(differences),
  ];
  return `${[subject(unit, routes), '', ...body, '', ...trailers].join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function subject(unit: string | undefined, routes: Report['routes']): string {
  if (unit === undefined) return `migrate: ${routes.length} routes to FastAPI, without Flask`;
  if (unit === 'prep') return 'prep: FastAPI in front of Flask';
  const count = (outcome: string) => routes.filter((route) => route.outcome === outcome).length;
  const parts = (['migrated', 'bridged', 'kept'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome}`);
  const rules = routes.length === 1 ? '1 route' : `${routes.length} routes`;
  return `migrate(${unit}): ${rules}, ${parts.join(', ')}`;
}

function outcomes(routes: Report['routes']): string[] {
  if (routes.length === 0) return ['No route moves. The old command serves everything as before.'];
  return routes.map(({ methods, rule, outcome, reasons }) => {
    const ids = [...new Set(reasons.map(({ id }) => id))].join(', ');
    return `- ${methods.join(', ')} ${rule}: ${outcome}${ids && ` (${ids})`}`;
  });
}

function agreed(differences: Report['differences']): string[] {
  const ids = new Set(differences.filter(({ accepted }) => accepted !== undefined).map(({ id }) => id));
  return ids.size > 0 ? [`Decant-Accepted: ${[...ids].sort().join(', ')}`] : [];
}

function difference({ endpoint, when, flask, after }: Report['differences'][number]): string[] {
  return wrapped(`- ${endpoint ?? 'any route'}, ${when}: ${flask}; then ${after}`);
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length >= WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line += line ? ` ${word}` : word;
  }
  return [...lines, line];
}

/** `bridge/route x3, routes/moved x11`. */
function rules(changes: Report['changes']): string {
  const counts = new Map<string, number>();
  for (const { id } of changes) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([id, count]) => `${id} x${count}`).join(', ') || 'none';
}

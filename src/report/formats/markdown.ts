import type { Message } from '../../transform.js';
import type { Report } from '../schema.js';
import { announced, guards, heldBack, leftToPeople, outcomes, plural, requestLine, verdict } from '../tallies.js';
import type { Told } from '../told.js';
import { code, plain, prose, table } from './markdown-text.js';

/** GitHub takes 65,536 characters, GitLab more; something is left for what a person adds. */
const LIMIT = 60_000;

/** How many rows a table may have, the most of them that fit. */
const ROWS = [Number.POSITIVE_INFINITY, 400, 200, 100, 50, 25, 12, 6, 3, 1] as const;

/** The body of a pull request: the verdict, the units, what a client would notice, what stays in Flask, what was not read. */
export function markdown(told: Told): string {
  for (const most of ROWS) {
    const text = body(told, most);
    if (Buffer.byteLength(text) < LIMIT) return text;
  }
  return `${head(told.report).join('\n')}\n\nThe rest is too long for this place: see the report (\`-f html\`).\n`;
}

function body(told: Told, most: number): string {
  const { report, messages } = told;
  const sections = [
    head(report),
    incomplete(report, most),
    units(report, most),
    noticed(report, messages, most),
    staying(report, messages, most),
    around(told, most),
    guarded(report),
    inVain(report, most),
    routes(report, most),
    [`Made again by \`decant plan -f md\`, decant ${report.tool.version}.`],
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

/** The first line lets a bot find the comment that it wrote before. */
function head(report: Report): string[] {
  const [entry] = report.entrypoints;
  return [
    '<!-- decant -->',
    '### Flask → FastAPI',
    '',
    `**${verdict(report)}**${report.complete ? '' : ' **The run is incomplete.**'}`,
    ...(entry ? ['', served(entry)] : []),
  ];
}

function served({ flask, asgi }: Report['entrypoints'][number]): string {
  if (flask === asgi) return `${code(asgi)} keeps its name, and is an ASGI application.`;
  return `${code(asgi)} serves it, in place of ${code(flask)}.`;
}

function incomplete({ unread, refused }: Report, most: number): string[] {
  const rows = [
    ...unread.map(({ file, line, why }) => [code(`${file}:${line}`), prose(`not read: ${why}`)]),
    ...refused.map(({ unit, file, line, why }) => [
      code(`${file}:${line}`),
      `unit ${code(unit)} is rolled back: ${prose(why)}`,
    ]),
  ];
  return rows.length === 0 ? [] : ['#### Not done', '', ...capped(['where', 'what'], rows, most)];
}

function units(report: Report, most: number): string[] {
  const shown = (count: number) => (count === 0 ? '–' : String(count));
  const isOwned = report.units.some(({ owners }) => owners.length > 0);
  const rows = report.units.map(({ id, kind, status, files, owners }) => {
    const count = outcomes(report.routes.filter((route) => route.unit === id));
    return [
      code(id),
      kind,
      status,
      shown(count.migrated),
      shown(count.bridged),
      shown(count.kept),
      shown(files.length),
      ...(isOwned ? [owners.map(code).join(' ')] : []),
    ];
  });
  const numbers = ['migrated', 'bridged', 'kept', 'files'];
  return capped(['unit', 'kind', 'status', ...numbers, ...(isOwned ? ['owners'] : [])], rows, most, numbers);
}

function noticed(report: Report, messages: ReadonlyMap<string, Message>, most: number): string[] {
  const found = announced(report);
  if (report.routes.length === 0) return [];
  const title = '#### What a client would notice';
  if (found.length === 0) return [title, '', 'Nothing: every route that moves answers as before.'];
  const rows = found.map(({ id, endpoints, when, flask, after, accepted }) => [
    code(id),
    endpoints.length === 0 ? 'all' : listed(endpoints),
    prose(when),
    prose(flask),
    prose(after) + (accepted === undefined ? '' : `; agreed: ${plain(accepted)}`),
  ]);
  const advice = [...new Set(found.map(({ id }) => id))].flatMap((id) => {
    const todo = messages.get(id)?.todo;
    return todo ? [`- ${code(id)}: ${prose(todo)}`] : [];
  });
  return [
    title,
    '',
    ...capped(['message', 'routes', 'when', 'in Flask', 'after'], rows, most),
    '',
    ...advice.slice(0, most),
  ];
}

function staying(report: Report, messages: ReadonlyMap<string, Message>, most: number): string[] {
  const held = heldBack(report, messages);
  if (held.length === 0) return [];
  const rows = held.map(({ id, message, routes }) => [
    code(id),
    String(routes.length),
    listed(routes.map(({ endpoint }) => endpoint)),
    prose(message?.why ?? ''),
    prose(message?.todo ?? ''),
  ]);
  return [
    '#### What stays in Flask, and why',
    '',
    ...capped(['message', 'rules', 'routes', 'why', 'what to do'], rows, most, ['rules']),
  ];
}

function around(told: Told, most: number): string[] {
  const rows = leftToPeople(told).map(({ id, file, line, text, todo }) => [
    code(`${file}:${line}`),
    prose(text),
    prose(todo),
    code(id),
  ]);
  const head = ['where', 'what', 'what to do', 'message'];
  return rows.length === 0 ? [] : ['#### Left to people, around the code', '', ...capped(head, rows, most)];
}

function guarded(report: Report): string[] {
  const { names, rules } = guards(report);
  if (rules === 0) return [];
  const shown = names.slice(0, 12).map((name) => code(name));
  const more = names.length > shown.length ? [`${names.length - shown.length} more`] : [];
  return [`Guards before ${plural(rules, 'rule')}, the same before and after: ${[...shown, ...more].join(', ')}.`];
}

function inVain({ unusedConsent }: Report, most: number): string[] {
  const rows = unusedConsent.map(({ what, file, line }) => [code(what), file ? code(`${file}:${line}`) : '']);
  return rows.length === 0 ? [] : ['#### Agrees to nothing', '', ...capped(['what', 'where'], rows, most)];
}

function routes(report: Report, most: number): string[] {
  if (report.routes.length === 0) return [];
  const rows = report.routes.map((route) => [
    code(requestLine(route)),
    route.outcome,
    code(route.endpoint),
    code(`${route.file}:${route.line}`),
    listed([...new Set(route.reasons.map(({ id }) => id))]),
  ]);
  return [
    `<details><summary>Rules (${report.routes.length})</summary>`,
    '',
    ...capped(['request', 'outcome', 'endpoint', 'where', 'why'], rows, most),
    '',
    '</details>',
  ];
}

const NAMES = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES).map(code).join(', ');
  return names.length > NAMES ? `${shown} and ${names.length - NAMES} more` : shown;
}

function capped(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
  numbers: readonly string[] = [],
): string[] {
  const more = rows.length - most;
  return [
    ...table(names, rows.slice(0, most), numbers),
    ...(more > 0 ? ['', plain(`… and ${more} more, in the report.`)] : []),
  ];
}

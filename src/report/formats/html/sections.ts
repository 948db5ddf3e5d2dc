import { worded } from '../../../plan/messages.js';
import type { Report } from '../../schema.js';
import { type Announced, announced, heldBack, leftToPeople, outcomes, plural } from '../../tallies.js';
import type { Told } from '../../told.js';
import { code, escaped, htmlTable, sentence } from './escaped.js';

const TRUST = {
  differs: 'a client could notice',
  manual: 'not done, for people',
  same: 'proved equal',
} as const;

/** A card for each kind of change; those that a client could notice come first. */
export function classesSection({ report, messages }: Told): string {
  const found = announced(report);
  const kinds = new Map<string, Report['changes']>();
  for (const change of report.changes) kinds.set(change.id, [...(kinds.get(change.id) ?? []), change]);
  const order = Object.keys(TRUST);
  const cards = [...kinds]
    .map(([id, changes]) => ({ id, changes, trust: changes[0]?.trust ?? 'same' }))
    .sort((a, b) => order.indexOf(a.trust) - order.indexOf(b.trust) || b.changes.length - a.changes.length)
    .map(({ id, changes, trust }) => {
      const message = messages.get(id);
      return [
        `<article class="card" id="m-${escaped(id)}"><h3>${code(id)} × ${changes.length}</h3>`,
        `<p><span class="tag ${trust}">${TRUST[trust]}</span></p>`,
        ...(message ? [`<p>${sentence(worded(message.what, changes[0]?.data))}. ${sentence(message.why)}</p>`] : []),
        ...found.filter((one) => one.id === id).map(noticed),
        ...(message && trust !== 'same'
          ? [`<p><strong>Do</strong> ${sentence(worded(message.todo, changes[0]?.data))}</p>`]
          : []),
        '</article>',
      ].join('');
    });
  return `<div class="cards">\n${cards.join('\n')}\n</div>`;
}

function noticed({ endpoints, when, flask, after, accepted }: Announced): string {
  const shown = endpoints.slice(0, 6).map(code).join(', ');
  const whom = endpoints.length === 0 ? 'the whole application' : shown;
  const more = endpoints.length > 6 ? ` and ${endpoints.length - 6} more` : '';
  return `<dl><dt>When</dt><dd>${sentence(when)} (${whom}${more})</dd><dt>In Flask</dt><dd>${sentence(flask)}</dd><dt>After</dt><dd>${sentence(after)}</dd>${accepted === undefined ? '' : `<dt>Agreed</dt><dd>${escaped(accepted)}</dd>`}</dl>`;
}

export function unitsSection({ report }: Told): string {
  const isOwned = report.units.some(({ owners }) => owners.length > 0);
  const rows = report.units.map(({ id, kind, status, needs, owners }) => {
    const { migrated, bridged, kept } = outcomes(report.routes.filter((route) => route.unit === id));
    const own = isOwned ? [owners.map(code).join(' ')] : [];
    return [code(id), kind, status, ...[migrated, bridged, kept].map(String), needs.map(code).join(', '), ...own];
  });
  const head = ['unit', 'kind', 'status', 'migrated', 'bridged', 'kept', 'needs', ...(isOwned ? ['owners'] : [])];
  return htmlTable('What moves together', head, rows);
}

/** The routes, before and after, with a filter that scripts bring to life. */
export function routesSection({ report }: Told): string {
  const rows = report.routes.map(({ methods, rule, path, outcome, async, reasons, endpoint, unit, file, line }) => [
    escaped(methods.join(', ')),
    `${code(rule)}${path !== undefined && path !== rule ? ` → ${code(path)}` : ''}`,
    `<span class="tag ${outcome}">${outcome}</span>`,
    async ? 'async' : outcome === 'migrated' ? 'thread' : 'Flask',
    code(endpoint),
    escaped(unit),
    code(`${file}:${line}`),
    why(reasons),
  ]);
  const head = ['methods', 'path before → after', 'outcome', 'runs', 'endpoint', 'unit', 'where', 'why'];
  const options = ['migrated', 'bridged', 'kept'].map((name) => `<option>${name}</option>`).join('');
  return [
    '<div class="bar" data-script hidden><label>Filter <input id="filter" type="search"></label>',
    `<label>Outcome <select id="outcome"><option value="">all</option>${options}</select></label>`,
    '<span id="shown" role="status"></span></div>',
    `<div class="scroll">${htmlTable(plural(report.routes.length, 'rule'), head, rows, 'routes-table')}</div>`,
  ].join('\n');
}

const FEW = 2;

function why(reasons: Report['routes'][number]['reasons']): string {
  const lines = reasons.map(({ id, text }) => `${sentence(text)} <small>${escaped(id)}</small>`);
  if (lines.length <= FEW) return lines.join('<br>');
  return `<details><summary>${lines.length} reasons</summary>${lines.join('<br>')}</details>`;
}

export function peopleSection(told: Told): string {
  const { report, messages } = told;
  const left = leftToPeople(told).map(({ id, file, line, text, todo }) => [
    code(`${file}:${line}`),
    sentence(text),
    sentence(todo),
    code(id),
  ]);
  const around = left.length > 0 ? htmlTable('Around the code', ['where', 'what', 'what to do', 'message'], left) : '';
  const rows = heldBack(report, messages).map(({ id, message, routes }) => [
    code(id),
    String(routes.length),
    sentence(message?.why ?? ''),
    sentence(message?.todo ?? ''),
    routes.map(({ endpoint }) => code(endpoint)).join(', '),
  ]);
  if (rows.length === 0) return around || '<p>Nothing.</p>';
  return around + htmlTable('Why rules are not migrated', ['message', 'rules', 'why', 'what to do', 'routes'], rows);
}

export function wiringSection({ report }: Told): string {
  const rows = report.wiring.map(({ kind, what, file, line, fate }) => [
    escaped(kind),
    code(what),
    code(`${file}:${line}`),
    escaped(fate),
  ]);
  return htmlTable('Hooks, error handlers, extensions, settings', ['kind', 'what', 'where', 'becomes'], rows);
}

/** In words and in a frame, not by colour alone. */
export function incompleteSection({ report: { unread, refused } }: Told): string {
  const items = [
    ...unread.map(({ file, line, why }) => `<li>${code(`${file}:${line}`)} was not read: ${sentence(why)}</li>`),
    ...refused.map(
      ({ unit, file, line, why }) =>
        `<li>${code(`${file}:${line}`)}: unit ${code(unit)} is rolled back: ${sentence(why)}</li>`,
    ),
  ];
  return `<div class="wrong"><strong>The run is incomplete.</strong><ul>${items.join('')}</ul></div>`;
}

import { guards, plural, verdict } from '../../tallies.js';
import type { Told } from '../../told.js';
import { diffSection } from './diff.js';
import { code, escaped, hashSource } from './escaped.js';
import { SCRIPT } from './script.js';
import {
  classesSection,
  incompleteSection,
  peopleSection,
  routesSection,
  unitsSection,
  wiringSection,
} from './sections.js';
import { STYLE } from './style.js';

/** A page of two megabytes opens at once everywhere. */
const LIMIT = 2_000_000;

/** Nothing is fetched, and nothing runs but our own script: whatever the sources of the application hold. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hashSource(STYLE)}`,
  `script-src ${hashSource(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const KEYS: readonly (readonly [string, string])[] = [
  ['j k', 'next and previous hunk'],
  ['n p', 'next and previous file'],
  ['] [', 'next and previous hunk that a client could notice'],
  ['x', 'read, or not yet'],
  ['u', 'side by side, or one column'],
  ['/', 'filter the routes'],
  ['?', 'these keys'],
  ['Esc', 'out of a field, or of this'],
];

/** One file to be opened from anywhere, readable without scripts. */
export function html(told: Told): string {
  const sections: readonly (readonly [id: string, title: string, body: string])[] = [
    ['units', 'Units', unitsSection(told)],
    ['classes', 'Kinds of change', classesSection(told)],
    ['routes', 'Routes', routesSection(told)],
    ['people', 'Left for people', peopleSection(told)],
    ['wiring', 'The application as a whole', wiringSection(told) + guarded(told)],
  ];
  const rest = sections
    .map(([id, title, body]) => `<section id="${id}"><h2>${title}</h2>\n${body}\n</section>`)
    .join('\n');
  const begin = [
    head(told),
    header(told, [...sections.map(([id, title]) => [id, title] as const), ['diff', 'Diff']]),
  ].join('\n');
  const end = closing(told);
  const room = LIMIT - Buffer.byteLength(begin + rest + end) - 10_000;
  const diff = `<section id="diff"><h2>Diff</h2>\n${diffSection(told, room)}\n</section>`;
  return `${begin}\n<main>\n${rest}\n${diff}\n</main>\n${end}\n`;
}

function head({ report }: Told): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
    `<title>Flask → FastAPI${escaped(report.entrypoints[0] ? `: ${report.entrypoints[0].flask}` : '')}</title>`,
    `<style>${STYLE}</style></head><body>`,
  ].join('\n');
}

function header(told: Told, sections: readonly (readonly [string, string])[]): string {
  const { report } = told;
  const [entry] = report.entrypoints;
  return [
    `<header><h1>Flask → FastAPI</h1><p class="verdict"><strong>${escaped(verdict(report))}</strong></p>`,
    ...(report.complete ? [] : [incompleteSection(told)]),
    ...(entry ? [`<p>${code(entry.flask)} → ${code(entry.asgi)}</p>`] : []),
    `<nav aria-label="Sections">${sections.map(([id, title]) => `<a href="#${id}">${title}</a>`).join('')}`,
    '<button type="button" id="theme" data-script hidden>Light or dark</button>',
    '<button type="button" id="keys" data-script hidden>Keys</button></nav></header>',
  ].join('\n');
}

function guarded({ report }: Told): string {
  const { names, rules } = guards(report);
  if (rules === 0) return '';
  return `<p>Guards before ${plural(rules, 'rule')}, the same before and after: ${names.map(code).join(', ')}.</p>`;
}

function closing({ report }: Told): string {
  const keys = KEYS.map(
    ([key, what]) =>
      `<tr><td>${key
        .split(' ')
        .map((one) => `<kbd>${one}</kbd>`)
        .join(' ')}</td><td>${what}</td></tr>`,
  );
  return [
    `<footer><p>decant ${escaped(report.tool.version)}, style ${report.style}. Made again by <code>decant report -f html=FILE</code>.</p></footer>`,
    `<dialog id="help" aria-label="Keys"><table>${keys.join('')}</table><form method="dialog"><button>Close</button></form></dialog>`,
    `<script>${SCRIPT}</script></body></html>`,
  ].join('\n');
}

import type { Report } from '../../src/report/schema.js';
import type { Told } from '../../src/report/told.js';

/** What a name, a path or a rule could hold to break out of where it stands. */
export const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '| x | @everyone #1 |\n# heading',
  '`code` ``` ~~~ \\| <!-- -->',
  '[link](https://evil.example) ![i](x)',
  '\u202e\u0000\u0007]]> & %0A::error::x',
] as const;

const hostile = (at: number) => HOSTILE[at % HOSTILE.length] as string;

/** A report of many routes, none of it planned by anybody: what formats have to take. */
export function madeReport(routes: number): Report {
  const rows = Array.from({ length: routes }, (_, at): Report['routes'][number] => {
    const outcome = (['migrated', 'bridged', 'kept'] as const)[at % 3] as Report['routes'][number]['outcome'];
    const file = `shop/${hostile(at)}/views_${at % 40}.py`;
    const reason = { id: `made/reason-${at % 50}`, text: `\`${hostile(at)}\` is used`, file, line: at + 2 };
    return {
      endpoint: `unit_${at % 60}.view_${at}_${hostile(at)}`,
      rule: `/a/rule/that/is/long/${at}/<int:${hostile(at)}>`,
      methods: ['GET', 'POST'],
      unit: `unit_${at % 60}`,
      file,
      line: at + 1,
      outcome,
      async: false,
      reasons: outcome === 'migrated' ? [] : [reason],
      guards: { before: [`before_request ${hostile(at)}`], after: [`before_request ${hostile(at)}`] },
    };
  });
  return {
    schemaVersion: 1,
    tool: { name: 'decant', version: '0.0.0' },
    target: 'fastapi',
    style: 'compatible',
    complete: false,
    entrypoints: [{ flask: 'shop:app', asgi: 'shop.asgi:app', kind: 'object' }],
    units: Array.from({ length: 60 }, (_, at): Report['units'][number] => {
      const planned = { kind: 'blueprint', status: 'planned', routes: 1 } as const;
      return { id: `unit_${at}`, ...planned, files: [], needs: ['prep'], owners: [`@${hostile(at)}`] };
    }),
    routes: rows,
    wiring: [],
    differences: rows.map(({ endpoint }, at) => {
      const id = `made/difference-${at % 90}`;
      return { id, endpoint, aspects: ['body'], when: hostile(at), flask: hostile(at + 1), after: hostile(at + 2) };
    }),
    changes: rows.map(({ file, line, unit }, at) => {
      const trust = (['same', 'differs', 'manual'] as const)[at % 3] as Report['changes'][number]['trust'];
      return { id: `made/change-${at % 70}`, trust, file, line, column: 3, unit, data: { name: hostile(at) } };
    }),
    unusedConsent: [{ what: hostile(0), file: hostile(1), line: 1 }, { what: hostile(2) }],
    refused: [{ unit: 'unit_1', file: `${hostile(1)}.py`, line: 1, why: hostile(2) }],
    unread: HOSTILE.map((file) => ({ file, line: 1, why: file })),
  };
}

/** What formats are given of it. */
export function madeTelling(routes: number): Told {
  const message = {
    trust: 'differs',
    what: '`{name}` is not the same',
    why: 'Nobody knows.',
    todo: 'Look at it.',
  } as const;
  return {
    report: madeReport(routes),
    messages: new Map(Array.from({ length: 90 }, (_, at) => [`made/change-${at}`, message])),
    files: HOSTILE.map((path, at) => {
      return { path, before: `a = ${hostile(at)}\nb = 1\n`, after: `a = ${hostile(at + 1)}\nb = 1\n` };
    }),
    prefix: 'services/shop/',
  };
}

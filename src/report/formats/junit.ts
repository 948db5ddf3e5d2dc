import type { Report } from '../schema.js';
import { requestLine } from '../tallies.js';
import type { Gate, Told } from '../told.js';
import { xml } from './xml.js';

/** A test of JUnit's XML: passed unless it says otherwise. */
interface Case {
  readonly suite: string;
  readonly name: string;
  readonly verdict?: 'skipped' | 'failure' | 'error';
  readonly message?: string;
}

/** JUnit's XML: a test for each gate, each rule (kept: skipped) and each file that was not read (an error). */
export function junit({ report, gates = [] }: Told): string {
  const cases = [
    ...gates.map(gate),
    ...report.routes.map(route),
    ...report.unread.map(({ file, line, why }): Case => {
      return { suite: 'files', name: file, verdict: 'error', message: `${file}:${line}: not read: ${why}` };
    }),
    ...report.refused.map(({ unit, file, line, why }): Case => {
      return { suite: unit, name: file, verdict: 'failure', message: `${file}:${line}: rolled back: ${why}` };
    }),
  ];
  const suites = [...new Set(cases.map(({ suite }) => suite))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="decant" ${counts(cases)}>`,
    ...suites.flatMap((suite) => {
      const own = cases.filter((one) => one.suite === suite);
      return [`  <testsuite name="${xml(suite)}" ${counts(own)}>`, ...own.map(testcase), '  </testsuite>'];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function gate({ name, fault }: Gate): Case {
  return { suite: 'decant check', name, ...(fault !== undefined && { verdict: 'failure', message: fault }) };
}

function route(row: Report['routes'][number]): Case {
  const name = `${requestLine(row)} (${row.endpoint}): ${row.outcome}`;
  if (row.outcome !== 'kept') return { suite: row.unit, name };
  const why = row.reasons.map(({ id, text }) => `${text} [${id}]`).join('; ');
  return { suite: row.unit, name, verdict: 'skipped', message: why || 'its unit is not done yet' };
}

function counts(cases: readonly Case[]): string {
  const count = (verdict: Case['verdict']) => cases.filter((one) => one.verdict === verdict).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function testcase({ suite, name, verdict, message = '' }: Case): string {
  const open = `    <testcase classname="${xml(suite)}" name="${xml(name)}"`;
  return verdict ? `${open}><${verdict} message="${xml(message)}"/></testcase>` : `${open}/>`;
}

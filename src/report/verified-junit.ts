import type { Judged } from '../verify/judge.js';
import { xml } from './formats/xml.js';
import { curl, type VerifyResult, verdicts } from './verified.js';

/** JUnit's XML, as CI systems read it: each request is a test of its endpoint, and a silent difference a failure. */
export function verifiedJunit(result: VerifyResult): string {
  const { silent, unstable } = verdicts(result);
  const counts = `tests="${result.judged.length}" failures="${silent}" errors="0" skipped="${unstable}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="decant verify" ${counts}>`,
    ...result.judged.map(testcase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testcase(one: Judged, at: number): string {
  const { sent, endpoint, verdict, aspects, unstable } = one;
  const name = `${at + 1} ${sent.method} ${sent.path} (${sent.why})`;
  const open = `    <testcase classname="${xml(endpoint ?? 'no route')}" name="${xml(name)}"`;
  if (verdict === 'unstable') return `${open}><skipped message="${xml(unstable ?? '')}"/></testcase>`;
  if (verdict !== 'silent') return `${open}/>`;
  const what = aspects.map(({ aspect }) => aspect).join(', ');
  const lines = aspects.map(({ aspect, flask, after }) => `${aspect}\n  Flask: ${flask}\n  now:   ${after}`);
  return `${open}><failure message="${xml(what)}">${xml([...lines, curl(one)].join('\n'))}</failure></testcase>`;
}

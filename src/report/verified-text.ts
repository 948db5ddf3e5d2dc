import type { Terminal } from '../terminal.js';
import type { Judged } from '../verify/judge.js';
import { curl, type VerifyResult, verdicts } from './verified.js';

const GROUPS = 20;

/** For a person: the verdict, each silent difference with how to see it again, and what is left to know. */
export function verifiedText(result: VerifyResult, terminal: Terminal): string {
  const { colors } = terminal;
  const { judged, entries, base } = result;
  const total = verdicts(result);
  const of = (count: number, words: string, color: (text: string) => string) =>
    count > 0 ? color(`${count} ${words}`) : `${count} ${words}`;
  const counted = [
    of(total.same, 'the same', colors.green),
    of(total.announced, 'announced', colors.cyan),
    of(total.silent, 'silent', colors.red),
    ...(total.unstable > 0 ? [of(total.unstable, 'not comparable', colors.yellow)] : []),
  ];
  return [
    `${colors.bold(entries.after)}  ${judged.length} requests, held against ${entries.flask} of ${base}`,
    '',
    `  ${counted.join('   ')}`,
    ...silent(result, terminal),
    ...announced(result),
    ...unstable(result),
    ...closing(result),
    '',
  ].join('\n');
}

function silent({ judged }: VerifyResult, { colors }: Terminal): string[] {
  const groups = grouped(judged.filter(({ verdict }) => verdict === 'silent'));
  const lines = groups.slice(0, GROUPS).flatMap((group) => {
    const [one] = group as [Judged];
    const { sent, endpoint, aspects } = one;
    const wide = Math.max(...aspects.map(({ aspect }) => aspect.length));
    const more = group.length > 1 ? `, and ${group.length - 1} more of this kind` : '';
    return [
      '',
      `  ${colors.red('silent')}  ${colors.bold(`${sent.method} ${sent.path}`)}  ${endpoint ?? 'no route'}  (${sent.why}${more})`,
      ...aspects.flatMap(({ aspect, flask, after }) => [
        `    ${aspect.padEnd(wide)}  Flask: ${clipped(flask)}`,
        `    ${''.padEnd(wide)}  now:   ${clipped(after)}`,
      ]),
      `    ${curl(one)}${sent.jar ? '   (with the cookies of the requests before)' : ''}`,
    ];
  });
  if (groups.length > GROUPS) lines.push('', `  … ${groups.length - GROUPS} more kinds (-f json has all)`);
  return lines;
}

const LONG = 160;

const clipped = (text: string) => (text.length > LONG ? `${text.slice(0, LONG)}…` : text);

/** Those of one route that differ alike. */
function grouped(judged: readonly Judged[]): Judged[][] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const how = one.aspects.map(({ aspect, after }) => (aspect === 'status' ? `${aspect} ${after}` : aspect));
    const key = JSON.stringify([one.endpoint ?? one.sent.path, how]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function announced({ judged, unseen }: VerifyResult): string[] {
  const seen = new Map<string, number>();
  for (const { announcedBy } of judged) for (const id of announcedBy) seen.set(id, (seen.get(id) ?? 0) + 1);
  const rows = [...seen].sort(([a], [b]) => (a < b ? -1 : 1));
  const never = [...new Set(unseen.map(({ id, endpoint }) => `    ${id}${endpoint ? `  ${endpoint}` : ''}`))];
  return [
    ...(rows.length > 0 ? ['', '  Announced, and seen'] : []),
    ...rows.map(([id, count]) => `    ${id}  ${count} ${count === 1 ? 'request' : 'requests'}`),
    ...(never.length > 0 ? ['', '  Announced, and never seen', ...never] : []),
  ];
}

function unstable({ judged }: VerifyResult): string[] {
  const rows = judged.filter(({ verdict }) => verdict === 'unstable');
  if (rows.length === 0) return [];
  const shown = rows.slice(0, 8).map(({ sent, unstable }) => `    ${sent.method} ${sent.path}: ${unstable}`);
  const more = rows.length > shown.length ? [`    … ${rows.length - shown.length} more`] : [];
  return ['', '  Not comparable: the original answers differently by itself', ...shown, ...more];
}

/** What nothing is proved of: errors are the same as errors, which says little. */
function unreached({ judged }: VerifyResult): string[] {
  const reached = new Set(judged.filter(({ status }) => status < 400).map(({ endpoint }) => endpoint));
  const missed = [...new Set(judged.map(({ endpoint }) => endpoint))].filter(
    (one) => one !== null && !reached.has(one),
  );
  const broken = judged.filter(({ status }) => status >= 500).length;
  if (missed.length === 0) return [];
  const shown = missed.slice(0, NAMES).join(', ');
  const more = missed.length > NAMES ? ` and ${missed.length - NAMES} more` : '';
  return [
    '',
    `  Only errors were seen of ${shown}${more}.`,
    ...(broken > 0 ? [`  ${broken} requests ended in a 5xx of Flask: --before COMMAND can make what is missing.`] : []),
    '  --requests FILE sends what these need.',
  ];
}

const NAMES = 8;

function closing(result: VerifyResult): string[] {
  const { unsent, cut, judged } = result;
  const lines = unreached(result);
  const loose = judged.filter((one) => one.loose).length;
  if (loose > 0) lines.push('', `  Nothing is said of ${loose} bodies: Flask sends another one each time.`);
  if (cut > 0) lines.push('', `  ${cut} more requests could have been made and were left out.`);
  if (unsent > 0) lines.push('', `  The time was over: ${unsent} requests were not sent.`);
  if (judged.length === 0) lines.push('', '  Nothing was sent, so nothing is proved.');
  return lines;
}

import type { Rule, Sent } from './exchange.js';
import type { Key } from './keys.js';
import { pathsOf } from './values.js';

/** More are not sent. */
export const MOST = 2_000;

export interface Generated {
  readonly requests: readonly Sent[];
  /** Left out, because they would have been too many. */
  readonly cut: number;
}

/** Where in the order of sending: what changes nothing first, what deletes last. */
type Turn = 'reading' | 'visit' | 'writing' | 'deleting';
const TURNS: readonly Turn[] = ['reading', 'visit', 'writing', 'deleting'];

interface Candidate extends Sent {
  /** What matters most is kept when there are too many. */
  readonly rank: number;
  readonly turn: Turn;
}

const FORM = 'application/x-www-form-urlencoded';
const BODIES = ['POST', 'PUT', 'PATCH', 'DELETE'];
const OWN = new Set(['HEAD', 'OPTIONS']);

/**
 * Requests made from the rules of the application: each method, a wrong one, other values in the path, slash twins, queries and
 * bodies of all sorts, once as a stranger and once with the cookies of all that came before.
 *
 * @param keys What the view of an endpoint reads.
 */
export function generate(rules: readonly Rule[], keys: ReadonlyMap<string, readonly Key[]>, most = MOST): Generated {
  const sorted = [...rules].sort(byRule);
  const candidates: Candidate[] = [
    ...sorted.flatMap((rule) => [...ofRule(rule, keys.get(rule.endpoint) ?? [], methodsAt(rule, rules))]),
    ...strangers(),
    ...visit(sorted, keys),
  ];
  const unique = new Map(candidates.map((one) => [identity(one), one]));
  const kept = [...unique.values()].sort((a, b) => a.rank - b.rank).slice(0, most);
  const inOrder = new Map([...unique.values()].map((one, i) => [one, i]));
  kept.sort(
    (a, b) => TURNS.indexOf(a.turn) - TURNS.indexOf(b.turn) || (inOrder.get(a) as number) - (inOrder.get(b) as number),
  );
  return { requests: kept.map(({ rank: _, turn: __, ...sent }) => sent), cut: unique.size - kept.length };
}

/** Plain ones before those with variables; a way out comes last, so that a visitor stays as long as possible. */
function byRule(a: Rule, b: Rule): number {
  const key = ({ rule, methods }: Rule) =>
    `${/log_?-?out|sign_?-?out|delete|remove/i.test(rule) ? 1 : 0}\0${rule.includes('<') ? 1 : 0}\0${rule}\0${methods.join()}`;
  return key(a) < key(b) ? -1 : 1;
}

/** All methods of the rules that are written alike. */
function methodsAt({ rule }: Rule, rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.filter((one) => one.rule === rule).flatMap((one) => one.methods));
}

function* ofRule({ rule, methods }: Rule, keys: readonly Key[], all: ReadonlySet<string>): Generator<Candidate> {
  const [path = '/', ...others] = pathsOf(rule);
  const plain = (method: string, to: string, why: string, rank: number): Candidate => ({
    ...bare(method, to, why),
    rank,
    turn: turnOf(method),
  });
  const twin = path.endsWith('/') ? path.slice(0, -1) || '/' : `${path}/`;
  for (const method of methods) {
    if (OWN.has(method)) yield plain(method, path, method, 1);
    else if (!BODIES.includes(method)) yield plain(method, path, 'the route', 0);
  }
  for (const method of BODIES.filter((one) => methods.includes(one))) {
    for (const [i, sent] of [...withBodies(method, path, keys)].entries())
      yield { ...sent, rank: i === 0 ? 0 : 3 + i / 10, turn: turnOf(method) };
    yield plain(method, twin, 'the other slash', 3);
  }
  const wrong = ['DELETE', 'PUT', 'POST', 'PATCH', 'GET'].find((method) => !all.has(method));
  if (wrong) yield plain(wrong, path, 'wrong method', 1);
  if (!all.has('OPTIONS')) yield plain('OPTIONS', path, 'OPTIONS', 2);
  const reads = methods.find((method) => !OWN.has(method) && !BODIES.includes(method));
  if (!reads) {
    for (const [i, other] of others.entries())
      yield {
        ...bare(methods.find((one) => !OWN.has(one)) ?? 'POST', other, 'another value'),
        rank: 4 + i / 10,
        turn: 'writing',
      };
    return;
  }
  yield plain(reads, twin, 'the other slash', 2);
  yield plain(reads, `${twin}?a=1&b=%C3%BC`, 'the other slash, with a query', 4);
  for (const [i, other] of others.entries()) yield plain(reads, other, 'another value', 3 + i / 10);
  for (const [i, query] of queries(keys).entries()) yield plain(reads, `${path}?${query.text}`, query.why, 3 + i / 10);
}

function turnOf(method: string): Turn {
  return method === 'DELETE' ? 'deleting' : BODIES.includes(method) ? 'writing' : 'reading';
}

function queries(keys: readonly Key[]): readonly { readonly text: string; readonly why: string }[] {
  if (keys.length === 0) return [{ text: 'a=1&a=2&b=', why: 'a query' }];
  const all = keys.map(({ name }) => `${encodeURIComponent(name)}=1`).join('&');
  return [
    { text: all, why: 'a query' },
    ...keys.flatMap(({ name, number }) => {
      const key = encodeURIComponent(name);
      return [
        { text: `${key}=1&${key}=2`, why: 'a repeated value' },
        { text: `${key}=`, why: 'an empty value' },
        ...(number
          ? [
              { text: `${key}=abc`, why: 'no number' },
              { text: `${key}=%2B2`, why: 'a number with a sign' },
              { text: `${key}=abc&${key}=2`, why: 'no number, then one' },
            ]
          : [{ text: `${key}=%C3%BC%20%26`, why: 'letters that need encoding' }]),
      ];
    }),
  ];
}

/** The most telling first. */
function* withBodies(method: string, path: string, keys: readonly Key[]): Generator<Sent> {
  const named = keys.length > 0 ? keys : [{ name: 'name', number: false }];
  const filled = Object.fromEntries(named.map(({ name, number }) => [name, number ? 1 : 'a']));
  const form = new URLSearchParams(named.map(({ name, number }): [string, string] => [name, number ? '1' : 'a']));
  const json = (value: unknown, why: string) => body(method, path, 'application/json', JSON.stringify(value), why);
  yield body(method, path, FORM, form.toString(), 'a form');
  yield json(filled, 'a JSON object');
  yield bare(method, path, 'no body');
  yield body(
    method,
    path,
    FORM,
    named.map(({ name }) => `${encodeURIComponent(name)}=`).join('&'),
    'a form of empty values',
  );
  yield body(method, path, 'application/json', '{"a": ', 'broken JSON');
  yield json([1, 'a'], 'a JSON list');
  yield json({}, 'an empty JSON object');
  yield body(method, path, 'text/plain', JSON.stringify(filled), 'JSON that says it is text');
  yield body(method, path, FORM, `${form}&${form}`, 'a form with everything twice');
  yield json(Object.fromEntries(named.map(({ name }) => [name, null])), 'JSON of nulls');
  yield json(Object.fromEntries(named.map(({ name }) => [name, 'ü'])), 'JSON of other types');
  yield body(method, path, 'application/json', '', 'JSON that is empty');
  yield body(method, path, `multipart/form-data; boundary=${BOUNDARY}`, multipart(named), 'a multipart form');
}

const BOUNDARY = 'boundary-of-decant';

function multipart(keys: readonly Key[]): string {
  const parts = keys.map(
    ({ name, number }) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${number ? 1 : 'a'}\r\n`,
  );
  return `${parts.map((part) => `--${BOUNDARY}\r\n${part}`).join('')}--${BOUNDARY}--\r\n`;
}

/** What no rule is about. */
function strangers(): Candidate[] {
  const lost = ['/', '//', '/nowhere-at-all', '/nowhere-at-all/', '/%C3%BC', '/nowhere?a=1'];
  const paths = [...lost, '/docs', '/redoc', '/openapi.json'];
  return [
    ...paths.map((path) => ({ ...bare('GET', path, 'no route'), rank: 1, turn: 'reading' as const })),
    { ...bare('POST', '/nowhere-at-all', 'no route'), rank: 1, turn: 'writing' },
    { ...bare('BREW', '/', 'a method that nobody knows'), rank: 2, turn: 'writing' },
  ];
}

/** One visitor, who keeps all cookies: fills every form, then looks at every page. */
function* visit(rules: readonly Rule[], keys: ReadonlyMap<string, readonly Key[]>): Generator<Candidate> {
  const at = { jar: 'visitor', turn: 'visit', rank: 2.5 } as const;
  for (const { rule, methods, endpoint } of rules) {
    const [path = '/'] = pathsOf(rule);
    if (!methods.includes('POST')) continue;
    const [form] = withBodies('POST', path, keys.get(endpoint) ?? []);
    if (form) yield { ...form, why: 'a visitor fills the form', ...at };
  }
  for (const { rule, methods } of rules) {
    const [path = '/'] = pathsOf(rule);
    if (methods.includes('GET')) yield { ...bare('GET', path, 'a visitor with cookies'), ...at };
  }
}

function bare(method: string, path: string, why: string): Sent {
  return { method, path, headers: [], why };
}

function body(method: string, path: string, type: string, text: string, why: string): Sent {
  return { method, path, headers: [['Content-Type', type]], body: Buffer.from(text), why };
}

function identity({ method, path, headers, body: sent, jar }: Sent): string {
  return JSON.stringify([method, path, headers, sent?.toString('base64'), jar]);
}

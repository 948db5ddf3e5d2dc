import { describe, expect, test } from 'vitest';
import { compare } from '../../src/verify/compare.js';
import type { Answer, Rule } from '../../src/verify/exchange.js';
import { keysIn } from '../../src/verify/keys.js';
import { sameText } from '../../src/verify/masks.js';
import { generate } from '../../src/verify/requests.js';

const slack = { seconds: 5 };

function answer(body: string, headers: Record<string, string> = {}, status = 200): Answer {
  const pairs = Object.entries({ 'Content-Type': 'text/html', ...headers });
  return { status, headers: pairs, body: Buffer.from(body), endpoint: 'index' };
}

const json = (body: string, headers = {}) => answer(body, { 'Content-Type': 'application/json', ...headers });

/** The aspects that differ, each with what stands there. */
function differing(first: Answer, second: Answer, now: Answer): string[] {
  return compare('GET', first, second, now, slack).aspects.map(
    ({ aspect, flask, after }) => `${aspect}: ${flask} -> ${after}`,
  );
}

describe('masks', () => {
  test.each([
    // what the original says twice, what is said now, and whether that will do
    ['<b>a</b>', '<b>a</b>', '<b>b</b>', false],
    ['<i id="x1f">a</i>', '<i id="y2c">a</i>', '<i id="z3d">a</i>', true],
    ['<i id="x1f">a</i>', '<i id="y2c">a</i>', '<i id="z3d">b</i>', false],
    ['<i id="x1f">a</i>', '<i id="y2c">a</i>', '<i id="z3d"></i><u></u><i>a</i>', false],
    ['token R1Tiu-wLo-g.', 'token 6_xcuvJ7Bk-C.', 'token cu+vJ7=BkfrC.', true],
    // what was drawn by chance may end, or begin, alike
    ['csrf F-tu2LJ-Um6Oo4oTcpEk-A.', 'csrf HL4vZl0hy2JHNKz22SMR-A.', 'csrf NFInqw0bagc2k_heJFB6Kw.', true],
    ['csrf /lywW8ZUSoplbijnEfaEAw==.', 'csrf /dj95wLkJI8+NQT2S/laCA==.', 'csrf HeVjMQXo5BY8qTO3HE+fkw==.', true],
    ['/users/17/edit', '/users/18/edit', '/users/19/show', false],
    ['2024-05-06 07:08:09', '2024-05-06 07:08:09', '2024-05-06T07:08:09', false],
    ['at 2024-05-06 07:08:09.5', 'at 2024-05-06 07:08:09.5', 'at 2024-05-06 07:08:11', true],
    ['at 2024-05-06 07:08:09', 'at 2024-05-06 07:08:09', 'at 2024-05-06 09:08:09', false],
    ['Mon, 06 May 2024 07:08:09 GMT', 'Mon, 06 May 2024 07:08:09 GMT', 'Mon, 06 May 2024 07:08:10 GMT', true],
    ['1715000000', '1715000000', '1715000001', true],
    ['1', '1', '2', false],
  ])('%j, then %j: %j', (first, second, now, will) => {
    expect(sameText(first, second, now, slack)).toBe(will);
  });

  test('of what has nothing in common, nothing is said', () => {
    expect(sameText('\u0001', '\u0002', '\u0003', slack)).toBe(undefined);
  });
});

describe('comparing', () => {
  test('JSON by value: order and spaces are nothing, kinds are', () => {
    const flask = json('{"a": 1, "b": [1.5, "x"]}', { 'Content-Length': '25' });
    expect(differing(flask, flask, json('{"b":[1.50,"x"],"a":1}', { 'Content-Length': '22' }))).toEqual([]);
    for (const [body, says] of [
      ['{"a": 1.0, "b": [1.5, "x"]}', 'body: $.a 1 -> $.a 1'],
      ['{"a": "1", "b": [1.5, "x"]}', 'body: $.a 1 -> $.a "1"'],
      ['{"a": 1, "b": [1.5]}', 'body: $.b[1] "x" -> $.b[1] nothing'],
      ['{"a": 1, "b": [1.5, "x"], "c": null}', 'body: $.c nothing -> $.c null'],
    ])
      expect(differing(flask, flask, json(body as string))[0]).toBe(says);
    const big = json('[12345678901234567890]');
    expect(differing(big, big, json('[12345678901234567891]'))).toHaveLength(1);
  });

  test('JSON that changes by itself is masked where it does, and keeps its kind', () => {
    const [first, second] = [json('{"id": "a1", "n": 1, "s": "x"}'), json('{"id": "b2", "n": 2, "s": "x"}')];
    expect(differing(first, second, json('{"id": "c3", "n": 3, "s": "x"}'))).toEqual([]);
    expect(differing(first, second, json('{"id": 3, "n": 3, "s": "x"}'))).toEqual(['body: $.id "a1" -> $.id 3']);
    expect(differing(first, second, json('{"id": "c3", "n": 3, "s": "y"}'))).toEqual(['body: $.s "x" -> $.s "y"']);
  });

  test('headers, without those of the server; what follows from the body is said once', () => {
    const first = answer('a', { Server: 'W', Allow: 'GET, HEAD', 'Content-Length': '1', 'X-A': '1' });
    const now = answer('bc', { Server: 'u', Allow: 'HEAD, GET', 'Content-Length': '2' });
    expect(differing(first, first, now)).toEqual(['body: a -> bc', 'header:x-a: 1 -> none']);
  });

  test('cookies by name, attributes and what a signed session holds', () => {
    const cookie = (text: string) => answer('', { 'Set-Cookie': text });
    const session = (payload: string, rest = '.Zjh_aQ.abcdefghijklmnopqrstuvwxyz0') =>
      cookie(`session=${Buffer.from(payload).toString('base64url')}${rest}; HttpOnly; Path=/`);
    const first = session('{"user":1}');
    expect(differing(first, first, session('{"user":1}', '.Zjh_aR.ZYXWVUTSRQPONMLKJIHGFEDCBA9'))).toEqual([]);
    expect(differing(first, first, session('{"user":2}'))).toEqual([
      'header:set-cookie: session: $.user 1 -> session: $.user 2',
    ]);
    const [plain, lax] = [cookie('a=1; HttpOnly; Path=/'), cookie('a=1; Path=/; SameSite=Lax')];
    expect(differing(plain, plain, lax)).toEqual(['header:set-cookie: a: httponly -> a: no httponly']);
  });
});

describe('requests', () => {
  const rules: Rule[] = [
    { rule: '/books/<int:number>', endpoint: 'book', methods: ['GET', 'HEAD', 'OPTIONS'] },
    { rule: '/books/', endpoint: 'add', methods: ['POST', 'OPTIONS'] },
  ];
  const keys = new Map([['book', keysIn("request.args.get('page', 1, type=int)")]]);

  test('methods, a wrong one, the other slash, values, queries and bodies', () => {
    const { requests, cut } = generate(rules, keys);
    const sent = requests.map(({ method, path }) => `${method} ${path}`);
    for (const one of [
      ...['GET /books/1', 'HEAD /books/1', 'OPTIONS /books/1', 'DELETE /books/1', 'GET /books/1/', 'GET /books/abc'],
      ...['GET /books/1?page=1&page=2', 'GET /books/1?page=abc', 'GET /books/1?page=', 'POST /books/', 'POST /books'],
    ])
      expect(sent).toContain(one);
    const types = requests.filter(({ path }) => path === '/books/').map(({ headers }) => headers[0]?.[1]);
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', undefined])
      expect(types).toContain(type);
    expect(requests.some(({ jar }) => jar !== undefined)).toBe(true);
    expect(cut).toBe(0);
    expect(generate(rules, keys)).toEqual({ requests, cut });
  });

  test('never more than there may be; what matters most stays', () => {
    const { requests, cut } = generate(rules, keys, 5);
    expect(requests).toHaveLength(5);
    expect(cut).toBeGreaterThan(20);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toContain('GET /books/1');
  });
});

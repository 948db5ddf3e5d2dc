import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { cookieDifference } from './cookies.js';
import { type Answer, header } from './exchange.js';
import { parseJson } from './json.js';
import { jsonDifference, type Slack, sameText } from './masks.js';

/** Something that a client could notice: `status`, `body` or `header:NAME`. */
export interface Aspect {
  readonly aspect: string;
  readonly flask: string;
  readonly after: string;
}

/** Of the server and the moment, not of the application. */
const IGNORED = new Set(['date', 'server', 'connection', 'keep-alive', 'transfer-encoding']);
/** Lists whose order means nothing. */
const SETS = new Set(['allow', 'vary', 'access-control-allow-methods', 'access-control-allow-headers']);
/** These follow from the body. */
const OF_BODY = ['content-length', 'etag'];

/** Did the original answer the same request in two ways that nothing can be held against? The words say how. */
export function unstable(first: Answer, second: Answer): string | undefined {
  if (first.dead || second.dead) return `Flask: ${first.dead ?? second.dead}`;
  if (first.late || second.late) return 'Flask was not done in time';
  if (first.status < 200) return `Flask said ${first.status}, which is no answer yet to any client`;
  if (first.status !== second.status) return `Flask said ${first.status}, then ${second.status}`;
  const [a, b] = [names(first), names(second)];
  return a.join() === b.join() ? undefined : 'Flask sent different headers the second time';
}

const names = ({ headers }: Answer) => [...new Set(headers.map(([name]) => name.toLowerCase()))].sort();

/** What a comparison found. */
export interface Compared {
  readonly aspects: readonly Aspect[];
  /** The body is another one each time, so that nothing is said of it. */
  readonly loose: boolean;
}

/** All that differs between the original, which answered twice, and the converted application. */
export function compare(method: string, first: Answer, second: Answer, now: Answer, slack: Slack): Compared {
  if (now.dead || now.late) {
    const after = now.dead ?? 'not done in time';
    return { aspects: [{ aspect: 'status', flask: String(first.status), after }], loose: false };
  }
  const found: Aspect[] = [];
  if (first.status !== now.status) found.push({ aspect: 'status', flask: statusOf(first), after: statusOf(now) });
  // what goes up to the server ends in a page of the server
  if (first.raised && !first.headers.length && now.status === 500) return { aspects: found, loose: false };
  const body = bodies(first, second, now, slack);
  if (body.difference) found.push(body.difference);
  const excused = new Set(body.difference || !body.exact ? OF_BODY : []);
  if (method === 'HEAD' && isJson(first) && isJson(now)) excused.add('content-length');
  const all = new Set([...names(first), ...names(now)]);
  for (const name of [...all].sort()) {
    if (IGNORED.has(name) || (excused.has(name) && header(first, name) && header(now, name))) continue;
    const difference = headerDifference(name, first, second, now, slack);
    if (difference) found.push({ aspect: `header:${name}`, ...difference });
  }
  return { aspects: found, loose: body.loose === true };
}

const statusOf = ({ status, raised }: Answer) => `${status}${raised ? `, ${raised}` : ''}`;

function headerDifference(name: string, first: Answer, second: Answer, now: Answer, slack: Slack) {
  const [a, b, c] = [first, second, now].map((answer) => values(answer, name)) as [string[], string[], string[]];
  if (name === 'set-cookie') return cookieDifference(a, b, c, slack);
  const differs = { flask: a.join(' | ') || 'none', after: c.join(' | ') || 'none' };
  if (a.length !== c.length) return differs;
  return a.every((value, i) => sameText(value, b[i] ?? value, c[i] as string, slack) !== false) ? undefined : differs;
}

function values({ headers }: Answer, name: string): string[] {
  const found = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  const inOrder = SETS.has(name)
    ? found.map((value) =>
        value
          .split(',')
          .map((part) => part.trim())
          .sort()
          .join(', '),
      )
    : found;
  return inOrder.sort();
}

const isJson = (answer: Answer) => /\bjson\b/.test(header(answer, 'content-type') ?? '');

/** `exact`: the bytes are the same, and so must be what is made of them. */
function bodies(
  first: Answer,
  second: Answer,
  now: Answer,
  slack: Slack,
): { readonly difference?: Aspect; readonly exact: boolean; readonly loose?: boolean } {
  if (first.body.equals(now.body)) return { exact: true };
  const [a, b, c] = [first, second, now].map(decoded) as [Buffer, Buffer, Buffer];
  if (isJson(first) && isJson(now)) {
    const [x, y, z] = [a, b, c].map((bytes) => parseJson(bytes.toString('utf8')));
    if (x && z) {
      const found = jsonDifference(x.value, (y ?? x).value, z.value, slack);
      if (!found) return { exact: false };
      const { path, flask, after } = found;
      return { exact: false, difference: { aspect: 'body', flask: `${path} ${flask}`, after: `${path} ${after}` } };
    }
  }
  const [x, y, z] = texts([a, b, c]) as [string, string, string];
  const same = sameText(x, y, z, slack);
  if (same !== false) return { exact: false, loose: same === undefined };
  return { exact: false, difference: { aspect: 'body', ...excerpts(x, z) } };
}

function decoded(answer: Answer): Buffer {
  const { body } = answer;
  try {
    switch (header(answer, 'content-encoding')) {
      case 'gzip':
        return gunzipSync(body);
      case 'deflate':
        return inflateSync(body);
      case 'br':
        return brotliDecompressSync(body);
      default:
        return body;
    }
  } catch {
    return body;
  }
}

/** As text where all of them are, else byte by byte. */
function texts(bodies: readonly Buffer[]): string[] {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    return bodies.map((bytes) => strict.decode(bytes));
  } catch {
    return bodies.map((bytes) => bytes.toString('latin1'));
  }
}

const WIDTH = 70;

/** Where two texts begin to differ. */
function excerpts(flask: string, after: string): { flask: string; after: string } {
  let start = 0;
  while (start < flask.length && flask[start] === after[start]) start++;
  const from = Math.max(0, start - 20);
  const cut = (text: string) => {
    const part = JSON.stringify(text.slice(from, from + WIDTH)).slice(1, -1);
    return text === '' ? 'nothing' : `${from > 0 ? '…' : ''}${part}${text.length > from + WIDTH ? '…' : ''}`;
  };
  return { flask: cut(flask), after: cut(after) };
}

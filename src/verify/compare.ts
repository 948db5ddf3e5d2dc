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
  if (first.status !== second.status) return `Flask said ${first.status}, then ${second.status}`;
  const [a, b] = [names(first), names(second)];
  return a.join() === b.join() ? undefined : 'Flask sent different headers the second time';
}

const names = ({ headers }: Answer) => [...new Set(headers.map(([name]) => name.toLowerCase()))].sort();

/** All that differs between the original, which answered twice, and the converted application. */
export function aspects(method: string, first: Answer, second: Answer, now: Answer, slack: Slack): Aspect[] {
  if (now.dead || now.late) {
    return [{ aspect: 'status', flask: String(first.status), after: now.dead ?? 'not done in time' }];
  }
  const found: Aspect[] = [];
  if (first.status !== now.status) found.push({ aspect: 'status', flask: statusOf(first), after: statusOf(now) });
  // what goes up to the server ends in a page of the server
  if (first.raised && !first.headers.length && now.status === 500) return found;
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
  return found;
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
): { readonly difference?: Aspect; readonly exact: boolean } {
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
  const [x, y, z] = [a, b, c].map((bytes) => bytes.toString(isText(a) ? 'utf8' : 'latin1')) as [string, string, string];
  if (sameText(x, y, z, slack) !== false) return { exact: false };
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

const isText = (bytes: Buffer) => !bytes.subarray(0, 4096).includes(0);

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

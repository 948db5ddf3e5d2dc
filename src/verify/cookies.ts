import { inflateSync } from 'node:zlib';
import { type Json, parseJson, shown } from './json.js';
import { jsonDifference, type Slack, sameText } from './masks.js';

/** A `Set-Cookie` header, taken apart. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Name in lower case → value. */
  readonly attributes: ReadonlyMap<string, string>;
}

function parseCookie(header: string): Cookie {
  const [pair = '', ...rest] = header.split(';');
  const [name, value] = halves(pair);
  const attributes = rest.map((part) => halves(part)).filter(([key]) => key !== '');
  return { name, value, attributes: new Map(attributes.map(([key, text]) => [key.toLowerCase(), text])) };
}

function halves(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** What is in a value that is signed as Flask signs sessions: payload, time, signature. */
export function signedPayload(value: string): Json | undefined {
  const packed = /^(\.?)([\w-]+)\.[\w-]{5,8}\.[\w-]{20,}$/.exec(value.replace(/^"|"$/g, ''));
  if (!packed) return undefined;
  try {
    const bytes = Buffer.from(packed[2] as string, 'base64url');
    return parseJson((packed[1] ? inflateSync(bytes) : bytes).toString('utf8'))?.value;
  } catch {
    return undefined;
  }
}

/** Name and value of the sessions that an answer sets. */
export function sessionsIn(headers: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return headers
    .filter(([key]) => key.toLowerCase() === 'set-cookie')
    .map(([, value]) => parseCookie(value))
    .filter(({ value }) => signedPayload(value) !== undefined)
    .map(({ name, value }) => [name, value] as const);
}

/** What differs between cookies of one answer, in words; the signature and its time never count. */
export function cookieDifference(
  first: readonly string[],
  second: readonly string[],
  now: readonly string[],
  slack: Slack,
): { readonly flask: string; readonly after: string } | undefined {
  const [a, b, c] = [first, second, now].map((headers) => headers.map(parseCookie).sort(byName)) as [
    Cookie[],
    Cookie[],
    Cookie[],
  ];
  if (a.map(({ name }) => name).join() !== b.map(({ name }) => name).join()) return undefined;
  if (a.map(({ name }) => name).join() !== c.map(({ name }) => name).join())
    return { flask: first.join(', ') || 'none', after: now.join(', ') || 'none' };
  for (const [i, cookie] of a.entries()) {
    const found = one(cookie, b[i] as Cookie, c[i] as Cookie, slack);
    if (found) return found;
  }
  return undefined;
}

const byName = (a: Cookie, b: Cookie) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function one(first: Cookie, second: Cookie, now: Cookie, slack: Slack) {
  const { name } = first;
  for (const key of new Set([...first.attributes.keys(), ...now.attributes.keys()])) {
    const [a, b, c] = [first, second, now].map(({ attributes }) => attributes.get(key));
    const said = (text: string | undefined) =>
      `${name}: ${text === undefined ? `no ${key}` : text === '' ? key : `${key}=${text}`}`;
    if (a === undefined || c === undefined || sameText(a, b ?? a, c, slack) === false)
      return { flask: said(a), after: said(c) };
  }
  if (first.value === now.value) return undefined;
  const [a, b, c] = [first, second, now].map(({ value }) => signedPayload(value));
  if (a !== undefined && c !== undefined) {
    const found = jsonDifference(a, b ?? a, c, slack);
    return found && { flask: `${name}: ${found.path} ${found.flask}`, after: `${name}: ${found.path} ${found.after}` };
  }
  if (sameText(first.value, second.value, now.value, slack) !== false && (a === undefined) === (c === undefined))
    return undefined;
  const said = (value: string, payload: Json | undefined) =>
    `${name}=${payload === undefined ? value : shown(payload)}`;
  return { flask: said(first.value, a), after: said(now.value, c) };
}

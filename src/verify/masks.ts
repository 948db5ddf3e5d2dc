import { diffArrays } from 'diff';
import { type Json, kindOf, NumberText, shown } from './json.js';

/**
 * What changes by itself: learned from two answers of the original to the same request. Where those two differ, the
 * converted application may say something else again; everywhere else it must say the same.
 */

/** Longer waits than this for the places where two texts differ are not worth it. */
const PATIENCE = 400;

/** Text that is always there, and gaps between. */
interface Gap {
  readonly most: number;
  readonly markup: boolean;
}

type Piece = string | Gap;

/** How far times of the same moment may lie apart, in seconds: what the whole run takes. */
export interface Slack {
  readonly seconds: number;
}

/**
 * @returns true when `now` is what either original could have said. undefined when the originals have nothing in common that
 * could be compared.
 */
export function sameText(first: string, second: string, now: string, slack: Slack): boolean | undefined {
  if (first === now || second === now || sameMoments(first, now, slack)) return true;
  if (first === second) return false;
  const pieces = template(first, second);
  return pieces && (fits(pieces, now) || fits(pieces, withMomentsOf(first, now, slack)));
}

function template(first: string, second: string): readonly Piece[] | undefined {
  const [a, b] = [tokens(first), tokens(second)];
  const aligned = a.length === b.length && a.every((one, i) => isWord(one) === isWord(b[i] as string));
  if (aligned) return telling(a.map((one, i) => (one === b[i] ? one : gap(one, b[i] as string))));
  const changes = diffArrays(a, b, { timeout: PATIENCE });
  if (!changes) return undefined;
  const pieces: Piece[] = [];
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i] as (typeof changes)[number];
    const text = change.value.join('');
    if (!change.added && !change.removed) pieces.push(text);
    else {
      const other = changes[i + 1];
      const pair = other && (other.added || other.removed) && other.added !== change.added;
      pieces.push(gap(text, pair ? other.value.join('') : ''));
      if (pair) i++;
    }
  }
  return telling(pieces);
}

/** Without any text that is always there, it tells nothing. */
function telling(pieces: readonly Piece[]): readonly Piece[] | undefined {
  const found = joined(pieces);
  return found.some((piece) => typeof piece === 'string' && /\w/.test(piece)) ? found : undefined;
}

function gap(a: string, b: string): Gap {
  return { most: 2 * Math.max(a.length, b.length) + 16, markup: /[<>]/.test(a + b) };
}

/**
 * Neighbours of one kind as one. What two tokens have in common by chance, a dash or two, is no text that is always there: it
 * belongs to the gaps around it.
 */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (typeof last === 'string' && typeof piece === 'string') found[found.length - 1] = last + piece;
    else if (typeof last === 'object' && typeof piece === 'object') found[found.length - 1] = merged(last, piece);
    else {
      const before = found.at(-2);
      if (typeof piece === 'object' && typeof before === 'object' && BY_CHANCE.test(last as string))
        found.splice(-2, 2, merged(before, piece, (last as string).length));
      else found.push(piece);
    }
  }
  return found;
}

const BY_CHANCE = /^[\w.+/=%~-]{1,3}$/;

function merged(a: Gap, b: Gap, between = 0): Gap {
  return { most: a.most + b.most + between, markup: a.markup || b.markup };
}

/**
 * Words and single characters. What is long enough to be drawn by chance is one word: `secrets.token_urlsafe`, and Base64, which
 * has capitals, small letters and digits all in one, as hardly any path has. Two of them may begin or end alike.
 */
const TOKEN =
  /(?=[\w+/-]*?[A-Z])(?=[\w+/-]*?[a-z])(?=[\w+/-]*?\d)[\w+/-]{16,}={0,2}|[\w-]{16,}|[A-Za-z0-9_]+|[^A-Za-z0-9_]/g;
const tokens = (text: string) => text.match(TOKEN) ?? [];
const isWord = (token: string) => token.length > 1 || /\w/.test(token);

/** Each constant piece where it first comes is enough: a later place never helps what follows. */
function fits(pieces: readonly Piece[], text: string): boolean {
  let at = 0;
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Piece;
    if (typeof piece === 'string') {
      if (!text.startsWith(piece, at)) return false;
      at += piece.length;
      continue;
    }
    const next = pieces[i + 1];
    const isLast = i + 2 >= pieces.length;
    const end = typeof next !== 'string' ? text.length : isLast ? text.length - next.length : text.indexOf(next, at);
    if (end < at) return false;
    const between = text.slice(at, end);
    if (between.length > piece.most || (!piece.markup && /[<>]/.test(between))) return false;
    at = end;
  }
  return at === text.length;
}

const MOMENT = new RegExp(
  [
    '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2}[ -][A-Z][a-z]{2}[ -]\\d{4} \\d{2}:\\d{2}:\\d{2} (?:GMT|[+-]\\d{4})',
    '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?',
    '\\b1[5-9]\\d{8}(?:\\.\\d+|\\d{3})?\\b',
  ].join('|'),
  'g',
);

/** Equal but for times of this moment, which passes between two answers. */
function sameMoments(first: string, now: string, slack: Slack): boolean {
  return withMomentsOf(first, now, slack) === first;
}

/** `now`, with the times of `first` where they mean the same moment and are written alike. */
function withMomentsOf(first: string, now: string, { seconds }: Slack): string {
  const moments = first.match(MOMENT);
  if (!moments) return now;
  let i = 0;
  return now.replace(MOMENT, (found) => {
    const other = moments[i++];
    if (other === undefined) return found;
    // without seconds, the next minute may have begun
    const most = seconds + (/T?\d\d:\d\d(?!:|\d)/.test(found) && !/:\d\d:/.test(found) ? 60 : 0);
    return Math.abs(instant(found) - instant(other)) <= most && shape(found) === shape(other) ? other : found;
  });
}

/** A fraction of a second that is nought is left out by Python. */
const shape = (moment: string) => moment.replace(/[.,]\d+/, '').replace(/\w/g, 'x');

function instant(moment: string): number {
  if (!/^\d+(\.\d+)?$/.test(moment)) return Date.parse(moment.replace(',', moment.startsWith('2') ? '.' : ',')) / 1000;
  return Number(moment) > 1e11 ? Number(moment) / 1000 : Number(moment);
}

/** The first place where JSON differs by value, `$.books[0].price`, with what stands there. */
export interface JsonDifference {
  readonly path: string;
  readonly flask: string;
  readonly after: string;
}

/** Compares by value; where the two originals differ, only the kind of value counts. */
export function jsonDifference(
  first: Json,
  second: Json,
  now: Json | undefined,
  slack: Slack,
  path = '$',
): JsonDifference | undefined {
  const differs = { path, flask: shown(first), after: shown(now) };
  if (now === undefined) return differs;
  const kinds = [kindOf(first), kindOf(second), kindOf(now)];
  if (kinds[2] !== kinds[0] && kinds[2] !== kinds[1]) return differs;
  if (kinds[0] !== kinds[1]) return undefined;
  if (typeof first === 'string')
    return sameText(first, second as string, now as string, slack) === false ? differs : undefined;
  if (first instanceof NumberText) {
    const [a, b, c] = [first, second, now].map(String) as [string, string, string];
    return a !== b || a === c || sameMoments(a, c, slack) ? undefined : differs;
  }
  if (first === null || typeof first === 'boolean') return first !== second || first === now ? undefined : differs;
  if (Array.isArray(first)) {
    const [b, c] = [second as readonly Json[], now as readonly Json[]];
    if (first.length !== b.length) return undefined;
    for (let i = 0; i < Math.max(first.length, c.length); i++) {
      if (i >= first.length) return { path: `${path}[${i}]`, flask: 'nothing', after: shown(c[i]) };
      const found = jsonDifference(first[i] as Json, b[i] as Json, c[i], slack, `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  return objectDifference(first as Members, second as Members, now as Members, slack, path);
}

type Members = { readonly [key: string]: Json };

function objectDifference(
  first: Members,
  second: Members,
  now: Members,
  slack: Slack,
  path: string,
): JsonDifference | undefined {
  const stable = Object.keys(first).filter((key) => Object.hasOwn(second, key));
  for (const key of stable) {
    const value = Object.hasOwn(now, key) ? now[key] : undefined;
    const found = jsonDifference(first[key] as Json, second[key] as Json, value, slack, `${path}.${key}`);
    if (found) return found;
  }
  // names that change by themselves
  if (stable.length < Object.keys(first).length || stable.length < Object.keys(second).length) return undefined;
  const added = Object.keys(now).find((key) => !Object.hasOwn(first, key));
  return added === undefined
    ? undefined
    : { path: `${path}.${added}`, flask: 'nothing', after: shown(now[added] as Json) };
}

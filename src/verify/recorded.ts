import { readFileSync } from 'node:fs';
import { UsageError } from '../errors.js';
import type { Sent } from './exchange.js';

/** All of one file are sent by one visitor, who keeps the cookies. */
const recordedJar = (file: string) => `recorded ${file}`;

/**
 * Requests of files: JSON lists, HAR, and access logs in the common or combined format.
 *
 * @throws UsageError for a file that is none of them.
 */
export function recordedRequests(files: readonly string[], logs: readonly string[]): Sent[] {
  const found = files.flatMap((file) => fromJson(file, read(file)));
  return [...found, ...logs.flatMap((file) => fromLog(file, read(file)))];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function fromJson(file: string, text: string): Sent[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
  const jar = recordedJar(file);
  if (Array.isArray(value)) return value.map((one, i) => ({ ...fromItem(one, `${file}[${i}]`), jar }));
  const entries = (value as { log?: { entries?: unknown } } | null)?.log?.entries;
  if (Array.isArray(entries)) return entries.map((one) => ({ ...fromHar(one as HarEntry), jar }));
  throw new UsageError(`${file} is neither a list of requests nor a HAR file`);
}

interface Item {
  readonly method?: unknown;
  readonly path?: unknown;
  readonly headers?: unknown;
  readonly json?: unknown;
  readonly form?: unknown;
  readonly body?: unknown;
}

const KNOWN = new Set(['method', 'path', 'headers', 'json', 'form', 'body']);

function fromItem(value: unknown, where: string): Sent {
  const item: Item =
    typeof value === 'string'
      ? { method: value.split(' ')[0], path: value.split(' ').slice(1).join(' ') }
      : (value ?? {});
  const { method = 'GET', path, headers = {}, json, form, body } = item;
  const unknown = Object.keys(item).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw new UsageError(`${where} has ${unknown}`, `there is ${[...KNOWN].join(', ')}`);
  if (typeof method !== 'string' || typeof path !== 'string' || !path.startsWith('/'))
    throw new UsageError(
      `${where} is no request`,
      'write "GET /path", or {"method", "path", "headers", "json" | "form" | "body"}',
    );
  const given = Object.entries(headers as Record<string, unknown>).map(([name, text]) => [name, String(text)] as const);
  const typed = (type: string): Sent['headers'] =>
    given.some(([name]) => name.toLowerCase() === 'content-type') ? given : [...given, ['Content-Type', type]];
  const base = { method: method.toUpperCase(), path: escaped(path), why: 'recorded' };
  if (json !== undefined)
    return { ...base, headers: typed('application/json'), body: Buffer.from(JSON.stringify(json)) };
  if (form !== undefined)
    return { ...base, headers: typed('application/x-www-form-urlencoded'), body: Buffer.from(encodeForm(form)) };
  return { ...base, headers: given, ...(body !== undefined && { body: Buffer.from(String(body)) }) };
}

function encodeForm(form: unknown): string {
  const pairs = Array.isArray(form) ? (form as unknown[][]) : Object.entries(form as Record<string, unknown>);
  const flat: [string, string][] = pairs.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [String(name), String(one)]),
  );
  return new URLSearchParams(flat).toString();
}

interface HarEntry {
  readonly request?: {
    readonly method?: string;
    readonly url?: string;
    readonly headers?: readonly { readonly name: string; readonly value: string }[];
    readonly postData?: { readonly text?: string; readonly mimeType?: string };
  };
}

/** Of the connection, or of whoever was logged in when it was recorded. */
const DROPPED = /^(:.*|host|connection|content-length|cookie|accept-encoding|te|upgrade.*|proxy-.*)$/i;

function fromHar({ request = {} }: HarEntry): Sent {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const text = request.postData?.text;
  return {
    method: request.method ?? 'GET',
    path: pathname + search,
    headers: (request.headers ?? []).filter(({ name }) => !DROPPED.test(name)).map(({ name, value }) => [name, value]),
    ...(text !== undefined && { body: Buffer.from(text) }),
    why: 'recorded',
  };
}

/** Bodies are in no log, so that only reading is sent again; each line once. */
function fromLog(file: string, text: string): Sent[] {
  const found = new Map<string, Sent>();
  for (const line of text.split('\n')) {
    const [, method, path] = /"(GET|HEAD) (\/\S*) HTTP\/[\d.]+" \d{3}\b/.exec(line) ?? [];
    if (!method || !path) continue;
    found.set(`${method} ${path}`, {
      method,
      path: escaped(path),
      headers: [],
      jar: recordedJar(file),
      why: 'recorded',
    });
  }
  if (found.size === 0 && text.trim() !== '') throw new UsageError(`${file} is no access log in the common format`);
  return [...found.values()];
}

/** What is not ASCII goes percent-encoded; what is so already stays. */
function escaped(path: string): string {
  return path.replace(/[^\x21-\x7e]+/g, encodeURIComponent).replace(/#.*/, '');
}

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; undefined where there is none. */
export const CHROMIUM = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));

export interface Page {
  /** What an expression is worth in the page. */
  evaluate(expression: string): Promise<unknown>;
  press(key: string): Promise<void>;
  dark(): Promise<void>;
  screenshot(): Promise<Buffer>;
  /** Addresses that the page has asked for, itself included. */
  readonly requests: readonly string[];
  /** What the browser complained of, refused scripts among it. */
  readonly complaints: readonly string[];
}

/** Opens a page in a real browser, over the pipe of its own protocol. */
export async function inBrowser<T>(url: string, use: (page: Page) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'decant-browser-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`];
  const child = spawn(CHROMIUM as string, [...flags, '--remote-debugging-pipe', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    return await use(await opened(child.stdio[3] as Writable, child.stdio[4] as Readable, url));
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

async function opened(into: Writable, from: Readable, url: string): Promise<Page> {
  const waiting = new Map<number, (answer: Answer) => void>();
  const requests: string[] = [];
  const complaints: string[] = [];
  let loaded: (() => void) | undefined;
  const isLoaded = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  const hear = (answer: Answer) => {
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
    const params = answer.params as { request?: { url: string }; entry?: { text: string } } | undefined;
    if (answer.method === 'Network.requestWillBeSent') requests.push(params?.request?.url ?? '');
    if (answer.method === 'Log.entryAdded') complaints.push(params?.entry?.text ?? '');
    if (answer.method === 'Runtime.exceptionThrown' || answer.method === 'Page.javascriptDialogOpening')
      complaints.push(JSON.stringify(answer.params));
    if (answer.method === 'Page.loadEventFired') loaded?.();
  };
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) hear(JSON.parse(part) as Answer);
  });
  let last = 0;
  const send = (method: string, params: object = {}, sessionId?: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result ?? {})));
      into.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const tell = (method: string, params: object = {}) => send(method, params, sessionId as string);
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await tell(`${domain}.enable`);
  await tell('Emulation.setDeviceMetricsOverride', { width: 1400, height: 900, deviceScaleFactor: 1, mobile: false });
  await tell('Page.navigate', { url });
  await isLoaded;
  return {
    requests,
    complaints,
    evaluate: async (expression) => {
      const { result } = await tell('Runtime.evaluate', { expression, returnByValue: true });
      return (result as { value?: unknown }).value;
    },
    press: async (key) => {
      const text = key.length === 1 ? { text: key } : {};
      await tell('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text });
      await tell('Input.dispatchKeyEvent', { type: 'keyUp', key });
    },
    dark: async () => {
      await tell('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
    },
    screenshot: async () => {
      const { data } = await tell('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(data as string, 'base64');
    },
  };
}

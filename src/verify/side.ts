import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../errors.js';
import type { Answer, Boot, Ready, Sent } from './exchange.js';

const RESTARTS = 3;
/** Seconds that a process gets beyond its own limit before it is given up. */
const GRACE = 3;
const BOOT_FACTOR = 6;
const KEPT = 20_000;

const running = new Set<ChildProcess>();

/** Ends every process that was started here; for a handler of `exit`, which must not wait. */
export function endAll(): void {
  for (const child of running) end(child);
}

/** With what it has started itself. */
function end(child: ChildProcess): void {
  running.delete(child);
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
  child.kill('SIGKILL');
}

/** One application in a process of its own. */
export class Side {
  #child: ChildProcess | undefined;
  #lines: AsyncIterator<string> | undefined;
  #noise = '';
  #restarts = 0;

  private constructor(
    readonly name: string,
    private readonly boot: Boot,
  ) {}

  /**
   * Boots an application.
   *
   * @param name For messages: `the original`.
   * @throws EnvironmentError when Python or the application does not start.
   */
  static async start(name: string, boot: Boot): Promise<{ readonly side: Side; readonly ready: Ready }> {
    const side = new Side(name, boot);
    return { side, ready: await side.#start() };
  }

  async #start(): Promise<Ready> {
    const { python, timeout } = this.boot;
    const child = spawn(python, ['-B', runner()], {
      env: { ...process.env, PYTHONHASHSEED: process.env.PYTHONHASHSEED ?? '0', PYTHONIOENCODING: 'utf-8' },
      stdio: ['pipe', 'pipe', 'pipe'],
      // a group of its own, so that what the application starts ends with it
      detached: process.platform !== 'win32',
    });
    running.add(child);
    this.#child = child;
    this.#noise = '';
    child.stdin?.on('error', () => {}); // its end shows where its answers are read
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#noise = (this.#noise + text).slice(-KEPT);
    });
    const failed = new Promise<never>((_, reject) => {
      child.once('error', (error) => {
        running.delete(child);
        reject(new EnvironmentError(`${python} cannot be started: ${error.message}`, 'name a Python with --python'));
      });
    });
    failed.catch(() => {});
    this.#lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    this.#write({ ...this.boot, python: undefined });
    const line = await Promise.race([this.#line(BOOT_FACTOR * timeout + GRACE), failed]);
    if (typeof line !== 'string' || !line.startsWith('{')) {
      this.end();
      const said = lastLines(this.#noise);
      throw line === 'late'
        ? new EnvironmentError(`${this.name} did not boot within ${BOOT_FACTOR * timeout} s`, said || '--timeout S')
        : new EnvironmentError(`${this.name} ended while it was booting`, said);
    }
    const said = JSON.parse(line) as { ready?: Ready; failed?: string; trace?: string };
    if (said.ready) return said.ready;
    this.end();
    throw new EnvironmentError(`${this.name} does not boot: ${said.failed}`, lastLines(said.trace ?? ''));
  }

  /** The answers in the order of the requests; what cannot be answered any more is left out at the end. */
  async ask(requests: readonly Sent[], host: string, until: number): Promise<Answer[]> {
    const answers: Answer[] = [];
    let written = 0;
    while (answers.length < requests.length && performance.now() < until) {
      if (!this.#child) {
        if (this.#restarts++ >= RESTARTS) break;
        await this.#start();
        written = answers.length;
      }
      // a few ahead, so that neither side waits for the other
      for (; written < requests.length && written < answers.length + 32; written++) {
        const { method, path, headers, body, jar } = requests[written] as Sent;
        this.#write({ method, path, headers, host, jar, ...(body && { body: body.toString('base64') }) });
      }
      const line = await this.#line(this.boot.timeout + GRACE);
      if (typeof line === 'string' && line.startsWith('{')) {
        answers.push(parsed(line));
        continue;
      }
      this.end();
      const dead = line === 'late' ? 'no answer, not even after its time was over' : 'the process ended';
      answers.push({ status: 0, headers: [], body: Buffer.alloc(0), endpoint: null, dead });
    }
    return answers;
  }

  end(): void {
    if (this.#child) end(this.#child);
    this.#child = undefined;
  }

  #write(value: unknown): void {
    this.#child?.stdin?.write(`${JSON.stringify(value)}\n`);
  }

  /** The next line, `late`, or undefined when there are no more. */
  async #line(seconds: number): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('late'), seconds * 1000);
    });
    try {
      return await Promise.race([this.#lines?.next().then((next) => (next.done ? undefined : next.value)), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function parsed(line: string): Answer {
  const raw = JSON.parse(line) as Omit<Answer, 'body'> & { body: string };
  return { ...raw, body: Buffer.from(raw.body, 'base64') };
}

const SHOWN = 12;

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-SHOWN).join('\n  ');
}

/** Beside the sources, and in the build. */
function runner(): string {
  const places = ['./runner/answer.py', './verify/runner/answer.py'];
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (!found) throw new Error('the Python part of verify is not there');
  return found;
}

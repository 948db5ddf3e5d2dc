import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import pc from 'picocolors';

export type Ask = (question: string) => Promise<string | undefined>;

/** Where commands write. Results go to `out`, everything else to `err`, so that a pipe gets nothing but the result. */
export interface Terminal {
  /** Lets `use` ask questions. An answer is a line; undefined: there is none any more. */
  interview<T>(use: (ask: Ask) => Promise<T>): Promise<T>;
  out(text: string | Uint8Array): void;
  err(line: string): void;
  progress(step: string): void;
  progressDone(): void;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly width: number;
}

export interface TerminalOptions {
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet: boolean;
  /** Progress as lines that stay. */
  readonly verbose: boolean;
  /** How long each step took, when all are done. */
  readonly timings: boolean;
}

/** Of a process: what a command line reads from and writes to. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

interface Stream {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export function terminal({ color, quiet, verbose, timings }: TerminalOptions, streams: Streams): Terminal {
  const { stdin, stdout, stderr } = streams;
  const { env } = process;
  const wanted = color === 'always' || (color === 'auto' && useColors(stdout.isTTY === true));
  const live = stderr.isTTY === true && !env.CI && env.TERM !== 'dumb' && !quiet && !verbose;
  const steps: { readonly step: string; readonly began: number }[] = [];
  let shown = 0;
  const clear = () => {
    if (shown > 0) stderr.write(`\r${' '.repeat(shown)}\r`);
    shown = 0;
  };
  return {
    interview: async (use) => {
      const input = createInterface({ input: stdin });
      const lines = input[Symbol.asyncIterator]();
      try {
        return await use(async (question) => {
          clear();
          stderr.write(question);
          const { value, done } = await lines.next();
          return done ? undefined : value;
        });
      } finally {
        input.close();
      }
    },
    colors: pc.createColors(wanted),
    width: Math.min(stdout.columns ?? 100, 100),
    out: (text) => void stdout.write(text),
    err: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (step) => {
      steps.push({ step, began: performance.now() });
      if (quiet) return;
      if (!live) {
        if (env.CI || verbose) stderr.write(`decant: ${step}\n`);
        return;
      }
      clear();
      shown = step.length + 3;
      stderr.write(`${step} …`);
    },
    progressDone: () => {
      clear();
      if (!timings) return;
      const end = performance.now();
      for (const [i, { step, began }] of steps.entries()) {
        const took = (steps[i + 1]?.began ?? end) - began;
        stderr.write(`${took.toFixed(0).padStart(7)} ms  ${step}\n`);
      }
    },
  };
}

/** NO_COLOR and FORCE_COLOR as https://no-color.org and https://force-color.org have them. */
function useColors(isTty: boolean): boolean {
  const { env } = process;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTty && env.TERM !== 'dumb';
}

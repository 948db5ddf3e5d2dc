import pc from 'picocolors';

/** Where commands write. Results go to `out`, everything else to `err`, so that a pipe gets nothing but the result. */
export interface Terminal {
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
}

export function terminal({ color, quiet }: TerminalOptions): Terminal {
  const { stdout, stderr, env } = process;
  const wanted = color === 'always' || (color === 'auto' && useColors(stdout.isTTY === true));
  const live = stderr.isTTY === true && !env.CI && env.TERM !== 'dumb' && !quiet;
  let shown = 0;
  const clear = () => {
    if (shown > 0) stderr.write(`\r${' '.repeat(shown)}\r`);
    shown = 0;
  };
  return {
    colors: pc.createColors(wanted),
    width: Math.min(stdout.columns ?? 100, 100),
    out: (text) => void stdout.write(text),
    err: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (step) => {
      if (quiet) return;
      if (!live) {
        if (env.CI) stderr.write(`decant: ${step}\n`);
        return;
      }
      clear();
      shown = step.length + 3;
      stderr.write(`${step} …`);
    },
    progressDone: clear,
  };
}

/** NO_COLOR and FORCE_COLOR as https://no-color.org and https://force-color.org have them. */
function useColors(isTty: boolean): boolean {
  const { env } = process;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTty && env.TERM !== 'dumb';
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { ROOT } from './fixtures.js';

/** A server of the virtual environment on a port of 127.0.0.1, until it is told to stop. */
export class Served {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param command What a shell runs, for a port. */
  static async start(
    folder: string,
    command: (port: number) => string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Served> {
    const port = await freePort();
    const child = spawn('sh', ['-c', `exec ${command(port)}`], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${join(ROOT, '.venv/bin')}:${process.env.PATH}`,
        PYTHONDONTWRITEBYTECODE: '1',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const served = new Served(`http://127.0.0.1:${port}`, child);
    for (let attempt = 0; attempt < 300; attempt++) {
      if (child.exitCode !== null) break;
      try {
        await fetch(served.url);
        return served;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    await served.stop();
    throw new Error(`${command(port)} did not start:\n${said}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/report/schema.js';
import { ROOT } from './fixtures.js';

/** Two trees of one application, and what is sent to both. */
export interface Case {
  readonly name: string;
  /** Folders. */
  readonly before: string;
  readonly after: string;
  readonly entry: string | undefined;
  readonly asgi: string | null;
  /** Is the old command to serve everything, too? */
  readonly wsgi: boolean;
  readonly requests: readonly unknown[] | undefined;
  readonly differences: Report['differences'];
}

/** A case of what a run wrote, where the entry and its ASGI form are those of the report. */
export function caseOf(
  { name, requests }: Pick<Case, 'name' | 'requests'>,
  folders: Pick<Case, 'before' | 'after'>,
  { entrypoints: [entry] }: Pick<Report, 'entrypoints'>,
  more: Pick<Case, 'wsgi' | 'differences'>,
): Case {
  return { name, ...folders, entry: entry?.flask, asgi: entry?.asgi ?? null, requests, ...more };
}

export interface Result {
  readonly name: string;
  readonly error?: string;
  readonly silent?: readonly unknown[];
  readonly shown?: readonly string[];
  /** What is wrong with the OpenAPI document of a pure application. */
  readonly openapi?: readonly string[];
}

/** Boots both sides of each case and compares what they answer, on every processor. */
export async function behave(cases: readonly Case[]): Promise<Map<string, Result>> {
  const shares = Array.from({ length: availableParallelism() }, (_, share) =>
    cases.filter((_case, at) => at % availableParallelism() === share),
  );
  const results = await Promise.all(shares.map(behaveHere));
  return new Map(results.flat().map((result) => [result.name, result]));
}

/** In a process of their own. */
function behaveHere(cases: readonly Case[]): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, '.venv/bin/python'), [join(ROOT, 'test/python/behave.py')], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' },
    });
    let [said, wrong] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      wrong += text;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(said) as Result[]) : reject(new Error(wrong))));
    child.stdin.end(JSON.stringify(cases));
  });
}

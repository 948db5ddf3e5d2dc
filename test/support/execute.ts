import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from '../../src/python/decode.js';
import { makeReport } from '../../src/report/report.js';
import type { Report } from '../../src/report/schema.js';
import { createEngine, type Engine, type Run, run } from '../../src/run.js';
import { transforms } from '../../transforms/index.js';
import type { FixtureOptions } from './fixtures.js';

let engine: Promise<Engine> | undefined;

/** A project in a temporary folder, gone after `use`. */
export async function inFolder<T>(
  files: ReadonlyMap<string, Uint8Array>,
  use: (folder: string) => Promise<T> | T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'decant-'));
  try {
    writeAll(folder, files);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
    // ETags of files are made of their time
    utimesSync(join(folder, path), 1e9, 1e9);
  }
}

/** Runs Decant over a folder with the options of a fixture; what an earlier run is to have done is done in the folder. */
export async function runIn(folder: string, options: FixtureOptions = {}): Promise<Run> {
  engine ??= createEngine();
  const made = await engine;
  const runWith = (units: readonly string[]) =>
    run(
      transforms,
      {
        cwd: folder,
        target: options.target ?? 'fastapi',
        style: options.style ?? 'compatible',
        async: options.async ?? 'auto',
        units,
        ...(options.app !== undefined && { app: options.app }),
      },
      made,
    );
  if (options.first) writeAll(folder, renderedBytes(await runWith(options.first)));
  return runWith(options.units ?? []);
}

/** The bytes that a run would write. */
export function renderedBytes(done: Run): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [path, { source, text }] of done.rendered.files) {
    files.set(path, source ? encode(text, source.decoded) : Buffer.from(text, 'utf8'));
  }
  return files;
}

/** One line a change, one a route: what fixtures keep of a report. Ids, not sentences. */
export function reportLines(done: Run, style: Report['style'] = 'compatible'): string {
  const report = makeReport(done, 'apply', style);
  const lines = report.changes.map(
    ({ file, line, column, trust, id, data }) => `${file}:${line}:${column} ${trust} ${id} ${JSON.stringify(data)}`,
  );
  for (const route of report.routes) {
    const ids = [...new Set(route.reasons.map((reason) => reason.id))];
    const kind = route.async ? ' async' : '';
    lines.push(
      `route ${route.endpoint} ${route.methods.join()} ${route.rule} ${route.outcome}${kind}${ids.map((id) => ` ${id}`).join('')}`,
    );
  }
  for (const { id, endpoint, aspects, where } of report.differences) {
    lines.push(`difference ${id} ${endpoint ?? '*'} ${aspects.join()}${where ? ` ${JSON.stringify(where)}` : ''}`);
  }
  for (const { kind, what, fate } of report.wiring) lines.push(`wiring ${kind} ${what}: ${fate}`);
  for (const { unit, file, line, why } of report.refused) lines.push(`refused ${unit} ${file}:${line} ${why}`);
  for (const { file, line, why } of report.unread) lines.push(`unread ${file}:${line} ${why}`);
  return `${lines.join('\n')}\n`;
}

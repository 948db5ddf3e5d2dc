import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUPPORT_MODULES } from '../../src/edits/support-modules.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIXTURES = join(ROOT, 'fixtures');

/** A folder of fixtures/<transform>/<case>, or of fixtures/apps/<case>. */
export interface Fixture {
  /** `jsonify/nested-call`. */
  readonly name: string;
  readonly transform: string;
  readonly folder: string;
  /** Path → bytes. One `input.py` stands for a project of one module. */
  readonly input: ReadonlyMap<string, Uint8Array>;
  /** The expected files; undefined for a case that must not change. */
  readonly output: ReadonlyMap<string, Uint8Array> | undefined;
  readonly report: string | undefined;
  readonly options: FixtureOptions;
  readonly requests: readonly unknown[] | undefined;
  /** Nothing of its transform may be edited. */
  readonly keeps: boolean;
}

export interface FixtureOptions {
  readonly app?: string;
  readonly target?: 'fastapi' | 'quart';
  readonly style?: 'compatible' | 'idiomatic';
  readonly async?: 'auto' | 'off' | 'offload';
  readonly units?: readonly string[];
  /** Units that an earlier run has applied. */
  readonly first?: readonly string[];
  /** Runs under one side only, with the reason. */
  readonly notExecuted?: string;
}

/** The only name of a single module in a fixture. */
export const MODULE = 'app.py';

export function readFixtures(): Fixture[] {
  const found: Fixture[] = [];
  for (const transform of folders(FIXTURES)) {
    for (const name of folders(join(FIXTURES, transform))) found.push(readFixture(transform, name));
  }
  return found;
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => statSync(join(path, name)).isDirectory())
    .sort();
}

function readFixture(transform: string, name: string): Fixture {
  const folder = join(FIXTURES, transform, name);
  const json = (file: string) => {
    const path = join(folder, file);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : undefined;
  };
  const report = join(folder, 'report.txt');
  const requests = json('requests.json');
  return {
    name: `${transform}/${name}`,
    transform,
    folder,
    input: side(folder, 'input') ?? new Map(),
    output: side(folder, 'output'),
    report: existsSync(report) ? readFileSync(report, 'utf8') : undefined,
    options: (json('options.json') ?? {}) as FixtureOptions,
    requests: Array.isArray(requests) ? requests : undefined,
    keeps: name.startsWith('keeps-'),
  };
}

function side(folder: string, which: string): Map<string, Uint8Array> | undefined {
  const single = join(folder, `${which}.py`);
  if (existsSync(single)) return new Map([[MODULE, readFileSync(single)]]);
  const whole = join(folder, which);
  if (!existsSync(whole)) return undefined;
  const files = new Map<string, Uint8Array>();
  const visit = (path: string) => {
    for (const name of readdirSync(path).sort()) {
      const full = join(path, name);
      if (statSync(full).isDirectory()) {
        if (name !== '__pycache__') visit(full);
      } else files.set(relative(whole, full).replaceAll('\\', '/'), readFileSync(full));
    }
  };
  visit(whole);
  return files;
}

/**
 * Files that outputs share. They are tested and executed on their own, and kept in one fixture for each package: the bookshop,
 * with what it needs of `web`.
 */
export function isShared(fixture: Fixture, path: string): boolean {
  if (/(^|\/)(flask_bridge|flask_compat)\//.test(path)) return true;
  return fixture.transform !== 'apps' && !fixture.input.has(path) && SUPPORT_MODULE.test(path);
}

const SUPPORT_MODULE = new RegExp(`(^|/)web/(__init__|${SUPPORT_MODULES.join('|')})\\.py$`);

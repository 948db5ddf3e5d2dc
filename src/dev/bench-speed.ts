import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transforms } from '../../transforms/index.js';
import { keepHeapSmall } from '../memory.js';
import { createEngine, type Engine, type RunOptions, run } from '../run.js';
import { ROOT } from './samples.js';
import { pythonFiles, standardLibrary, withCopies } from './stdlib.js';

/**
 * `npm run bench:speed`: what the pipeline costs beyond parsing, how much memory it takes, and how it grows with a file.
 * Figures are CPU seconds (all threads), medians of runs in turns, because a shared machine has no honest wall clock.
 */
const ROUNDS = 3;
const options = (cwd: string, more: Partial<RunOptions> = {}): RunOptions => ({
  cwd,
  units: [],
  style: 'compatible',
  async: 'auto',
  ...more,
});

async function cpu(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Medians of several works, done in turns. */
async function inTurns(works: readonly (() => unknown)[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, work] of works.entries()) times[i]?.push(await cpu(work));
  }
  return times.map(median);
}

function row(what: string, figure: string, goal: string, met: boolean): void {
  process.stdout.write(`${what.padEnd(62)} ${figure.padStart(10)}   ${met ? 'met' : 'MISSED'} (${goal})\n`);
  if (!met) process.exitCode = 1;
}

/**
 * The standard library with the application that ships with us beside it, twice: with every file read and checked for its
 * errors, and as if every file spoke of Flask, where the syntax of all of them is kept and planned with.
 */
async function pipeline(engine: Engine): Promise<void> {
  const library = standardLibrary();
  const paths = pythonFiles(library).filter((path) => !/^(test|idlelib|lib2to3|turtledemo)\//.test(path));
  const measured = (head: string) =>
    withCopies(library, paths, head, async (folder) => {
      cpSync(join(ROOT, 'fixtures/apps/bookshop/input'), folder, { recursive: true });
      const texts = pythonFiles(folder).map((path) => readFileSync(join(folder, path), 'utf8'));
      const all = options(folder, { app: 'bookshop:create_app', readAll: true });
      const [parse, whole, guarded] = (await inTurns([
        () => {
          for (const text of texts) engine.parser.touch(text);
        },
        () => run(transforms, { ...all, unguarded: true }, engine),
        () => run(transforms, all, engine),
      ])) as [number, number, number];
      const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
      const times = `bare parsing ${parse.toFixed(2)} s, pipeline ${whole.toFixed(2)} s, with the guard ${guarded.toFixed(2)} s`;
      process.stdout.write(`${texts.length} files, ${size.toFixed(1)} MB: ${times}\n`);
      return whole / parse;
    });
  const plain = await measured('');
  row('pipeline without the guard ÷ bare parsing', plain.toFixed(2), '≤ 1.8', plain <= 1.8);
  const flask = await measured('import flask\n');
  process.stdout.write(`${'the same when every file speaks of Flask'.padEnd(62)} ${flask.toFixed(2).padStart(10)}\n`);
}

/** The process below, which reads the standard library as often as it is told, and says how big it has grown. */
function peak(times: number): number {
  const done = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--read', String(times)], {
    encoding: 'utf8',
  });
  return Number(done.stdout) / 1024;
}

async function read(times: number): Promise<void> {
  const engine = await createEngine();
  const cwd = standardLibrary();
  for (let i = 0; i < times; i++)
    await run(transforms, options(cwd, { readAll: true, exclude: ['site-packages/**'] }), engine);
  process.stdout.write(String(process.resourceUsage().maxRSS));
}

/** The views of the catalogue again and again, in one file and in one twice as long. */
async function growth(engine: Engine): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'decant-growth-'));
  const source = readFileSync(join(ROOT, 'fixtures/apps/bookshop/input/bookshop/catalogue.py'), 'utf8');
  const start = source.indexOf('\n@bp.route');
  const [head, views] = [source.slice(0, start), source.slice(start)];
  const module = (copies: number) => {
    const bodies = Array.from({ length: copies }, (_, i) =>
      views.replace(/route\('/g, `route('/shelf${i}`).replace(/def (\w+)/g, `def $1_${i}`),
    );
    const app = `\nfrom flask import Flask\n\napp = Flask(__name__)\napp.register_blueprint(bp)\n`;
    return `${head}${bodies.join('')}${app}`;
  };
  try {
    const at = (copies: number) => {
      const path = join(folder, String(copies));
      mkdirSync(path);
      writeFileSync(join(path, 'shop.py'), module(copies));
      return () => run(transforms, options(path, { unguarded: true }), engine);
    };
    const [once, twice] = (await inTurns([at(150), at(300)])) as [number, number];
    row('time (file of 900 routes) ÷ time (450 routes)', (twice / once).toFixed(2), '≤ 2.3', twice / once <= 2.3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

keepHeapSmall();
const [flag, times] = process.argv.slice(2);
if (flag === '--read') {
  await read(Number(times));
} else {
  const engine = await createEngine();
  await pipeline(engine);
  const [one, three] = [peak(1), peak(3)];
  row('peak memory over the standard library, MB', one.toFixed(0), '≤ 180', one <= 180);
  row('the same after three runs ÷ after one', (three / one).toFixed(2), '≤ 1.15', three / one <= 1.15);
  await growth(engine);
}

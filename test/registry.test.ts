import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../src/plan/messages.js';
import { transforms } from '../transforms/index.js';
import { ROOT } from './support/fixtures.js';

const MAX_LINES = 400;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

/** What a file imports: paths of the repository, and names of packages. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const found = [...text.matchAll(/^(?:import|export)\b[^;'"]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm)];
  return found.map((match) => {
    const name = (match[1] ?? match[2]) as string;
    if (!name.startsWith('.')) return name;
    return relative(ROOT, resolve(ROOT, dirname(path), name)).replace(/\.js$/, '.ts');
  });
}

const files = [...sources('src'), ...sources('transforms')];
const imports = new Map(files.map((path) => [path, importsOf(path)]));

/** Every import of a file below `folder` that none of `allowed` matches; packages are not looked at. */
function strays(folder: string, allowed: readonly RegExp[]): string[] {
  return [...imports]
    .filter(([path]) => path.startsWith(folder))
    .flatMap(([path, names]) =>
      names
        .filter((name) => /^(src|transforms)\//.test(name) && !allowed.some((one) => one.test(name)))
        .map((name) => `${path} imports ${name}`),
    );
}

/** The files that import a package, outside of `home`. */
function importersOf(name: string, home: string): string[] {
  return [...imports].filter(([path, names]) => names.includes(name) && !path.startsWith(home)).map(([path]) => path);
}

describe('the rooms', () => {
  test('the imports are found', () => {
    expect(imports.get('src/index.ts')).toContain('transforms/index.ts');
    expect(imports.get('src/program.ts')).toContain('src/commands/plan.ts');
  });

  test('src/python needs nothing of ours', () => expect(strays('src/python/', [/^src\/python\//])).toEqual([]));

  test('src/model needs src/python', () =>
    expect(strays('src/model/', [/^src\/(python|model)\//, /^src\/errors\.ts$/])).toEqual([]));

  test('src/edits needs src/python', () => {
    expect(strays('src/edits/', [/^src\/(python|edits)\//])).toEqual([]);
  });

  test('src/authoring needs the model and the needs, not the plan', () => {
    const below = [/^src\/(python|model|edits|authoring)\//, /^src\/transform\.ts$/];
    expect(strays('src/authoring/', below)).toEqual([]);
  });

  test('src/verify boots and compares; what is announced comes from the report', () => {
    const below = [/^src\/verify\//, /^src\/model\/rules\.ts$/, /^src\/report\/schema\.ts$/, /^src\/errors\.ts$/];
    expect(strays('src/verify/', below)).toEqual([]);
  });

  test('only src/edits knows magic-string, only src/python knows tree-sitter', () => {
    expect(importersOf('magic-string', 'src/edits/')).toEqual([]);
    expect(importersOf('web-tree-sitter', 'src/python/')).toEqual([]);
  });

  test('only the plan asks ruff, and only reports and the configuration know zod', () => {
    expect(importersOf('@astral-sh/ruff-wasm-nodejs', 'src/plan/')).toEqual([]);
    expect(importersOf('zod', 'src/report/').filter((path) => !/^src\/(dev|config)\//.test(path))).toEqual([]);
  });
});

describe('the transforms', () => {
  const folders = readdirSync(join(ROOT, 'transforms'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

  test('each has the name of its folder, and is in the list', () => {
    const written = folders.filter((name) => existsSync(join(ROOT, 'transforms', name, 'index.ts')));
    expect(transforms.map((transform) => transform.name).sort()).toEqual(written.sort());
  });

  test('each stands in the list once, and comes after those it names', () => {
    const names = transforms.map((transform) => transform.name);
    expect(new Set(names).size).toBe(names.length);
    const ordered = inOrder(transforms).map((transform) => transform.name);
    for (const { name, after = [] } of transforms)
      for (const other of after) expect(ordered.indexOf(other)).toBeLessThan(ordered.indexOf(name));
  });

  test.each(folders)('%s imports the authoring door, facts and its own folder', (name) => {
    const allowed = [/^src\/transform\.ts$/, /^src\/(python|model)\//, new RegExp(`^transforms/${name}/`)];
    expect(strays(`transforms/${name}/`, allowed)).toEqual([]);
  });

  test('their messages have three sentences', () => {
    for (const { name, messages } of transforms) {
      for (const [id, { what, why, todo }] of Object.entries(messages)) {
        const where = `${name}/${id}`;
        expect(id, where).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(what.length, where).toBeGreaterThan(10);
        expect(what, where).not.toMatch(/\n|\.$/);
        expect(why, where).toMatch(/^\S.*\.$/s);
        expect(todo, where).toMatch(/^[A-Z][a-z]+ .*\.$/s);
      }
    }
  });
});

describe('the sources', () => {
  test(`no file has more than ${MAX_LINES} lines`, () => {
    const long = files.filter((path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 > MAX_LINES);
    expect(long).toEqual([]);
  });

  const board = join(ROOT, '../shared/scoreboard/apps');
  test.skipIf(!existsSync(board))('no application of the scoreboard is named', () => {
    const names = new RegExp(`\\b(${readdirSync(board).join('|')})\\b`, 'i');
    const all = [...files, ...sources('test')];
    expect(all.filter((path) => names.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  test('no path of a machine is named', () => {
    const all = [...files, ...sources('test')];
    expect(
      all.filter((path) => /['"`( ]\/(home|Users|work|root)\/\w/.test(readFileSync(join(ROOT, path), 'utf8'))),
    ).toEqual([]);
  });

  test('nothing is left to be done', () => {
    const left = files.filter((path) => /\b(TODO|FIXME|XXX)\b/.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(left).toEqual([]);
  });
});

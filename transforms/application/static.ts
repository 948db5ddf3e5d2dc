import { posix } from 'node:path';
import { ruleMatches } from '../../src/model/rules.js';
import { hasStaticFolder, staticFolder } from '../../src/model/static.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  compatPackage,
  type Difference,
  libraryName,
  type Named,
  takesLines,
} from '../../src/transform.js';

const MAX_WIDTH = 100;

/** `app.mount("/static", StaticFiles(…), name="static")`, below the line that makes the application. */
export function* staticChange(app: App): Iterable<Change<'static' | 'static-method' | 'option'>> {
  const { scaffold } = app;
  const { file, node } = scaffold.site;
  const at = { file, at: node };
  const found = staticFolder(scaffold);
  if (!found) {
    const given = scaffold.options.get('static_folder');
    if (given && given.kind !== 'const') yield { ...at, message: 'option', data: { option: 'static_folder' } };
    return;
  }
  const { folder, path } = found;
  const ports = app.wiring.filter((item) => item.kind === 'static' && item.scaffold === scaffold);
  const exists = hasStaticFolder(app);
  const isCovered = app.routes.some((route) => ruleMatches(route.rule, `${path}/file`));
  if (!exists && path !== '' && !(isCovered && app.options.style === 'compatible')) {
    yield { ...at, message: 'static-method', data: { path }, difference: goneDifference(path, isCovered), ports };
    return;
  }
  const stmt = statementOf(file, node);
  const target = stmt?.kind === 'assign' ? stmt.targets[0] : undefined;
  if (!stmt || target?.kind !== 'name' || !takesLines(file, { after: stmt }) || posix.isAbsolute(folder)) {
    yield { ...at, message: 'option', data: { option: 'static_folder' } };
    return;
  }
  const files = filesClass(app, file);
  const quote = file.quote;
  const below = `Path(__file__).with_name(${quote}${folder}${quote})`;
  const directory = folder.includes('/') ? `Path(__file__).parent / ${quote}${folder}${quote}` : below;
  const options = exists ? '' : ', check_dir=False';
  const served = `${files.text}(directory=${directory}${options})`;
  const parts = [`${quote}${path}${quote}`, served, `name=${quote}static${quote}`];
  const indent = file.indentAt(stmt.start);
  const line = `${target.id}.mount(${parts.join(', ')})`;
  const broken = [`${target.id}.mount(`, ...parts.map((part) => `${file.indentUnit}${part},`), ')'];
  const lines = indent.length + line.length > MAX_WIDTH ? broken : [line];
  yield {
    ...at,
    message: 'static',
    data: { folder, path: path || '/' },
    ports,
    needs: [
      ...files.needs,
      { kind: 'import', file, module: { library: 'pathlib' }, name: 'Path' },
      { kind: 'lines', file, anchor: { after: stmt }, rank: 0, lines },
    ],
  };
}

function filesClass(app: App, file: App['entryFile']): Named {
  const place = { app, file, mode: 'pure' } as const;
  if (app.options.style === 'idiomatic') return libraryName(place, 'fastapi.staticfiles', 'StaticFiles');
  const compat = compatPackage(place);
  return { text: `${compat.text}.StaticFiles`, needs: compat.needs };
}

function goneDifference(path: string, isCovered: boolean): Difference {
  const where = { status: isCovered ? [404, 405] : [405], path: `^${path}/` };
  if (isCovered) {
    return {
      where,
      aspects: ['status', 'body', 'header:allow', 'header:content-type'],
      when: `a request below ${path}/`,
      flask: '404 or 405, though the folder does not exist',
      after: 'the answer of a route that takes these paths too',
    };
  }
  return {
    where,
    becomes: { status: [404] },
    aspects: ['status', 'body', 'header:allow'],
    when: `a method other than GET below ${path}/`,
    flask: '405, though the folder does not exist',
    after: '404',
  };
}

import { posix } from 'node:path';
import { isFlaskName } from '../../src/model/flask-names.js';
import type { Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, type Reference, supportName, swapped } from '../../src/transform.js';

type Said = Change<'environment' | 'application'>;

const CURRENT_APP = 'flask.current_app';

/** `migrations/env.py`, which is called by Alembic and no part of the application. */
export function* environments(app: App): Iterable<Said> {
  for (const file of app.project.files) {
    if (posix.basename(file.path) !== 'env.py' || app.files.includes(file)) continue;
    const all = app.facts.collect(file, [file.module]).references;
    const found = all.filter(({ path }) => isFlaskName(path));
    if (found.length === 0 || !all.some(({ path }) => path.startsWith('alembic.context'))) continue;
    yield* environment(app, file, found);
  }
}

function* environment(app: App, file: SourceFile, found: readonly Reference[]): Iterable<Said> {
  const data = { file: file.path, folder: posix.dirname(file.path) };
  const strange = found.find(({ path }) => !path.startsWith(CURRENT_APP));
  const stmt = importBefore(file, found);
  const { finish, entry } = app;
  const wants =
    finish?.kind === 'factory' &&
    finish.def.params.some(({ name, form, default: given }) => name && !given && !form.startsWith('*'));
  if (strange || !stmt || (wants && entry.kind === 'factory')) {
    yield { message: 'application', file, at: strange?.node ?? { start: 0, end: 0 }, data };
    return;
  }
  for (const reference of found) {
    yield { ...swapped(app, reference, CURRENT_APP, 'context', 'environment'), data };
  }
  const known = supportName({ app, file, mode: 'pure' }, 'migrations', 'enter_application');
  const { quote } = file;
  const lines = ['', `${known.text}(${quote}${entry.module}:${entry.attribute}${quote})`];
  const needs = [...known.needs, { kind: 'lines', file, anchor: { after: stmt }, rank: 0, lines } as const];
  yield { message: 'environment', file, at: stmt, data, needs };
}

/** The last import at the top of the module, above everything that speaks of Flask. */
function importBefore(file: SourceFile, found: readonly Reference[]): Stmt | undefined {
  const first = Math.min(...found.map(({ node }) => node.start));
  return file.module.body.findLast((stmt) => (stmt.kind === 'import' || stmt.kind === 'from') && stmt.end < first);
}

import { posix } from 'node:path';
import type { Written } from '../../src/transform.js';
import type { FlaskCall } from './flask-run.js';
import { lineOf, type Said } from './launches.js';
import type { Command } from './words.js';

/** What Alembic calls the commands of Flask-Migrate, and what stood for a revision that is not named. */
const COMMANDS: Readonly<Record<string, readonly [words: readonly string[], revision?: string]>> = {
  upgrade: [['upgrade'], 'head'],
  downgrade: [['downgrade'], '-1'],
  stamp: [['stamp'], 'head'],
  migrate: [['revision', '--autogenerate']],
  revision: [['revision']],
  current: [['current']],
  check: [['check']],
  heads: [['heads']],
  history: [['history']],
};

/** `flask db upgrade` → `alembic -c migrations/alembic.ini upgrade head`. */
export function alembicCommand(written: Written, command: Command, call: FlaskCall, program: number): Said | undefined {
  const [environment, more] = written.files.filter(
    ({ path, text }) => posix.basename(path) === 'env.py' && /^enter_application\(/m.test(text),
  );
  const { words, file } = command;
  const [name, ...rest] = words.slice(call.at + 1).map(({ value }) => value);
  const known = name === undefined ? undefined : COMMANDS[name];
  if (call.name !== 'db' || !environment || more || !known || !isPlain(rest, known[1] !== undefined)) return undefined;
  const folder = posix.basename(posix.dirname(environment.path));
  const revision = known[1] !== undefined && rest.length === 0 ? [known[1]] : [];
  const values = ['alembic', '-c', `${folder}/alembic.ini`, ...known[0], ...revision];
  const edit = command.replaced(program, call.at + 1, values);
  if (!edit) return undefined;
  return { message: 'alembic', file, at: command.at, data: { line: lineOf(command) }, edits: [edit] };
}

/** A revision at most, or a message: words that mean the same to both. */
function isPlain(rest: readonly string[], takesRevision: boolean): boolean {
  if (takesRevision) return rest.length === 0 || (rest.length === 1 && /^\w+$/.test(rest[0] ?? ''));
  return rest.length === 0 || (rest.length === 2 && /^(-m|--message)$/.test(rest[0] ?? ''));
}

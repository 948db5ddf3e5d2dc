import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: '`{name}` is the application’s own',
    why: 'Alembic runs the same migrations, with the same options.',
    todo: 'Nothing has to be done.',
  },
  environment: {
    trust: 'same',
    what: '`{file}` enters the context of the application by itself',
    why: 'Flask had made the application before Alembic was asked; now Alembic is called at once.',
    todo: 'Run `alembic -c {folder}/alembic.ini upgrade head` in the place of `flask db upgrade`.',
  },
  ini: {
    trust: 'same',
    what: '`{file}` says where the migrations are',
    why: 'Flask-Migrate told Alembic when it was called.',
    todo: 'Nothing has to be done.',
  },
  'no-ini': {
    trust: 'manual',
    what: 'there is no `alembic.ini` beside `{file}`',
    why: 'Alembic is told there where the migrations are.',
    todo: 'Make one with `script_location = %(here)s` below `[alembic]`.',
  },
  name: {
    trust: 'manual',
    what: '`{name}` has no counterpart',
    why: 'What it does to the configuration of Alembic, or which files it makes, is not kept.',
    todo: 'Call Alembic itself.',
  },
  application: {
    trust: 'manual',
    what: '`{file}` cannot make the application',
    why: 'Its factory wants arguments, or the file is not written as Flask-Migrate writes it.',
    todo: 'Give all arguments of the factory a default.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: '`{name}` is the application’s own',
    why: 'Models, queries and pages of them answer as before; SQLAlchemy does the work, as it did.',
    todo: 'Write new queries with `db.session` and `select()`.',
  },
  installed: {
    trust: 'same',
    what: 'the database is installed on the application',
    why: 'Each request or command has a session of its own, which is removed when it is over, as before.',
    todo: 'Nothing has to be done.',
  },
  older: {
    trust: 'manual',
    what: '`{name}` asks for an older version',
    why: 'Flask-SQLAlchemy 3.1 with SQLAlchemy 2 is what is kept. Older ones looked for files in another folder, and had other sessions.',
    todo: 'Move to Flask-SQLAlchemy 3.1 and SQLAlchemy 2 first.',
  },
  name: {
    trust: 'manual',
    what: '`{name}` has no counterpart',
    why: 'It looks at each statement or change as Flask-SQLAlchemy records it.',
    todo: 'Use the events of SQLAlchemy.',
  },
  inside: {
    trust: 'manual',
    what: '`{use}` reaches into Flask-SQLAlchemy',
    why: 'The name is one of its own parts, which are others here.',
    todo: 'Use what SQLAlchemy itself offers.',
  },
  page: {
    trust: 'differs',
    what: 'a row that is missing is answered by FastAPI',
    why: 'In the idiomatic style nothing gives the pages of Flask.',
    todo: 'Check that clients look at the status.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: '`{name}` is told of exceptions by the application itself',
    why: 'Clients see nothing of it. The reports lack forms and JSON that the client sent.',
    todo: 'Look at the first reports: they may be grouped anew.',
  },
  integration: {
    trust: 'same',
    what: '`{name}` is left to the one for FastAPI',
    why: 'Clients see nothing of it. Transactions have the names of routes instead of functions.',
    todo: 'Look at the first reports: they may be grouped anew.',
  },
  used: {
    trust: 'manual',
    what: '`{name}` is used',
    why: 'It works inside the request of Flask only.',
    todo: 'Report errors in a way that does not ask Flask.',
  },
} satisfies Record<string, Message>;

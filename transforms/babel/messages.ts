import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: '`{name}` is the application’s own',
    why: 'It finds the same language, the same catalogs and the same formats.',
    todo: 'Nothing has to be done.',
  },
  installed: {
    trust: 'same',
    what: 'the languages of the application are set up as before',
    why: 'They are asked for once in a request, and templates have the same functions and filters.',
    todo: 'Nothing has to be done.',
  },
  member: {
    trust: 'manual',
    what: '`{name}` of Flask-Babel has no form without it',
    why: 'It belongs to an older version, or to the inside of the extension.',
    todo: 'Hand the functions to `Babel()` as `locale_selector=` and `timezone_selector=`, as Flask-Babel 3 wants them.',
  },
} as const satisfies Record<string, Message>;

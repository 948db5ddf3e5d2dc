import type { Message } from '../../src/transform.js';

export const messages = {
  client: {
    trust: 'same',
    what: '`{use}` is `{becomes}`',
    why: 'It is made of the same client of Werkzeug: arguments, cookies, redirects and responses are as they were.',
    todo: 'Use `TestClient` of Starlette in new tests.',
  },
  context: {
    trust: 'same',
    what: '`{use}` is `{becomes}`',
    why: 'It is the same context, of the application that answers now.',
    todo: 'Nothing has to be done.',
  },
  setting: {
    trust: 'same',
    what: '`{use}` is `{becomes}` in tests, too',
    why: 'That is where the application keeps it.',
    todo: 'Nothing has to be done.',
  },
  name: {
    trust: 'same',
    what: '`{name}` of Flask is the application’s own in tests, too',
    why: 'After a request in `with client:` it is what the view left there.',
    todo: 'Nothing has to be done.',
  },
  left: {
    trust: 'differs',
    what: '`{use}` in a test is left as it is',
    why: 'The application is none of Flask any more, and has nothing that is the same.',
    todo: 'Write what the test means in another way, or take the test out.',
  },
} as const satisfies Record<string, Message>;

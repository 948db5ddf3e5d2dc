import type { Message } from '../../src/transform.js';

export const messages = {
  registered: {
    trust: 'same',
    what: '`{handler}` is an exception handler of FastAPI',
    why: 'It answers the same errors.',
    todo: 'Nothing has to be done.',
  },
  blueprint: {
    trust: 'same',
    what: '`{handler}` answers errors of one router',
    why: 'The route class of the router asks it, before the application is asked.',
    todo: 'Register it on the application if it may answer for all.',
  },
  handler: {
    trust: 'same',
    what: '`{handler}` takes the request and the exception',
    why: 'FastAPI hands both over; the exception has the same text and code under other names.',
    todo: 'Nothing has to be done.',
  },
  returned: {
    trust: 'same',
    what: '`{handler}` returns a response',
    why: 'FastAPI makes none of what an exception handler returns.',
    todo: 'Nothing has to be done.',
  },
  'at-run-time': {
    trust: 'same',
    what: 'what `{handler}` returns shows at run time',
    why: '`answering` makes a response of it by the rules of Flask.',
    todo: 'Return a response, and drop `answering`.',
  },
  description: {
    trust: 'differs',
    what: 'errors of the framework have the text and the form that FastAPI gives them',
    why: 'Flask answers an unknown URL, a wrong method or a crash with a page and a sentence of Werkzeug.',
    todo: 'Nothing has to be done if no client reads them.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  raised: {
    trust: 'same',
    what: '`{what}` raises an HTTPException',
    why: 'The answer is the same: the page or the error handler of that status, with the same text.',
    todo: 'Nothing has to be done.',
  },
  'at-run-time': {
    trust: 'same',
    what: '`abort()` stays, as one of the application',
    why: 'It stands where `raise` cannot, or shows only at run time whether it has a status or a response.',
    todo: 'Raise an HTTPException where the status is known.',
  },
  caught: {
    trust: 'same',
    what: '`{what}` raises the exception of Werkzeug still',
    why: 'An `except` looks at it; where nothing catches it, it is answered as before.',
    todo: 'Raise an HTTPException when the `except` knows that one.',
  },
  stays: {
    trust: 'same',
    what: '`{what}` of Werkzeug stays',
    why: 'Its exceptions are answered as before, whoever raises them.',
    todo: 'Use HTTPException of FastAPI in new code.',
  },
  phrase: {
    trust: 'differs',
    what: 'the text of `{what}` is the phrase of its status',
    why: 'It cannot be told from no text at all, so the sentence of Werkzeug is sent instead.',
    todo: 'Say more than the status does.',
  },
  page: {
    trust: 'differs',
    what: 'status {status} is answered with JSON',
    why: 'FastAPI answers an HTTPException with `{"detail": …}`, Flask with a page.',
    todo: 'Nothing has to be done if no client reads the page.',
  },
  option: {
    trust: 'manual',
    general: 'responses',
    what: 'the arguments of `{what}` have no counterpart',
    why: 'They add headers, or bring a response along.',
    todo: 'Raise an HTTPException with `headers=`, or leave the route in Flask.',
  },
  mentioned: {
    trust: 'manual',
    general: 'responses',
    what: '`{what}` is passed on as a function',
    why: 'What it is called with is not known.',
    todo: 'Call it where its arguments are known.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  made: {
    trust: 'same',
    what: '`{call}` makes a response of FastAPI',
    why: 'Body, status and headers are the same.',
    todo: 'Nothing has to be done.',
  },
  open: {
    trust: 'same',
    what: 'what a stream opens is closed when the stream is over',
    why: 'The request is over before that, and what it has opened is closed then.',
    todo: 'Nothing has to be done.',
  },
  'at-run-time': {
    trust: 'same',
    what: '`{call}` is decided at run time',
    why: 'Of which type its body is, or that a status is a number, cannot be told from the code.',
    todo: 'Use a response class of FastAPI where the type is known.',
  },
  answer: {
    trust: 'same',
    what: '`{name}` is the one of Werkzeug',
    why: 'The response is handed around, looked into or changed; it is made one of FastAPI when it is sent.',
    todo: 'Nothing has to be done.',
  },
  cookie: {
    trust: 'same',
    what: 'a cookie is `{call}`',
    why: 'FastAPI would add `SameSite=lax`, and spells times in another way.',
    todo: 'Nothing has to be done.',
  },
  header: {
    trust: 'same',
    what: '`{attribute}` of a response is said in FastAPI’s words',
    why: 'The header is the same.',
    todo: 'Nothing has to be done.',
  },
  option: {
    trust: 'manual',
    general: 'responses',
    what: '`{option}` of a response has no counterpart',
    why: 'It changes how the body is sent.',
    todo: 'Do without it, or leave the route in Flask.',
  },
  attribute: {
    trust: 'manual',
    general: 'responses',
    what: '`{attribute}` of a response has no counterpart',
    why: 'What it does for the client would be lost.',
    todo: 'Set the headers by hand, or leave the route in Flask.',
  },
  passed: {
    trust: 'manual',
    general: 'responses',
    what: 'the response `{name}` is handed to other code',
    why: 'That code expects a response of Flask and may change it.',
    todo: 'Change the response in the view, or leave the route in Flask.',
  },
  mentioned: {
    trust: 'manual',
    general: 'responses',
    what: '`{name}` is used as a class or passed on',
    why: 'What it is used for is not known.',
    todo: 'Leave the route in Flask, or use the classes of FastAPI by hand.',
  },
} as const satisfies Record<string, Message>;

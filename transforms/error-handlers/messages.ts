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
  general: {
    trust: 'same',
    what: '`{handler}` stays as it is, and is found as in Flask',
    why: 'It is given what was raised, or the exception of Werkzeug, and may return what views return.',
    todo: 'Nothing has to be done.',
  },
  installed: {
    trust: 'same',
    what: 'error handlers are asked in the order of Flask',
    why: 'By status before class, those of a blueprint before those of the application.',
    todo: 'Nothing has to be done.',
  },
  found: {
    trust: 'same',
    what: '`{name}` is `find_error_handler`',
    why: 'It finds the handler that Flask would find, for the request at hand.',
    todo: 'Nothing has to be done.',
  },
  'found-anyway': {
    trust: 'differs',
    what: '`{name}` is `find_error_handler`, without the blueprints as well',
    why: 'Since Flask 2.3 a call without them is a TypeError; this one finds what Flask found before.',
    todo: 'See that the answer is what the code meant.',
  },
  lookup: {
    trust: 'manual',
    general: 'errors',
    what: '`{name}` asks who answers an error',
    why: 'A handler of FastAPI takes the request as well, so what is found could not be called.',
    todo: 'Call the handler by its name.',
  },
  'lookup-form': {
    trust: 'manual',
    what: '`{name}` is used in a form that is not known',
    why: 'Which blueprints it asks for cannot be told from the code.',
    todo: 'Call it with the error and `request.blueprints`.',
  },
  form: {
    trust: 'manual',
    general: 'errors',
    what: '`{handler}` is registered in a form that is not known',
    why: 'What it answers, or where it would have to be registered, cannot be told from the code.',
    todo: 'Use `@app.errorhandler(…)` on a function, with a status or a class.',
  },
  exception: {
    trust: 'manual',
    general: 'errors',
    what: '`{handler}` does more with the exception than to read it',
    why: 'The exception of FastAPI has other words, so the answer would be another.',
    todo: 'Read `description`, `code` or `name` of it only.',
  },
  order: {
    trust: 'manual',
    general: 'errors',
    what: '`{handler}` answers errors that Flask hands to others first, or in another form',
    why: 'FastAPI asks for handlers in another order.',
    todo: 'Register handlers for statuses or classes of your own.',
  },
} as const satisfies Record<string, Message>;

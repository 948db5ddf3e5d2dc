const stays = {
  trust: 'manual',
  todo: 'Change it, or leave the application in Flask.',
} as const;

const nothing = 'Nothing has to be done.';

export const messages = {
  application: {
    trust: 'same',
    what: '`{name}` becomes an application of Quart',
    why: 'Request, context and templates cannot be of two frameworks, so all of it goes over at once.',
    todo: 'Start it with an ASGI server; tests, requirements and deployment files are left to you.',
  },
  imported: {
    trust: 'same',
    what: 'What comes from `{module}` comes from `{becomes}`',
    why: 'Quart has the same names, which do the same.',
    todo: nothing,
  },
  waits: {
    trust: 'same',
    what: '`{name}` is waited for',
    why: 'Quart reads a body on the event loop; the function runs in the thread of its request, and waits there.',
    todo: nothing,
  },
  awaits: {
    trust: 'same',
    what: '`{name}` is awaited',
    why: 'Quart reads a body on the event loop, where an `async def` runs.',
    todo: nothing,
  },
  'async-def': {
    trust: 'same',
    what: '`{name}` is an `async def`',
    why: 'All that it does is to compute and to read the body, so nothing keeps the event loop waiting.',
    todo: nothing,
  },
  lookup: {
    trust: 'same',
    what: '`{name}` stays',
    why: 'Quart has it from the Flask that it brings.',
    todo: nothing,
  },
  'lookup-fails': {
    trust: 'differs',
    what: '`{name}` is asked without blueprints, which Flask 2.3 and later refuse',
    why: 'Quart brings Flask 3, where the call ends in a TypeError.',
    todo: 'Hand over `request.blueprints` as well.',
  },
  here: {
    trust: 'same',
    what: '`{name}` runs in the thread of the request',
    why: 'In Quart it is a coroutine function; what templates call would then run on the event loop.',
    todo: nothing,
  },
  command: {
    trust: 'same',
    what: '`{name}` gets its context by a decorator',
    why: 'Flask gives every command an application context, Quart only those that ask for one.',
    todo: 'Start it with `quart` in place of `flask`.',
  },
  name: {
    ...stays,
    what: '`{name}` has no counterpart in Quart that is known to do the same',
    why: 'It may be missing there, be a coroutine function, or answer in another way.',
  },
  extension: {
    ...stays,
    what: '`{name}` works with Flask, and is not known to work with Quart',
    why: 'Extensions take the context, the request and the response of Flask.',
  },
  value: {
    ...stays,
    what: '`{name}` is used as a value',
    why: 'Where it is called or read then, nothing waits for what it gives.',
  },
  'at-import': {
    ...stays,
    what: '`{name}` is used outside of functions',
    why: 'There is no request there, and no thread of one.',
  },
  handed: {
    ...stays,
    what: '`{name}` is handed to `{to}`',
    why: 'What that does with a Flask application is not known to work with Quart.',
  },
  member: {
    ...stays,
    what: '`{name}` has no counterpart in Quart that is known to do the same',
    why: 'It may be missing there, be a coroutine function, or take other arguments.',
  },
  setting: {
    ...stays,
    what: '`{name}` is set',
    why: 'Quart matches hosts and builds addresses in another way, and brings a Flask that knows other settings.',
  },
  creation: {
    ...stays,
    what: '`{name}` is made where no line can be put below, or by code that cannot be followed to its end',
    why: 'What keeps the answers of Flask is installed as soon as there is an application.',
  },
  subclass: {
    ...stays,
    what: '`{name}` is a class of the project that descends from one of Flask',
    why: 'What it overrides has another form in Quart.',
  },
  'class-view': {
    ...stays,
    what: '`{name}` is a class of views with decorators, or a `dispatch_request` of its own',
    why: 'The view of a class is a coroutine function in Quart; a plain decorator would hand back a coroutine.',
  },
  view: {
    ...stays,
    what: 'What answers `{name}` is not known',
    why: 'It may be a coroutine function in Quart.',
  },
  async: {
    ...stays,
    what: '`{name}` is an `async def`',
    why: 'Flask runs it on an event loop of its own, Quart on the one of the server.',
  },
  response: {
    ...stays,
    what: '`{name}` is taken of a response',
    why: 'The body of a response is read by coroutines in Quart.',
  },
  teardown: {
    ...stays,
    what: '`{name}` is called in another order, or without the exception',
    why: 'Quart hands over no exception after a 500, and calls functions of the context in the order they were given.',
  },
  'on-loop': {
    ...stays,
    what: '`{name}` would be called on the event loop',
    why: 'Quart calls it there itself, where nothing can wait for a body or a template.',
  },
  template: {
    ...stays,
    what: 'A template uses `{name}`',
    why: 'What a function, a filter or an attribute that Quart has not gets of it is not known.',
  },
  'unread-template': {
    ...stays,
    what: 'There are templates that cannot be read: {name}',
    why: 'A template may use what has to be waited for in Quart.',
  },
  prefix: {
    ...stays,
    what: '`from_prefixed_env` is called without a prefix',
    why: 'Flask reads variables that begin with FLASK_ then, Quart those that begin with QUART_.',
  },
} as const;

export type MessageName = keyof typeof messages;

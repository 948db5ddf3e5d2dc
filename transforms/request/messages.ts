import type { Message } from '../../src/transform.js';

export const messages = {
  parameter: {
    trust: 'same',
    what: '`request.{name}` is the parameter `{parameter}`',
    why: 'FastAPI reads it before the view runs; it holds what Flask held, and errors still come where the view looks.',
    todo: 'Nothing has to be done.',
  },
  word: {
    trust: 'same',
    what: '`request.{name}` is read from the request of FastAPI',
    why: 'It has the value that Flask gave it.',
    todo: 'Nothing has to be done.',
  },
  attribute: {
    trust: 'manual',
    what: '`request.{name}` has no FastAPI form here',
    why: 'What it holds belongs to Flask or to WSGI, or is used in a way that is not known to be the same.',
    todo: 'Read what you need of it in another way, or leave the route inside the request of Flask.',
  },
  assigned: {
    trust: 'manual',
    what: '`request.{name}` is assigned to',
    why: 'Whoever reads it later in the request would not find it.',
    todo: 'Hand the value on by itself.',
  },
  passed: {
    trust: 'manual',
    what: '`request` as a whole is handed on',
    why: 'What is read of it there is not known, and would be read from the request of FastAPI.',
    todo: 'Hand on the values that are needed.',
  },
  'body-read-twice': {
    trust: 'manual',
    what: 'the body is read by `request.{name}` and in another way as well',
    why: 'Flask hands the bytes out once, in the order of the reads; FastAPI keeps them.',
    todo: 'Read the body once, and in one way.',
  },
  called: {
    trust: 'manual',
    what: '`{function}` reads `request` and is called by other code too',
    why: 'As a view of FastAPI it gets new parameters, which such a call would not fill.',
    todo: 'Move what both need into a function of its own.',
  },
  disguised: {
    trust: 'manual',
    what: '`{function}` reads `request` and passes for another function',
    why: '`functools.wraps` gives it the parameters of that function, so FastAPI does not see its own.',
    todo: 'Register the function without the decorator around it, or leave the route inside the request of Flask.',
  },
  context: {
    trust: 'same',
    what: '`{name}` is found in the context of the request',
    why: 'Helpers, hooks and decorators read what they read before, all but the body.',
    todo: 'Nothing has to be done.',
  },
  'in-helper': {
    trust: 'manual',
    what: '`request` is read in `{function}`, which the view calls',
    why: 'A function outside of the view has no request in FastAPI unless it is handed one.',
    todo: 'Hand the function the values that it needs; until then the route runs inside the request of Flask.',
  },
  'in-decorator': {
    trust: 'manual',
    what: '`request` is read in the decorator `{function}`',
    why: 'A decorator between route and view has no request in FastAPI unless it is handed one.',
    todo: 'Wait for the conversion of decorators; until then the route runs inside the request of Flask.',
  },
  'possibly-in-method': {
    trust: 'manual',
    what: 'a method `{function}` of the project reads `request`, and the view calls one of that name',
    why: 'Which object the view calls it on is not known, so it may be that one.',
    todo: 'Rename one of the two, or annotate the object.',
  },
} as const satisfies Record<string, Message>;

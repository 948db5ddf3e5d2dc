import type { Message } from '../../src/transform.js';

export const messages = {
  stays: {
    trust: 'same',
    what: '`@{decorator}` stays around `{endpoint}`',
    why: 'It says with `wraps` what it stands for, so FastAPI sees the parameters of the view.',
    todo: 'Nothing has to be done.',
  },
  wraps: {
    trust: 'same',
    what: '`{wrapper}` in `{decorator}` says with `wraps` what it stands for',
    why: 'FastAPI would take `*args` and `**kwargs` for parameters that a client has to send.',
    todo: 'Nothing has to be done.',
  },
  'no-wraps': {
    trust: 'manual',
    what: '`{decorator}` returns `{wrapper}`, which does not say what it stands for',
    why: 'FastAPI would see its parameters instead of those of the view; with `wraps` endpoints of Flask would change their names.',
    todo: 'Add `functools.wraps`, and name the endpoints that lose theirs.',
  },
  arguments: {
    trust: 'manual',
    general: 'view',
    what: '`{decorator}` calls the view with other arguments than it was called with',
    why: 'FastAPI would ask the client for a parameter that the decorator fills.',
    todo: 'Make what it hands over a dependency.',
  },
  result: {
    trust: 'manual',
    general: 'view',
    what: '`{decorator}` does something with what the view returns',
    why: 'A converted view returns a dict where it returned a response of Flask.',
    todo: 'Make it work on any value that a view returns, or put it into a middleware.',
  },
  unknown: {
    trust: 'manual',
    general: 'view',
    what: 'what `{decorator}` makes of the view cannot be followed',
    why: 'It may change how the view is called, and what it returns.',
    todo: 'Write it as a function that returns a function, or leave the route in Flask.',
  },
  library: {
    trust: 'manual',
    what: '`{decorator}` of a library stands between route and view',
    why: 'Whether it works around a function that FastAPI calls is not known.',
    todo: 'Replace it, or leave the route in Flask.',
  },
} as const satisfies Record<string, Message>;

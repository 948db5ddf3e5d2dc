import type { Message } from '../../src/transform.js';

export const messages = {
  'url-for': {
    trust: 'same',
    what: '`url_for()` takes the request',
    why: 'The URL is the same: it is made by the rules of Werkzeug, for the host and root path of the request.',
    todo: 'Nothing has to be done.',
  },
  'in-context': {
    trust: 'same',
    what: '`{name}()` outside of the views finds the request in its context',
    why: 'The URL is the same, for the host and root path of the request.',
    todo: 'Nothing has to be done.',
  },
  redirect: {
    trust: 'same',
    what: '`redirect()` becomes a `RedirectResponse`',
    why: 'Status and Location are the same, and so is the page for clients that do not follow.',
    todo: 'Nothing has to be done.',
  },
  'redirect-at-run-time': {
    trust: 'same',
    what: '`redirect()` stays, as one of the application',
    why: 'Where it leads, or with which status, shows at run time; FastAPI spells some addresses in another way.',
    todo: 'Use `RedirectResponse` where the address is one of the application.',
  },
  'redirect-body': {
    trust: 'differs',
    what: 'the redirect of `{endpoint}` has no page',
    why: 'Flask sends a short HTML page with a link; status and Location are the same.',
    todo: 'Nothing has to be done: clients follow the Location.',
  },
  shared: {
    trust: 'manual',
    general: 'view',
    what: '`{function}` needs the request, and is called by other code',
    why: 'Its callers would have to hand the request over.',
    todo: 'Move what they share into a function that is no view.',
  },
  'build-errors': {
    trust: 'manual',
    what: '`url_build_error_handlers` answer for endpoints that there are not',
    why: 'They make a URL where `url_for` would fail.',
    todo: 'Do without them, or leave the application in Flask.',
  },
  'rule-of-flask': {
    trust: 'manual',
    what: '`url_for()` may name a rule that has no view',
    why: 'As long as Flask is there, the rule is in its map alone, and the URL could not be made.',
    todo: 'Nothing has to be done: the route moves when the whole application does.',
  },
  mentioned: {
    trust: 'manual',
    general: 'view',
    what: '`{name}` is passed on as a function',
    why: 'What it is called with is not known.',
    todo: 'Call it where its arguments are known.',
  },
  'strange-arguments': {
    trust: 'manual',
    general: 'view',
    what: 'the arguments of `{name}` cannot be told apart',
    why: 'They may stand for other parameters of the new function.',
    todo: 'Write them out.',
  },
} as const satisfies Record<string, Message>;

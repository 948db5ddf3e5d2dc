import type { Message } from '../../src/transform.js';

export const messages = {
  used: {
    trust: 'manual',
    what: '`{name}` is used{where}',
    why: 'Templates see the request, the session, `g` and the configuration of Flask.',
    todo: 'Wait for the conversion of templates beside Flask; until then the route runs inside the request of Flask.',
  },
  rendered: {
    trust: 'same',
    what: '`{name}` is given the request',
    why: 'Templates find in their context what they always found: `request`, `url_for`, `config`, the context processors.',
    todo: 'Nothing has to be done.',
  },
  folder: {
    trust: 'same',
    what: 'templates are found in `{folder}`',
    why: 'The folder is searched in the order of Flask: that of the application first.',
    todo: 'Nothing has to be done.',
  },
  globals: {
    trust: 'same',
    what: 'templates find {names}',
    why: 'Flask has them in every template.',
    todo: 'Nothing has to be done.',
  },
  registered: {
    trust: 'same',
    what: '`{name}` is registered with the environment of the templates',
    why: 'It is there in every template, as before.',
    todo: 'Nothing has to be done.',
  },
  'in-context': {
    trust: 'same',
    what: '`{name}` finds the request in its context',
    why: 'The function is not handed the request, or is called without one, too.',
    todo: 'Nothing has to be done.',
  },
  installed: {
    trust: 'same',
    what: 'what routers have for templates is taken over',
    why: 'Folders, filters and context processors of blueprints follow those of the application, in the order of their registration.',
    todo: 'Nothing has to be done.',
  },
  environment: {
    trust: 'same',
    what: '`{use}` is set on the environment of the application',
    why: 'It is made when it is first asked for, with the options of the application.',
    todo: 'Nothing has to be done.',
  },
  context: {
    trust: 'manual',
    what: 'the template `{template}` uses `{name}`',
    why: 'It lives in a context of Flask.',
    todo: 'Wait for its conversion; until then the application stays in Flask.',
  },
  setting: {
    trust: 'manual',
    what: '`{name}` decides how templates are found or rendered',
    why: 'What it does to them is not known, or has no counterpart.',
    todo: 'Set it on the environment in `templating.py` by hand, or leave the application in Flask.',
  },
} as const satisfies Record<string, Message>;

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
  'in-helper': {
    trust: 'manual',
    what: '`{name}` is called outside of the views',
    why: 'A function that renders a template has to be handed the request.',
    todo: 'Wait for the conversion of helpers; until then the application stays in Flask.',
  },
  context: {
    trust: 'manual',
    what: 'the template `{template}` uses `{name}`',
    why: 'It lives in a context of Flask.',
    todo: 'Wait for its conversion; until then the application stays in Flask.',
  },
  setting: {
    trust: 'manual',
    what: '`{name}` of the template environment is set',
    why: 'It changes how templates are read.',
    todo: 'Set it on the environment in `templating.py` by hand, or leave the application in Flask.',
  },
} as const satisfies Record<string, Message>;

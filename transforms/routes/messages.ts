import type { Message } from '../../src/transform.js';

export const messages = {
  moved: {
    trust: 'same',
    what: '`{endpoint}` is a route of FastAPI',
    why: 'Path, methods and name are those of Flask; its converters take what those of Flask took.',
    todo: 'Nothing has to be done.',
  },
  whole: {
    trust: 'same',
    what: '`{endpoint}` is called with the values of its path, and nothing else',
    why: 'Its decorators, its signature or what it does with responses are not for FastAPI to see, and work as they did.',
    todo: 'Nothing has to be done.',
  },
  'computed-rule': {
    trust: 'manual',
    what: 'the rule of `{endpoint}` is computed',
    why: 'Its variables have to be respelled for FastAPI, which takes the text of the rule.',
    todo: 'Write the rule out, or leave the route in Flask.',
  },
  'unknown-view': {
    trust: 'manual',
    what: 'the function behind `{endpoint}` was not found',
    why: 'What it reads and returns is not known.',
    todo: 'Register a function of the project by its name.',
  },
  'rule-option': {
    trust: 'manual',
    what: '`{option}` of the rule of `{endpoint}` has no counterpart',
    why: 'It decides which requests the rule answers, or which function does.',
    todo: 'Leave the route in Flask, or do without the option.',
  },
  converter: {
    trust: 'manual',
    what: 'the rule `{rule}` has a converter of its own',
    why: 'Which paths it takes, and what it makes of them, is decided by a class of Werkzeug.',
    todo: 'Leave the route in Flask until its converter has a counterpart.',
  },
  'star-parameters': {
    trust: 'manual',
    general: 'view',
    what: '`{endpoint}` takes `{name}`',
    why: 'FastAPI would read it as a query parameter that has to be there.',
    todo: 'Name the parameters.',
  },
  annotation: {
    trust: 'manual',
    general: 'view',
    what: 'the annotation of `{name}` in `{endpoint}` is not what its converter makes',
    why: 'FastAPI holds the value against the annotation and answers 422; Flask ignores it.',
    todo: 'Make the annotation the type of the converter.',
  },
  'missing-parameter': {
    trust: 'manual',
    general: 'view',
    what: '`{endpoint}` and its rules disagree about `{name}`',
    why: 'Flask answers 500 or fills the value in elsewhere; FastAPI would ask the client for it.',
    todo: 'Let the parameters be those of the rule.',
  },
  'fixed-values': {
    trust: 'manual',
    general: 'view',
    what: '`{endpoint}` has parameters that its rule does not fill, in a form that cannot be moved',
    why: 'FastAPI would let a client fill them through the query.',
    todo: 'Register the view with a decorator, and write its defaults as a literal.',
  },
  'out-of-reach': {
    trust: 'manual',
    what: 'there is no place for the router of `{endpoint}`',
    why: 'The application or blueprint has no name of its own where the route is registered.',
    todo: 'Give it a name at the top of a module or of the factory.',
  },
  'registered-twice': {
    trust: 'manual',
    what: 'the blueprint of `{endpoint}` is registered more than once',
    why: 'Each registration has its own names and prefix; a router has one.',
    todo: 'Leave it in Flask, or make two blueprints.',
  },
  prefix: {
    trust: 'manual',
    what: 'the prefix of `{endpoint}` is made at run time',
    why: 'The path of a FastAPI route is fixed when it is defined.',
    todo: 'Write the prefix out, or leave the blueprint in Flask.',
  },
  precedence: {
    trust: 'manual',
    what: '`{other}` would answer for `{rule}`',
    why: 'FastAPI takes the first route that fits; Flask takes the most specific one, wherever it is registered.',
    todo: 'Register the specific rule first, or use the style `compatible`.',
  },
  'url-map': {
    trust: 'manual',
    what: '`url_map` is changed',
    why: 'How Flask reads paths depends on it.',
    todo: 'Leave the routes in Flask until the setting has a counterpart.',
  },
} as const satisfies Record<string, Message>;

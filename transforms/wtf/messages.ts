import type { Message } from '../../src/transform.js';

export const messages = {
  used: {
    trust: 'manual',
    what: '`{name}` is used{where}',
    why: 'Its forms and tokens look into the request, the session and the settings of Flask.',
    todo: 'Move the rest of the application; until then the route runs inside the request of Flask.',
  },
  kept: {
    trust: 'same',
    what: "`{name}` is the application's own",
    why: 'Forms are filled and checked as Flask-WTF 1.3 does it; tokens that it gave out are good, and it takes those given out here.',
    todo: 'Keep WTForms among the dependencies; Flask-WTF can go when nothing else needs it.',
  },
  installed: {
    trust: 'same',
    what: 'the check of tokens is installed',
    why: 'It is a function before each request, and has its turn among the others.',
    todo: 'Nothing has to be done.',
  },
  exempt: {
    trust: 'same',
    what: '`{use}` is about a router now',
    why: 'Its routes are the same, and none of them asks for a token.',
    todo: 'Nothing has to be done.',
  },
  'no-place': {
    trust: 'manual',
    what: 'the check of tokens cannot be installed',
    why: 'It has to be told the names of the blueprints that have hooks, where the application is finished.',
    todo: 'Let the factory return the application by its name, and register the blueprints there.',
  },
  idiomatic: {
    trust: 'manual',
    what: '`CSRFProtect` is used',
    why: 'In the idiomatic style unknown paths are answered around the functions that run before requests.',
    todo: 'Choose the compatible style.',
  },
  member: {
    trust: 'manual',
    what: '`{use}` is none of the methods that are kept',
    why: 'It belongs to the inside of Flask-WTF, or to an old version of it.',
    todo: 'Use `init_app`, `exempt` and `protect` only.',
  },
  subclass: {
    trust: 'manual',
    what: '`{name}` is the base of a class',
    why: 'What the class changes may be called otherwise inside.',
    todo: 'Do without the class, or leave the application in Flask.',
  },
  'plain-form': {
    trust: 'manual',
    what: '`flask_wtf.Form` means two things',
    why: 'Since Flask-WTF 1.0 it is the form of WTForms, which knows no request; before it was `FlaskForm`.',
    todo: 'Write `FlaskForm`, or import `Form` from wtforms.',
  },
  recaptcha: {
    trust: 'manual',
    what: '`{name}` asks Google whether there is a person',
    why: 'There is no form of it here: it renders a script, and waits for an answer.',
    todo: 'Check the answer of the visitor in a view, or leave the application in Flask.',
  },
} satisfies Record<string, Message>;

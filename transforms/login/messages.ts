import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: "`{name}` is the application's own",
    why: 'It has the session keys, cookies and answers of Flask-Login 0.6: who is logged in stays logged in.',
    todo: 'Take Flask-Login out of the dependencies when nothing else needs it.',
  },
  installed: {
    trust: 'same',
    what: 'users are known by the session and by the cookie that remembers them',
    why: 'They are loaded when they are first asked for, on the thread of the request, as before.',
    todo: 'Keep SECRET_KEY as it is.',
  },
  manager: {
    trust: 'manual',
    what: 'the application is given to a LoginManager in a way that cannot be followed',
    why: 'Its hook has to run after each request, in its turn.',
    todo: 'Call `init_app(app)` of a variable where the application is made.',
  },
  name: {
    trust: 'manual',
    what: '`{name}` is used',
    why: 'It belongs to the inside of Flask-Login, or to what is no longer there.',
    todo: 'Do without it, or leave the application in Flask.',
  },
  signal: {
    trust: 'manual',
    what: '`{name}` is a signal of Flask-Login',
    why: 'Nothing sends it when Flask-Login is gone.',
    todo: 'Call the receiver where users log in or out.',
  },
  member: {
    trust: 'manual',
    what: '`{use}` belongs to the inside of a LoginManager',
    why: "The application's own keeps what Flask-Login documents, and nothing that is deprecated.",
    todo: 'Use the methods and attributes that Flask-Login documents.',
  },
  listed: {
    trust: 'manual',
    general: 'view',
    what: '`{name}` stands in a list of decorators',
    why: 'They are applied to each method of the class, where the name would be another one.',
    todo: 'Import the decorator by its own name.',
  },
  subclass: {
    trust: 'manual',
    what: 'the application has a class of LoginManagers of its own',
    why: 'What it replaces of the class cannot be told from what it adds.',
    todo: 'Register functions with the methods of LoginManager instead.',
  },
  answer: {
    trust: 'manual',
    what: '`{call}` is not returned at once',
    why: 'It gives a response of FastAPI, whose attributes are not those of Flask.',
    todo: 'Return it as it is.',
  },
  idiomatic: {
    trust: 'manual',
    what: '`{name}` is used',
    why: 'In the idiomatic style errors are answered outside of hooks, so the cookies of a login would be lost.',
    todo: 'Choose the compatible style.',
  },
} as const satisfies Record<string, Message>;

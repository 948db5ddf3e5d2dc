import type { Message } from '../../src/transform.js';

export const messages = {
  registered: {
    trust: 'same',
    what: '`{use}` is a group of click commands, `{becomes}`',
    why: 'Its commands run in the context of the application, as under `flask`.',
    todo: 'Add click to the dependencies; it came with Flask.',
  },
  entry: {
    trust: 'same',
    what: 'the commands of the application are called by `python -m {module}`',
    why: '`flask` does not find a FastAPI application; `run`, `shell` and `routes` were its own and are gone.',
    todo: 'Call `python -m {module} NAME` where `flask NAME` was called, and start the server with uvicorn.',
  },
  blueprint: {
    trust: 'same',
    what: 'the commands of the blueprint `{name}` are in the group `{group}`',
    why: 'They are added to those of the application where the blueprint is registered.',
    todo: 'Nothing has to be done.',
  },
  swapped: {
    trust: 'same',
    what: '`{name}` runs commands in the context of the application',
    why: 'It works on click alone.',
    todo: 'Nothing has to be done.',
  },
  group: {
    trust: 'same',
    what: '`FlaskGroup` is `ApplicationGroup`, with the same commands of the project',
    why: 'It loads the application and runs them in its context; `run`, `shell` and `routes` were commands of Flask and are gone.',
    todo: 'Start the server with uvicorn.',
  },
  shell: {
    trust: 'same',
    what: '`{use}` is not registered any more',
    why: '`flask shell` is gone, and no request comes to the function.',
    todo: 'Call the function, where it is left, in a shell of your own.',
  },
  'group-option': {
    trust: 'manual',
    what: '`{option}` of `FlaskGroup` has no counterpart',
    why: 'It decides how Flask finds the application, or which commands of its own it adds.',
    todo: 'Give it `create_app` and the options of click only.',
  },
  unread: {
    trust: 'manual',
    what: 'the commands of `{name}` cannot be carried over',
    why: 'Where they are registered, or under which name, was not found.',
    todo: 'Register them by `app.cli`, or register the blueprint once, by itself.',
  },
  arguments: {
    trust: 'manual',
    what: '`{factory}` takes arguments, so that its commands cannot be called',
    why: 'What they were called with is not in the code.',
    todo: 'Give the parameters defaults.',
  },
} as const satisfies Record<string, Message>;

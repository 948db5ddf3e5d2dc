import type { Message } from '../../src/transform.js';

export const messages = {
  made: {
    trust: 'same',
    what: 'the settings are a `Config` in `app.state`',
    why: 'They start with the defaults of Flask, and are filled in the same ways.',
    todo: 'Use a settings class when nothing reads `app.state.config` any more.',
  },
  read: {
    trust: 'same',
    what: '`{use}` is `{becomes}`',
    why: 'It is the same setting.',
    todo: 'Nothing has to be done.',
  },
  setting: {
    trust: 'manual',
    what: 'the setting `{name}` has no counterpart',
    why: 'Flask reads it itself, and answers requests in another way.',
    todo: 'Do without it, or leave the application in Flask.',
  },
  method: {
    trust: 'manual',
    what: '`config.{name}` is not known',
    why: 'What it fills the settings with is not known.',
    todo: 'Use `from_object`, `from_mapping` or `update`.',
  },
  root: {
    trust: 'manual',
    what: 'the settings cannot be put beside the application',
    why: 'The object has no name where it is made.',
    todo: 'Make it with `app = Flask(__name__)`.',
  },
} as const satisfies Record<string, Message>;

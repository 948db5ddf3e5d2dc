import type { Message } from '../../src/transform.js';

export const messages = {
  sent: {
    trust: 'same',
    what: '`{name}()` sends the file by a function of the application',
    why: 'It answers conditional requests and ranges with the headers that Flask has; `FileResponse` does not.',
    todo: 'Nothing has to be done.',
  },
  arguments: {
    trust: 'manual',
    what: '`{name}()` is given something that cannot be handed on',
    why: 'What headers the file gets is decided by its arguments, which have to be known by name.',
    todo: 'Write the arguments out, without stars.',
  },
  root: {
    trust: 'manual',
    what: 'the folder of the application is not known, and `{name}()` may need it',
    why: 'Flask looks for a relative path in the folder of the module that the application is named after.',
    todo: 'Give an absolute path, or make the application with `Flask(__name__)`.',
  },
  mentioned: {
    trust: 'manual',
    general: 'responses',
    what: '`{name}` is passed on, or called outside of the views',
    why: 'What it is called with, or what becomes of the response, is not known.',
    todo: 'Call it in the view.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: '`{name}` goes on in a small Flask application inside',
    why: 'Its pages are routes of the application as before; all other routes have nothing of Flask.',
    todo: 'Keep Flask among the dependencies as long as the extension is there.',
  },
  option: {
    trust: 'manual',
    what: '`{option}` of `{name}` is given',
    why: 'It makes the extension look into requests which are not for its own pages.',
    todo: 'Check and decorate the views themselves.',
  },
  used: {
    trust: 'manual',
    what: '`{name}` is used',
    why: 'It looks into the request of Flask, which is not there any more.',
    todo: 'Describe the views in their docstrings, and let the extension have nothing but pages.',
  },
  surroundings: {
    trust: 'manual',
    what: '`{name}` cannot be kept apart: {reason}',
    why: 'Its pages are made of the rest of the application.',
    todo: 'Leave the application in Flask, or take the extension out.',
  },
} satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: "`{name}` is the application's own",
    why: 'Mails are made and sent as Flask-Mail 0.10 does it, by the same settings, while the client waits.',
    todo: 'Take Flask-Mail out of the dependencies when nothing else needs it.',
  },
  handed: {
    trust: 'same',
    what: '`{use}` takes its settings from FastAPI',
    why: 'They are read where the application is handed over, as before.',
    todo: 'Nothing has to be done.',
  },
  signal: {
    trust: 'manual',
    what: '`{name}` tells others of mails that were sent',
    why: 'Who listens is handed the Flask application.',
    todo: 'Do what the listener does where the mail is sent.',
  },
  member: {
    trust: 'manual',
    what: '`{use}` is nothing that is kept',
    why: 'It belongs to the inside of Flask-Mail, or to an old version of it.',
    todo: 'Use what the documentation of Flask-Mail shows.',
  },
  subclass: {
    trust: 'manual',
    what: '`{name}` is the base of a class',
    why: 'What the class changes may be called otherwise inside.',
    todo: 'Do without the class, or leave the application in Flask.',
  },
} satisfies Record<string, Message>;

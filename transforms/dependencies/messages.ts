import type { Message } from '../../src/transform.js';

export const messages = {
  added: {
    trust: 'same',
    what: '{names} added to the requirements',
    why: 'The converted code imports them, or starts with them. The versions are written as the others in the list are.',
    todo: 'Install them, and use the versions that you want.',
  },
  removed: {
    trust: 'same',
    what: '{names} taken out of the requirements',
    why: 'No file of the project imports it any more.',
    todo: 'Put it back where something else needs it.',
  },
  kept: {
    trust: 'same',
    what: '{names} stays in the requirements: `{use}` imports it',
    why: 'Not all of the project moves with the application.',
    todo: 'Move what imports it, and take it out of the requirements then.',
  },
  unread: {
    trust: 'manual',
    what: '`{line}` is not edited: the list is not one requirement after the other',
    why: 'What is not understood stays as it is.',
    todo: 'Add {names} to the list.',
  },
  command: {
    trust: 'manual',
    what: '`{line}` installs Flask by its name',
    why: 'What the converted code imports would be missing there.',
    todo: 'Install {names} there, or a list of requirements.',
  },
  hashes: {
    trust: 'manual',
    what: '`{line}` is not edited: the file holds hashes',
    why: 'The hashes of what is added, and of all that it brings along, would have to be looked up.',
    todo: 'Add {names} where the file is made from, and make it anew.',
  },
  encoding: {
    trust: 'manual',
    what: '`{line}` is not edited: the file is in UTF-16',
    why: 'What is not understood stays as it is.',
    todo: 'Save the file in UTF-8, and add {names}.',
  },
  stale: {
    trust: 'manual',
    what: '`{file}` is stale',
    why: 'It was made from requirements that have changed.',
    todo: 'Run `{command}`.',
  },
  undeclared: {
    trust: 'manual',
    what: 'no list of requirements here names Flask, so nothing is added',
    why: 'It cannot be told which list is that of the application.',
    todo: 'Add {names} to the one that is.',
  },
  python: {
    trust: 'manual',
    first: true,
    what: '`{line}` allows a Python below 3.10',
    why: 'FastAPI and the converted code need Python 3.10.',
    todo: 'Ask for Python 3.10 or later, and run the application on it, before anything else.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  moved: {
    trust: 'same',
    what: 'the blueprint `{name}` is an APIRouter',
    why: 'Its routes keep their paths and names.',
    todo: 'Nothing has to be done.',
  },
  registered: {
    trust: 'same',
    what: 'the router of `{name}` is included',
    why: 'It is included with the prefix that the blueprint was registered with.',
    todo: 'Nothing has to be done.',
  },
  static: {
    trust: 'same',
    what: 'the folder `{folder}` of the blueprint `{name}` is mounted',
    why: 'Its files are sent from where they were, below the prefix of the blueprint.',
    todo: 'Nothing has to be done.',
  },
  named: {
    trust: 'same',
    what: 'the blueprint `{name}` needs no name',
    why: 'Its routes are called by it as before.',
    todo: 'Nothing has to be done.',
  },
  copied: {
    trust: 'same',
    what: 'the copy of the blueprint `{name}` is a copy of its router',
    why: 'It has the same routes.',
    todo: 'Include the router itself, if nothing is added to the copy.',
  },
  subclass: {
    trust: 'manual',
    what: 'the blueprint `{name}` is a class of the project',
    why: 'What the class changes about Blueprint would be lost.',
    todo: 'Use a plain Blueprint, or leave the application in Flask.',
  },
  option: {
    trust: 'manual',
    what: '`{option}` of the blueprint `{name}` has no counterpart',
    why: 'It decides which requests its routes answer, or with what.',
    todo: 'Leave the application in Flask until the option has a counterpart.',
  },
  prefix: {
    trust: 'manual',
    what: 'the prefix of the blueprint `{name}` is not the same wherever it is registered, or made at run time',
    why: 'A router has the prefix that it is made with.',
    todo: 'Give the prefix in one place, written out.',
  },
  unregistered: {
    trust: 'manual',
    what: 'the blueprint `{name}` is registered in a way that cannot be followed, or not at all',
    why: 'Whether its routes are part of the application cannot be told.',
    todo: 'Register it in the code that makes the application, or remove it.',
  },
} as const satisfies Record<string, Message>;

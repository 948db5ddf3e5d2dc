import type { Message } from '../../src/transform.js';

export const messages = {
  kept: {
    trust: 'same',
    what: "`{name}` is the application's own",
    why: 'The answers have the headers that Flask-CORS 6 gives them, errors and static files too.',
    todo: 'Take Flask-Cors out of the dependencies when nothing else needs it.',
  },
  installed: {
    trust: 'same',
    what: 'the rules for other origins are installed',
    why: 'They are hooks of the application or of a blueprint, and run in the order in which they are registered.',
    todo: 'Nothing has to be done.',
  },
  order: {
    trust: 'manual',
    what: '`{hook}` reads or writes the same headers',
    why: 'On errors Flask-CORS comes before all other hooks, on other answers in its turn.',
    todo: 'Set the headers at one place.',
  },
  blueprint: {
    trust: 'manual',
    what: 'the rules of a blueprint cannot be installed',
    why: 'The blueprint has no name where the application is finished.',
    todo: 'Register the blueprint where the application is made.',
  },
  inside: {
    trust: 'manual',
    what: '`{decorator}` of `{endpoint}` also answers OPTIONS',
    why: 'Flask-CORS answers it in the place of the view, behind other decorators, or where the route names OPTIONS.',
    todo: 'Put `cross_origin()` directly below the route, and leave OPTIONS to it.',
  },
  idiomatic: {
    trust: 'manual',
    what: '`{name}` is used',
    why: 'In the idiomatic style errors are answered outside of hooks, so they would have no such headers.',
    todo: 'Choose the compatible style, or use the CORSMiddleware of Starlette.',
  },
} satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  hook: {
    trust: 'manual',
    what: '`{hook}` runs around the request',
    why: 'It can answer the request, change the response, or prepare what the view uses.',
    todo: 'Wait for the conversion of hooks; until then the route runs inside the request of Flask.',
  },
  middleware: {
    trust: 'manual',
    what: '`wsgi_app` is wrapped',
    why: 'WSGI middleware sees each request before Flask does, and may answer it or change its path.',
    todo: 'Replace it by ASGI middleware.',
  },
  escapes: {
    trust: 'manual',
    what: '`{use}` puts the application into hands that cannot be followed',
    why: 'Code that holds it may wrap views, add hooks and change settings.',
    todo: 'Hand on what that code needs of the application instead, or leave the routes inside the request of Flask.',
  },
  setting: {
    trust: 'manual',
    what: '`{setting}` is set on the application',
    why: 'It changes how Flask reads requests or makes responses.',
    todo: 'Wait for the conversion of this setting.',
  },
  ported: {
    trust: 'same',
    what: '`{hook}` runs around the request as before',
    why: 'It is called at the same point, with the same context, and may answer.',
    todo: 'Nothing has to be done.',
  },
  installed: {
    trust: 'same',
    what: 'hooks are installed where the application is finished',
    why: 'Those of the application run first, then those of the blueprint that answers.',
    todo: 'Nothing has to be done.',
  },
  order: {
    trust: 'manual',
    what: 'the hooks of a blueprint cannot be installed',
    why: 'It is registered elsewhere, inside another blueprint, or before hooks of the application.',
    todo: 'Register it where the application is finished.',
  },
} as const satisfies Record<string, Message>;

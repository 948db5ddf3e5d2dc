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
  proxy: {
    trust: 'same',
    what: '`ProxyFix` reads what proxies say, as before',
    why: 'The client, the scheme, the host, the port and the prefix come from the same values of the same headers.',
    todo: 'Start uvicorn with `--no-proxy-headers`: by itself it trusts X-Forwarded-For of a proxy on the same machine.',
  },
  wsgi: {
    trust: 'same',
    what: 'WSGI middleware is put around the application',
    why: 'It sees every request before FastAPI does, and every response after it.',
    todo: 'Nothing has to be done. ASGI middleware in its place would save each request a thread.',
  },
  wrapped: {
    trust: 'same',
    what: '`wsgi_app` is wrapped as before',
    why: 'The middleware gets the same `environ`, and status, headers and body of the response as they were.',
    todo: 'Nothing has to be done.',
  },
  'wsgi-app': {
    trust: 'same',
    what: '`{use}` is `{becomes}`',
    why: 'It is the application, with the middleware that has been put around it so far.',
    todo: 'Nothing has to be done.',
  },
  handed: {
    trust: 'manual',
    what: '`{use}` comes into other hands than those of middleware',
    why: 'Another server or application would call it, and there is no event loop on which it could answer.',
    todo: 'Give them the ASGI application.',
  },
  'in-middleware': {
    trust: 'manual',
    what: '`{name}` is used by WSGI middleware',
    why: 'Flask gives it a value while the application answers; the middleware stands outside of that.',
    todo: 'Read `environ` instead, or do it in a hook.',
  },
  once: {
    trust: 'same',
    what: '`{name}` is one of the application',
    why: 'The function is called for this response only, before those that are called for every response.',
    todo: 'Nothing has to be done.',
  },
  signal: {
    trust: 'manual',
    what: '`{name}` is a signal of Flask',
    why: 'Who is connected to it would never be called again.',
    todo: 'Make the receiver a hook, or call it where the signal is sent.',
  },
  stack: {
    trust: 'manual',
    what: '`{name}` is the inside of the contexts of Flask',
    why: 'There is no stack in FastAPI, and nothing to push on it.',
    todo: 'Keep it in `g`.',
  },
  local: {
    trust: 'same',
    what: '`{name}` goes on',
    why: 'It is what it stands for in the context of the request, which is one for hooks, view and teardown.',
    todo: 'Nothing has to be done.',
  },
  replaced: {
    trust: 'manual',
    what: '`{setting}` replaces a part of Flask',
    why: 'What it does with requests, responses or sessions counts on Flask calling it.',
    todo: 'Leave the application in Flask, or do the same in a hook.',
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
    why: 'It is registered in a loop, or where no line can stand below.',
    todo: 'Register it by itself.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  moved: {
    trust: 'same',
    what: '`{app}` is a FastAPI application',
    why: 'Its routes, errors and responses are those of Flask; nothing of Flask is left.',
    todo: 'Start `{app}` with an ASGI server, such as uvicorn; a WSGI server cannot serve it any more.',
  },
  folder: {
    trust: 'same',
    what: '`{use}` is `{app}.state`, with the same folder',
    why: 'It is found from the name of the module, as Flask does.',
    todo: 'Nothing has to be done.',
  },
  resource: {
    trust: 'same',
    what: '`{use}` opens the same file',
    why: 'It is looked for in the same folder.',
    todo: 'Nothing has to be done.',
  },
  attribute: {
    trust: 'same',
    what: '`{use}` is `{becomes}`',
    why: 'What the project keeps on the application object is in `app.state`; `current_app` finds it there.',
    todo: 'Nothing has to be done.',
  },
  extensions: {
    trust: 'same',
    what: '`app.extensions` is a dict in `app.state`',
    why: 'Nothing but the project itself puts something in.',
    todo: 'Nothing has to be done.',
  },
  title: {
    trust: 'same',
    what: '`{use}` is the title of `{app}`',
    why: 'It is made with the name of the module.',
    todo: 'Nothing has to be done.',
  },
  context: {
    trust: 'same',
    what: '`{use}()` is `app_context({app})`',
    why: '`current_app` and `g` are there inside it, and what tears the context down is called at its end.',
    todo: 'Nothing has to be done.',
  },
  docs: {
    trust: 'differs',
    what: '`/docs`, `/redoc` and `/openapi.json` are there',
    why: 'FastAPI documents its routes at addresses that were a 404.',
    todo: 'Give FastAPI `docs_url=None, redoc_url=None, openapi_url=None` to have none.',
  },
  routing: {
    trust: 'differs',
    what: 'HEAD, OPTIONS and slashes are answered by FastAPI',
    why: 'Its routes answer no HEAD and no OPTIONS, and it redirects with 307 whether a slash is missing or too many.',
    todo: 'Use the style `compatible` until no client relies on it.',
  },
  'error-pages': {
    trust: 'differs',
    what: 'unknown addresses, wrong methods and crashes are answered by FastAPI',
    why: 'It answers in JSON, or text, where Flask has an HTML page.',
    todo: 'Use the style `compatible`, or tell the clients.',
  },
  'static-method': {
    trust: 'differs',
    what: '`{path}` is no route any more, as its folder does not exist',
    why: 'Flask answers 405 below it to methods other than GET, though it has no file to send.',
    todo: 'Nothing has to be done.',
  },
  static: {
    trust: 'same',
    what: 'the folder `{folder}` is mounted at `{path}`',
    why: 'Its files are sent as before, with the same headers.',
    todo: 'Nothing has to be done.',
  },
  'static-headers': {
    trust: 'differs',
    what: 'the folder `{folder}` is mounted at `{path}`, with the headers of FastAPI',
    why: 'Browsers may keep its files longer than with Flask, which has them ask each time.',
    todo: 'Use the style `compatible` for the headers of Flask.',
  },
  overridden: {
    trust: 'manual',
    what: '`{name}` overrides `{method}` of Flask',
    why: 'Flask calls it for views of its own only.',
    todo: 'Leave the routes in Flask, or move what it does into a hook.',
  },
  subclass: {
    trust: 'manual',
    what: 'the application is a `{name}`, a class of the project',
    why: 'What the class changes about Flask would be lost.',
    todo: 'Move what it does into the application, or leave it in Flask.',
  },
  option: {
    trust: 'manual',
    what: '`{option}` of `Flask()` has no counterpart',
    why: 'It decides where the application finds its files, or which hosts it answers.',
    todo: 'Leave the application in Flask until the option has a counterpart.',
  },
  object: {
    trust: 'manual',
    what: '`{use}` is used, of the Flask object',
    why: 'What it does is not carried over.',
    todo: 'Do without it, or leave the application in Flask.',
  },
  'no-finish': {
    trust: 'manual',
    what: 'the place where the application is finished was not found',
    why: 'What looks at all routes has to come after the last of them.',
    todo: 'Let the factory return the application by its name.',
  },
} as const satisfies Record<string, Message>;

import type { Message } from '../../src/transform.js';

export const messages = {
  run: {
    trust: 'same',
    what: '`app.run()` starts uvicorn',
    why: 'It listens at the same address.',
    todo: 'Add uvicorn to the dependencies.',
  },
  server: {
    trust: 'same',
    what: '`app.run()` is `run_server()`, which starts uvicorn',
    why: 'It takes the options of Flask, and listens at the same address.',
    todo: 'Add uvicorn to the dependencies, and use its own options when they are all you need.',
  },
  served: {
    trust: 'same',
    what: '`{server}()` is `uvicorn.run()`',
    why: 'That server runs WSGI applications only; uvicorn listens at the same address.',
    todo: 'Add uvicorn to the dependencies.',
  },
  threads: {
    trust: 'differs',
    what: '`{option}` does nothing',
    why: 'uvicorn answers requests side by side, in one process, with as many threads as FastAPI has.',
    todo: 'Let code that needs a thread of its own take a lock, and start uvicorn with `--workers` for more processes.',
  },
  reload: {
    trust: 'differs',
    what: 'debug mode is a reload on changes',
    why: 'There is no debugger in the browser: a crash is answered as in production.',
    todo: 'Use the debugger of the editor.',
  },
  'no-reload': {
    trust: 'differs',
    what: 'debug mode does nothing',
    why: '`uvicorn` reloads what it can import by a name, and this application has none.',
    todo: 'Start it with `uvicorn --reload`.',
  },
  option: {
    trust: 'manual',
    what: '`{option}` of `app.run()` has no counterpart',
    why: 'uvicorn has other options, or its value is not known.',
    todo: 'Start uvicorn from the command line, and take `app.run()` out.',
  },
} as const satisfies Record<string, Message>;

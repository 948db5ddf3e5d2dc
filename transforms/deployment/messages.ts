import type { Message } from '../../src/transform.js';

export const messages = {
  gunicorn: {
    trust: 'same',
    what: 'gunicorn starts `{target}` with workers of uvicorn',
    why: 'Its own workers speak WSGI: they would boot, and answer every request of the converted application with 500.',
    todo: 'Nothing has to be done; address, number of workers, time limits and logs are as before.',
  },
  config: {
    trust: 'same',
    what: 'the workers that gunicorn is configured with are those of uvicorn',
    why: 'Its own workers speak WSGI: they would boot, and answer every request of the converted application with 500.',
    todo: 'Nothing has to be done; the rest of the configuration is as before.',
  },
  threads: {
    trust: 'differs',
    what: '`threads` of gunicorn does nothing',
    why: 'FastAPI runs views that may wait in up to 40 threads a process.',
    todo: 'Give the database pool as many connections, or set `anyio.to_thread.current_default_thread_limiter().total_tokens` at the start.',
  },
  forwarded: {
    trust: 'differs',
    what: 'the address of a client is that of `X-Forwarded-For` when the proxy is at 127.0.0.1',
    why: 'Workers of uvicorn read the header from the addresses that `--forwarded-allow-ips` trusts; those of gunicorn took only the scheme from it.',
    todo: 'Name the proxy with `--forwarded-allow-ips`, when it is elsewhere.',
  },
  'any-proxy': {
    trust: 'manual',
    what: '`{line}` trusts `X-Forwarded-For` of everybody',
    why: 'Workers of uvicorn take the address of the client from its left end, where the client itself can write.',
    todo: 'Name the addresses of the proxy in the place of `*`.',
  },
  installed: {
    trust: 'same',
    what: '`uvicorn-worker` is installed with gunicorn',
    why: 'It holds the workers of uvicorn.',
    todo: 'Nothing has to be done.',
  },
  run: {
    trust: 'same',
    what: 'uvicorn takes the place of `flask run`, at {host}:{port}',
    why: '`flask` does not find a FastAPI application. Forwarded headers are left alone, as before.',
    todo: 'Nothing has to be done.',
  },
  stops: {
    trust: 'same',
    what: 'uvicorn ends with 143 when it is told to stop',
    why: 'It raises the signal again when the last request is answered; systemd would call that a failure.',
    todo: 'Nothing has to be done.',
  },
  command: {
    trust: 'same',
    what: '`flask {name}` is `python -m {module} {name}`',
    why: '`flask` does not find a FastAPI application; its commands have a module of their own.',
    todo: 'Nothing has to be done.',
  },
  unread: {
    trust: 'manual',
    what: '`{line}` is not edited: it is not understood, or it starts what is not known',
    why: 'A server for WSGI cannot serve FastAPI: it serves what is left of Flask, or answers every request with 500.',
    todo: 'Start `{command}`.',
  },
  alembic: {
    trust: 'same',
    what: '`{line}` is a command of Alembic',
    why: 'It finds the application by itself, and runs the same migrations.',
    todo: 'Nothing has to be done.',
  },
  'no-command': {
    trust: 'manual',
    what: '`{line}` finds no application any more',
    why: '`flask` does not find a FastAPI application, and the command is none of the application.',
    todo: 'Call what it did by itself: `alembic upgrade head` for `flask db upgrade`.',
  },
  server: {
    trust: 'manual',
    what: '`{line}` cannot serve FastAPI',
    why: '{server} speaks WSGI only.',
    todo: 'Start `{command}` in its place, with the number of processes as `--workers`.',
  },
  nginx: {
    trust: 'manual',
    what: '`{line}` speaks the protocol of uWSGI',
    why: 'The server of a FastAPI application speaks HTTP.',
    todo: 'Write `proxy_pass http://ADDRESS;` with `proxy_set_header Host $host;`, `X-Forwarded-For $proxy_add_x_forwarded_for` and `X-Forwarded-Proto $scheme` in its place.',
  },
} as const satisfies Record<string, Message>;

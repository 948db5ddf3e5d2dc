import type { Argument, Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, givenArgument } from '../../src/transform.js';
import type { messages } from './messages.js';

/** What runs a WSGI application when it is called. */
interface Server {
  /** Where the application stands among the arguments. */
  readonly application: readonly [number, string];
  readonly host: readonly [number, string];
  readonly port: readonly [number, string];
  /** In Python, where nothing is given. */
  readonly defaults: readonly [host: string | undefined, port: string | undefined];
  /** `listen="*:8080"` */
  readonly listen?: string;
  /** How many threads it has. */
  readonly threads: readonly string[];
  /** Reloading and debugging. */
  readonly debug: readonly string[];
}

const NOWHERE = Number.POSITIVE_INFINITY;

const SERVERS: Readonly<Record<string, Server>> = {
  'waitress.serve': {
    application: [0, 'app'],
    host: [NOWHERE, 'host'],
    port: [NOWHERE, 'port'],
    defaults: ['0.0.0.0', '8080'],
    listen: 'listen',
    threads: ['threads'],
    debug: [],
  },
  'werkzeug.serving.run_simple': {
    application: [2, 'application'],
    host: [0, 'hostname'],
    port: [1, 'port'],
    defaults: [undefined, undefined],
    threads: ['threaded', 'processes'],
    debug: ['use_reloader', 'use_debugger', 'use_evalex'],
  },
};

/** The server that a call starts, with the application that it is given. */
export function serverCalled(
  app: App,
  file: SourceFile,
  call: Call,
): { readonly server: Server; readonly application: Expr } | undefined {
  const server = SERVERS[app.project.externalPath(call.func, file) ?? ''];
  const application = server && givenArgument(call, ...server.application);
  return application && { server, application: application.value };
}

/**
 * `serve(app, port=80)` → `uvicorn.run(app, host="0.0.0.0", port=80)`; nothing where an option has no counterpart.
 *
 * @param portText The number of a port as uvicorn wants it.
 */
export function* servedByUvicorn(
  app: App,
  file: SourceFile,
  call: Call,
  { server, application }: NonNullable<ReturnType<typeof serverCalled>>,
  portText: (port: Argument) => string | undefined,
): Iterable<Change<keyof typeof messages>> {
  const taken = [server.application, server.host, server.port];
  const names = [...taken.map(([, name]) => name), ...server.threads, ...server.debug, server.listen];
  const isTaken = ({ name, star }: Argument, index: number) =>
    !star && (name === undefined ? taken.some(([at]) => at === index) : names.includes(name));
  const listen = call.args.find(({ name }) => name !== undefined && name === server.listen)?.value;
  const [, address, number] = (listen?.kind === 'string' && /^([\w.*-]+):(\d+)$/.exec(listen.value ?? '')) || [];
  const given = { host: givenArgument(call, ...server.host), port: givenArgument(call, ...server.port) };
  if (!call.args.every(isTaken) || (listen && (!address || given.host || given.port))) return;
  const [anyHost, anyPort] = server.defaults;
  const known = address === '*' ? '0.0.0.0' : (address ?? anyHost);
  const host = given.host ? file.slice(given.host.value) : known && file.quote + known + file.quote;
  const port = given.port ? portText(given.port) : (number ?? anyPort);
  if (!host || !port) return;
  const at = { file, at: call } as const;
  for (const { name, value } of call.args) {
    const isOff = value.kind === 'constant' && value.value !== true;
    if (name && server.threads.includes(name)) yield { ...at, message: 'threads', data: { option: name } };
    if (name && server.debug.includes(name) && !isOff) yield { ...at, message: 'no-reload' };
  }
  const text = `uvicorn.run(${file.slice(application)}, host=${host}, port=${port})`;
  yield {
    ...at,
    message: 'served',
    data: { server: file.slice(call.func) },
    ports: app.wiring.filter(({ event }) => event?.site.node === call),
    edits: [{ start: call.start, end: call.end, text }],
    needs: [{ kind: 'import', file, module: { library: 'uvicorn' }, name: undefined }],
  };
}

import { isApplication } from '../../src/model/objects.js';
import type { Argument, Attribute, Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import { walk } from '../../src/python/walk.js';
import {
  type App,
  type Change,
  defineTransform,
  givenArgument,
  literalInteger,
  supportName,
} from '../../src/transform.js';
import { messages } from './messages.js';
import { servedByUvicorn, serverCalled } from './servers.js';

const NAMED = ['host', 'port', 'debug'];

/** Options that say what uvicorn does anyway. */
const NEEDLESS = ['threaded', 'load_dotenv'];

/** What else of the old server `run_server()` takes: some of it has a meaning for uvicorn, the rest is left out there. */
const TAKEN = [
  'ssl_context',
  'processes',
  'use_reloader',
  'use_debugger',
  'use_evalex',
  'extra_files',
  'exclude_patterns',
  'reloader_interval',
  'reloader_type',
  'fd',
];

export const appRun = defineTransform({
  name: 'app-run',
  summary: 'Turns `app.run()`, and servers that are given the application, into `uvicorn.run()`, when all of it moves.',
  messages,
  fastapi: {
    *wire(app) {
      for (const file of app.files) {
        for (const node of walk(file.module)) {
          if (node.kind !== 'call') continue;
          const called = serverCalled(app, file, node);
          if (called && isOurs(app, file, called.application)) {
            yield* servedByUvicorn(app, file, node, called, (port) => portText(app, file, port));
          }
          if (node.func.kind !== 'attribute' || node.func.attr !== 'run') continue;
          if (isOurs(app, file, node.func.value)) yield* started(app, file, node);
        }
      }
    },
  },
});

/** The application, or what its factory has just made: what stands below `__main__` is not followed. */
function isOurs(app: App, file: SourceFile, receiver: Expr): boolean {
  if (isApplication(app, file, receiver)) return true;
  if (receiver.kind === 'call') return isFactory(app, file, receiver);
  const ref = receiver.kind === 'name' ? app.project.resolve(receiver, file) : undefined;
  if (ref?.kind !== 'variable') return false;
  return ref.bindings.some(({ value }) => value?.kind === 'call' && isFactory(app, ref.file, value));
}

function isFactory(app: App, file: SourceFile, call: Call): boolean {
  const { finish } = app;
  const ref = app.project.resolve(call.func, file);
  return finish?.kind === 'factory' && ref?.kind === 'function' && ref.node === finish.def;
}

type Said = Change<keyof typeof messages>;

/** `app.run(debug=True)` → `uvicorn.run("shop:app", host="127.0.0.1", port=5000, reload=True)`. */
function* started(app: App, file: SourceFile, call: Call): Iterable<Said> {
  const at = { file, at: call } as const;
  if (call.func.kind !== 'attribute') return;
  const strange = call.args.find((argument, index) => !isKnown(argument, index));
  const port = portText(app, file, givenArgument(call, 1, 'port'));
  const threaded = call.args.find(({ name }) => name === 'threaded' || name === 'processes');
  if (threaded && !isTrue(threaded.value)) yield { ...at, message: 'threads', data: { option: threaded.name ?? '' } };
  if (strange || !port || usesServerName(app)) {
    yield* byServer(app, file, call, call.func);
    return;
  }
  const { quote } = file;
  const host = givenArgument(call, 0, 'host');
  const hostText = host && !isNone(host.value) ? file.slice(host.value) : `${quote}127.0.0.1${quote}`;
  const debug = reloading(call);
  const object = file.slice(call.func.value);
  const name =
    debug && importable(app, file, call.func.value)
      ? `${quote}${app.project.moduleName(file.path)}:${object}${quote}`
      : object;
  const reload = debug && name !== object ? `, reload=${file.slice(debug)}` : '';
  yield {
    ...at,
    message: 'run',
    ports: app.wiring.filter(({ kind, event }) => kind === 'run' && event?.site.node === call),
    edits: [
      { start: call.func.start, end: call.end, text: `uvicorn.run(${name}, host=${hostText}, port=${port}${reload})` },
    ],
    needs: [{ kind: 'import', file, module: { library: 'uvicorn' }, name: undefined }],
  };
  if (debug) yield { ...at, message: name === object ? 'no-reload' : 'reload' };
}

/** `app.run(**options)` → `run_server(app, **options)`, which reads the options of Flask. */
function* byServer(app: App, file: SourceFile, call: Call, func: Attribute): Iterable<Said> {
  const at = { file, at: call } as const;
  const isTaken = ({ name, star }: Argument, index: number) =>
    star === '**' || (name === undefined ? !star && index < 4 : [...NAMED, ...NEEDLESS, ...TAKEN].includes(name));
  // "adhoc" makes a certificate at each start
  const isMade = ({ name, value }: Argument) => name === 'ssl_context' && value.kind === 'string';
  const unknown = call.args.find((argument, index) => !isTaken(argument, index) || isMade(argument));
  if (unknown) {
    yield { ...at, message: 'option', data: { option: unknown.name ?? unknown.star ?? '?' } };
    return;
  }
  const known = supportName({ app, file, mode: 'pure' }, 'server', 'run_server');
  const open = call.args[0] ? ', ' : '';
  yield {
    ...at,
    message: 'server',
    ports: app.wiring.filter(({ kind, event }) => kind === 'run' && event?.site.node === call),
    edits: [
      { start: call.start, end: func.end, text: known.text },
      { start: call.parens.start + 1, end: call.parens.start + 1, text: `${file.slice(func.value)}${open}` },
    ],
    needs: known.needs,
  };
  const debug = givenArgument(call, 2, 'debug')?.value;
  const isOff = debug === undefined || (debug.kind === 'constant' && debug.value !== true);
  if (!isOff || call.args.some(({ star }) => star)) yield { ...at, message: 'no-reload' };
}

/** `app.run()` without a host or port listens where SERVER_NAME says. */
function usesServerName(app: App): boolean {
  return app.files.some((file) => /\bSERVER_NAME\b/.test(file.text));
}

function isTrue(expr: Expr): boolean {
  return expr.kind === 'constant' && expr.value === true;
}

function isKnown({ name, star, value }: Argument, index: number): boolean {
  if (star) return false;
  if (name === undefined) return index < 3;
  if (name === 'use_reloader') return value.kind === 'constant';
  return [...NAMED, ...NEEDLESS].includes(name);
}

/** What debug mode is, unless it is off or does not reload. */
function reloading(call: Call): Expr | undefined {
  const debug = givenArgument(call, 2, 'debug')?.value;
  const reloader = call.args.find((argument) => argument.name === 'use_reloader')?.value;
  const isOff = (value: Expr | undefined) => value?.kind === 'constant' && value.value !== true;
  return !debug || isOff(debug) || isOff(reloader) ? undefined : debug;
}

/** Flask makes a number of it; uvicorn wants one. */
function portText(app: App, file: SourceFile, port: Argument | undefined): string | undefined {
  if (!port || isNone(port.value)) return '5000';
  const { value } = port;
  if (literalInteger(value) !== undefined) return file.slice(value);
  if (value.kind !== 'call') return undefined;
  const ref = app.project.resolve(value.func, file);
  if (ref?.kind === 'builtin' && ref.name === 'int') return file.slice(value);
  const isEnvironment = ref?.kind === 'external' && ['os.environ.get', 'os.getenv'].includes(ref.path);
  return isEnvironment && value.args.length === 2 ? `int(${file.slice(value)})` : undefined;
}

function isNone(expr: Expr): boolean {
  return expr.kind === 'constant' && expr.value === null;
}

/** Is the application a name of the module, so that a process of its own can import it? */
function importable(app: App, file: SourceFile, receiver: Expr): boolean {
  if (receiver.kind !== 'name' || enclosingFunction(file, receiver)) return false;
  const bindings = app.project.scopes(file).module.bindings.get(receiver.id) ?? [];
  return bindings.some(({ node }) => {
    const parent = 'kind' in node ? file.parentOf(node) : undefined;
    return parent !== undefined && (file.module.body as readonly unknown[]).includes(parent);
  });
}

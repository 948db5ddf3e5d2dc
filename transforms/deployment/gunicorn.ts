import type { FileEdit } from '../../src/transform.js';
import type { Command, Word } from './words.js';

export const WORKER = 'uvicorn_worker.UvicornWorker';

/** Worker classes that serve ASGI. */
export const SERVES_ASGI = /^(uvicorn_worker\.|uvicorn\.workers\.|asgi$|hypercorn|granian)/;

const FLAGS = new Set([
  'version',
  'help',
  'reload',
  'spew',
  'check-config',
  'print-config',
  'preload',
  'no-sendfile',
  'reuse-port',
  'daemon',
  'initgroups',
  'capture-output',
  'disable-redirect-access-to-syslog',
  'log-syslog',
  'enable-stdio-inheritance',
  'proxy-protocol',
  'do-handshake-on-connect',
  'suppress-ragged-eofs',
  'no-control-socket',
  'strip-header-spaces',
  'permit-obsolete-folding',
  'permit-unconventional-http-method',
  'permit-unconventional-http-version',
  'casefold-http-method',
]);
const SHORT_FLAGS = 'DRvh';
const SHORT = new Set('cbwktgumnpe');

/** What a command line of gunicorn says. */
export interface Gunicorn {
  readonly command: Command;
  /** Where the program stands. */
  readonly program: number;
  /** Where what it serves is named; undefined: in its configuration. */
  readonly target: number | undefined;
  readonly options: readonly Option[];
}

interface Option {
  /** Without dashes; `k` is `worker-class`. */
  readonly name: string;
  readonly value: string | undefined;
  readonly first: number;
  readonly last: number;
}

const LONG: Readonly<Record<string, string>> = {
  k: 'worker-class',
  c: 'config',
  b: 'bind',
  w: 'workers',
  t: 'timeout',
};

/** undefined: there is something in it that is not understood. */
export function readGunicorn(command: Command, program: number): Gunicorn | undefined {
  if (command.isStrange) return undefined;
  const options: Option[] = [];
  const places: number[] = [];
  const { words } = command;
  for (let i = program + 1; i < words.length; i++) {
    const { value, isOpen } = words[i] as Word;
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(value);
    const short = /^-([A-Za-z])(.*)$/s.exec(value);
    if (long) {
      const name = long[1] as string;
      const isFlag = FLAGS.has(name);
      if (long[2] !== undefined || isFlag) options.push({ name, value: long[2], first: i, last: i });
      else options.push({ name, value: words[i + 1]?.value, first: i, last: ++i });
    } else if (short) {
      const [, letter = '', glued] = short;
      const name = LONG[letter] ?? letter;
      if (SHORT_FLAGS.includes(letter) && !glued) options.push({ name, value: undefined, first: i, last: i });
      else if (!SHORT.has(letter)) return undefined;
      else if (glued) options.push({ name, value: glued.replace(/^=/, ''), first: i, last: i });
      else options.push({ name, value: words[i + 1]?.value, first: i, last: ++i });
    } else if (value === '$@') continue;
    else if (isOpen) return undefined;
    else places.push(i);
    if (i >= words.length) return undefined;
  }
  return places.length > 1 ? undefined : { command, program, target: places[0], options };
}

export function optionOf({ options }: Gunicorn, name: string): Option | undefined {
  return options.findLast((one) => one.name === name);
}

/** The worker that serves ASGI, by an option; undefined: the words cannot be written there. */
export function workerEdits(gunicorn: Gunicorn): readonly FileEdit[] | undefined {
  const { command, program } = gunicorn;
  const option = optionOf(gunicorn, 'worker-class');
  const edit = !option
    ? command.inserted(program, ['-k', WORKER])
    : option.first === option.last
      ? command.replaced(option.first, option.first, [`--worker-class=${WORKER}`])
      : command.replaced(option.last, option.last, [WORKER]);
  return edit && [edit];
}

/** A worker of uvicorn has one thread for its loop, and FastAPI has its own for views. */
export function threadEdits(gunicorn: Gunicorn): readonly FileEdit[] {
  return gunicorn.options.flatMap(({ name, first, last }) =>
    name === 'threads' ? gunicorn.command.removed(first, last) : [],
  );
}

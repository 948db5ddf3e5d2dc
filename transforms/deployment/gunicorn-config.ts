import { posix } from 'node:path';
import type { Assign } from '../../src/python/ast.js';
import { SourceFile } from '../../src/python/source-file.js';
import type { App, FileEdit } from '../../src/transform.js';
import { type Gunicorn, optionOf, SERVES_ASGI, WORKER } from './gunicorn.js';

/** The configuration of gunicorn that a command reads, and what it says. */
export interface GunicornConfig {
  readonly file: SourceFile;
  /** What makes its workers serve ASGI; undefined: they do. */
  readonly edits: readonly FileEdit[] | undefined;
  readonly threads: Assign | undefined;
  readonly target: { readonly text: string; readonly at: { readonly start: number; readonly end: number } } | undefined;
}

/** undefined: there is none, it is not of the project, or not understood; an option of the command wins over it. */
export function configOf(app: App, gunicorn: Gunicorn): GunicornConfig | undefined {
  const given = optionOf(gunicorn, 'config')?.value;
  const file = fileAt(app, gunicorn, given ?? 'gunicorn.conf.py', given !== undefined);
  return file && readConfig(file);
}

/** Where the file lies when it runs is another matter: in an image it may be anywhere, under its name. */
function fileAt(app: App, { command }: Gunicorn, given: string, anywhere: boolean): SourceFile | undefined {
  const path = given.replace(/^file:/, '');
  const places = [posix.join(posix.dirname(command.file.path), path), posix.normalize(path)];
  for (const place of places) {
    const file = app.project.file(place);
    if (file) return file;
  }
  if (!anywhere) return undefined;
  const named = app.project.files.filter((one) => posix.basename(one.path) === posix.basename(path));
  return named.length === 1 ? named[0] : undefined;
}

export function readConfig(file: SourceFile): GunicornConfig | undefined {
  if (!(file instanceof SourceFile)) return undefined;
  const assigned = (name: string) =>
    file.module.body.filter((stmt): stmt is Assign => {
      const target = stmt.kind === 'assign' ? stmt.targets[0] : undefined;
      return target?.kind === 'name' && target.id === name;
    });
  const count = (name: string) => file.text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  const [worker] = assigned('worker_class');
  const [threads] = assigned('threads');
  const [target] = assigned('wsgi_app');
  const served = target?.value?.kind === 'string' ? target.value : undefined;
  const rest = {
    file,
    threads,
    target: served?.value === undefined ? undefined : { text: served.value, at: served },
  };
  if (worker) {
    const { value } = worker;
    if (count('worker_class') > 1 || value?.kind !== 'string' || value.value === undefined) return undefined;
    if (SERVES_ASGI.test(value.value)) return { ...rest, edits: undefined };
    const quote = file.text[value.start] === "'" ? "'" : '"';
    return { ...rest, edits: [{ file, start: value.start, end: value.end, text: quote + WORKER + quote }] };
  }
  if (count('worker_class') > 0) return undefined;
  const line = `worker_class = ${file.quote}${WORKER}${file.quote}`;
  // in the place of the threads, where nothing else counts them
  if (threads && count('threads') === 1) {
    return { ...rest, edits: [{ file, start: threads.start, end: threads.end, text: line }] };
  }
  const after = assigned('workers')[0] ?? file.module.body.at(-1);
  const at = after ? file.lineEnd(after.end) : file.text.length;
  const isOpen = at > 0 && !/[\r\n]/.test(file.text[at - 1] as string);
  return { ...rest, edits: [{ file, start: at, end: at, text: isOpen ? file.eol + line : line + file.eol }] };
}

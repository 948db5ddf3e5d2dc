import type { TextFile } from '../../src/python/text-file.js';
import type { Change, Written } from '../../src/transform.js';
import type { messages } from './messages.js';
import { programAt } from './programs.js';
import type { Command } from './words.js';

type Said = Change<keyof typeof messages>;

/** What starts the converted application where nothing of the old line can be kept. */
export function plainCommand({ asgi }: Written): string {
  const factory = asgi.kind === 'factory' ? '--factory ' : '';
  return `uvicorn ${factory}${asgi.target} --host 0.0.0.0 --port 8000 --no-proxy-headers`;
}

const SERVERS: Readonly<Record<string, RegExp>> = {
  uWSGI: /^uwsgi$/,
  waitress: /^waitress-serve$/,
  mod_wsgi: /^mod_wsgi-express$/,
};

/** A command that starts a server for WSGI which has no workers for ASGI. */
export function* otherServer(command: Command, written: Written): Iterable<Said> {
  for (const [server, name] of Object.entries(SERVERS)) {
    const program = programAt(command, name);
    const { words, file } = command;
    if (program < 0 || words.length === program + 1) continue;
    const line = file.text.slice(file.lineStart(command.at.start), file.lineEnd(command.at.end)).trim();
    yield { message: 'server', file, at: command.at, data: { line, server, command: plainCommand(written) } };
  }
}

/** Lines of configuration that are named, and left as they are. */
export function* otherFile(file: TextFile, written: Written): Iterable<Said> {
  const command = plainCommand(written);
  const found = (pattern: RegExp) => [...file.text.matchAll(pattern)].map(({ index, 0: line }) => ({ index, line }));
  for (const { index, line } of found(/^[ \t]*uwsgi_pass[ \t]+[^\r\n#]+/gm)) {
    yield { message: 'nginx', file, at: { start: index, end: index + line.length }, data: { line: line.trim() } };
  }
  const servers = [
    ['uWSGI', /^[ \t]*(?:module|wsgi-file|wsgi|mount|callable)[ \t]*=[ \t]*[^\r\n]+/gm, /^\[uwsgi\]/m],
    ['mod_wsgi', /^[ \t]*WSGIScriptAlias[ \t]+[^\r\n]+/gm, /WSGIScriptAlias/],
  ] as const;
  for (const [server, pattern, sign] of servers) {
    const [first] = sign.test(file.text) ? found(pattern) : [];
    if (!first) continue;
    const at = { start: first.index, end: first.index + first.line.length };
    yield { message: 'server', file, at, data: { line: first.line.trim(), server, command } };
  }
}

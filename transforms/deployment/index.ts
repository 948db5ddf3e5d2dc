import { defineTransform } from '../../src/transform.js';
import { flaskChanges } from './flask-commands.js';
import { gunicornChanges, type Said, strayLines } from './launches.js';
import { messages } from './messages.js';
import { otherFile, otherServer } from './others.js';
import { commandsIn, LAUNCHERS } from './places.js';
import { programAt } from './programs.js';
import type { Command } from './words.js';

export const deployment = defineTransform({
  name: 'deployment',
  summary:
    'Starts the converted application where the old one was started: command lines, images, services, workflows.',
  messages,
  around: LAUNCHERS,
  fastapi: {
    *surround(app, written) {
      const files = [...app.project.texts].filter(([path]) => LAUNCHERS.test(path)).map(([, file]) => file());
      const launchers = files.filter(({ text }) =>
        /\b(gunicorn|flask|uwsgi|waitress|mod_wsgi|WSGIScriptAlias|uwsgi_pass)\b/.test(text),
      );
      const commands = launchers.map((file) => commandsIn(file));
      yield* gunicornChanges(app, written, commands.flat(), launchers);
      for (const [i, file] of launchers.entries()) {
        yield* otherFile(file, written);
        yield* strayLines(app, written, file, commands[i] ?? []);
        for (const command of commands[i] ?? []) {
          yield* otherServer(command, written);
          yield* installed(command);
          yield* flaskChanges(app, written, command);
        }
      }
    },
  },
});

/** `pip install gunicorn` brings the workers along. */
function* installed(command: Command): Iterable<Said> {
  const { words, file } = command;
  const pip = programAt(command, /^pip3?$/);
  const gunicorn = words.findIndex(({ value }) => /^gunicorn(\[.*\])?([=~<>!]=?.*)?$/i.test(value));
  const isThere = words.some(({ value }) => /^uvicorn[-_]worker\b/.test(value));
  if (pip < 0 || words[pip + 1]?.value !== 'install' || gunicorn < 0 || isThere || command.isStrange) return;
  const edit = command.inserted(gunicorn, ['uvicorn-worker']);
  if (edit) yield { message: 'installed', file, at: command.at, edits: [edit] };
}

import { compatPackage, defineTransform, type Need, SHELL, shellLines } from '../../src/transform.js';

export const compat = defineTransform({
  name: 'compat',
  summary: 'Installs `flask_compat` beside Flask, where it gives migrated routes the JSON and the headers of Flask.',
  messages: {
    installed: {
      trust: 'same',
      what: '`flask_compat` answers for migrated routes as Flask did',
      why: 'Dates and keys in JSON, content types and redirect pages are those of Flask.',
      todo: 'Remove the line and the package when no client minds.',
    },
    'no-shell': {
      trust: 'manual',
      what: 'there is no place to install `flask_compat` at',
      why: 'It has to come after `mount_flask`.',
      todo: 'Let the factory return the application by its name.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      // a pure application installs it itself
      if (mode === 'pure' || app.options.style !== 'compatible' || route.words !== 'flask') return;
      const { file, call } = route.site;
      const home = app.finish?.file;
      const package_ = home && compatPackage({ app, file: home, mode });
      const lines = package_ && shellLines(app, SHELL.compat, (shell) => [`${package_.text}.install(${shell})`]);
      if (!lines) yield { message: 'no-shell', file, at: call };
      else yield { message: 'installed', file, at: call, needs: [...package_.needs, ...unwritten(lines)] };
    },
  },
});

/** Lines that an earlier run has not written yet. */
function unwritten(needs: readonly Need[]): Need[] {
  return needs.filter((need) => {
    if (need.kind !== 'lines') return true;
    const [line] = need.lines;
    return line === undefined || !need.file.text.includes(line);
  });
}

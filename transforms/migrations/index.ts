import { posix } from 'node:path';
import { isBelow, references, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  defineTransform,
  FLASK_MIGRATE,
  membersOfMade,
  outsideReferences,
  ownNameOf,
  type Reference,
  swapped,
} from '../../src/transform.js';
import { environments } from './environment.js';
import { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

export const migrations = defineTransform({
  name: 'migrations',
  summary: 'Keeps the migrations of Flask-Migrate, which Alembic runs.',
  messages,
  around: /(^|\/)alembic\.ini$/,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'pure') for (const reference of viewReferences(app, route)) yield* named(app, reference);
    },
    *wire(app) {
      if (!isUsed(app)) return;
      for (const reference of outsideReferences(app, [FLASK_MIGRATE], true)) yield* named(app, reference);
      yield installed(app);
      yield* configured(app);
      yield* environments(app);
    },
    *surround(app, { mode, files }) {
      if (mode !== 'pure' || !isUsed(app)) return;
      for (const { path, text } of files) {
        if (posix.basename(path) !== 'env.py' || !/^enter_application\(/m.test(text)) continue;
        const ini = app.project.texts.get(posix.join(posix.dirname(path), 'alembic.ini'))?.();
        const head = ini && /^\[alembic\][ \t]*(\r\n|\r|\n)/m.exec(ini.text);
        if (!ini || !head) {
          yield { message: 'no-ini', file: app.entryFile, at: { start: 0, end: 0 }, data: { file: path } };
          continue;
        }
        if (/^script_location\b/m.test(ini.text)) continue;
        const start = head.index + head[0].length;
        const edits = [{ start, end: start, text: LINES.map((line) => line + ini.eol).join('') }];
        yield { message: 'ini', file: ini, at: { start: head.index, end: start }, data: { file: ini.path }, edits };
      }
    },
  },
});

const LINES = ['script_location = %(here)s', 'prepend_sys_path = .', 'path_separator = os'];

function isUsed(app: App): boolean {
  return references(app).some((reference) => isBelow(reference, FLASK_MIGRATE));
}

function* named(app: App, reference: Reference): Iterable<Said> {
  if (!isBelow(reference, FLASK_MIGRATE)) return;
  const { path, file, node } = reference;
  const own = ownNameOf(reference);
  if (own) yield swapped(app, reference, own.path, own.module, 'kept');
  else yield { message: 'name', file, at: node, data: { name: path }, accounts: [node] };
}

const EXTENSION = /^flask_migrate\.Migrate(\(\)\.(init_app|__init__))?$/;

/** What is handed the application. */
function installed(app: App): Said {
  const items = app.wiring.filter(({ kind, what }) => kind === 'extension' && EXTENSION.test(what));
  const calls = items.flatMap(({ event }) => (event?.site.node.kind === 'call' ? event.site.node : []));
  const accounts = calls.flatMap(({ args }) => args.map(({ value }) => value));
  const { file, node } = app.scaffold.site;
  return { message: 'kept', file, at: node, data: { name: 'Migrate' }, ports: items, accounts };
}

/** `@migrate.configure`: Alembic itself asks nobody. */
function* configured(app: App): Iterable<Said> {
  for (const { file, member } of membersOfMade(app, 'flask_migrate.Migrate')) {
    if (member.attr === 'configure') yield { message: 'name', file, at: member, data: { name: file.slice(member) } };
  }
}

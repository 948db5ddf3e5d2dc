import { isBelow, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  defineTransform,
  FLASK_SQLALCHEMY,
  isHandled,
  MANIFEST,
  outsideReferences,
  ownNameOf,
  pageDifference,
  type Reference,
  swapped,
  usesDatabase,
  werkzeugAnswered,
} from '../../src/transform.js';
import { insides } from './insides.js';
import { messages } from './messages.js';
import { heldBack } from './versions.js';

type Said = Change<keyof typeof messages>;

export const sqlalchemy = defineTransform({
  name: 'sqlalchemy',
  summary: 'Keeps models, queries and sessions of Flask-SQLAlchemy, on SQLAlchemy alone.',
  messages,
  around: MANIFEST,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'pure') for (const reference of viewReferences(app, route)) yield* named(app, reference);
    },
    *wire(app) {
      if (!usesDatabase(app)) return;
      for (const reference of outsideReferences(app, [FLASK_SQLALCHEMY], true)) yield* named(app, reference);
      yield* heldBack(app);
      yield* insides(app);
      yield* installed(app);
    },
  },
});

/** What only the modules of Flask-SQLAlchemy 2 had at their top. */
const MODULES = /^flask_sqlalchemy\.(extension|model|pagination|query|record_queries|session|track_modifications)$/;

function* named(app: App, reference: Reference): Iterable<Said> {
  if (!isBelow(reference, FLASK_SQLALCHEMY)) return;
  const { path, file, node } = reference;
  const own = ownNameOf(reference);
  if (own) {
    yield swapped(app, reference, own.path, own.module, 'kept');
    return;
  }
  const [home, ...rest] = path.split('.');
  const isOlder = rest.length === 1 && /^[A-Za-z]/.test(rest[0] ?? '') && !MODULES.test(path);
  yield {
    message: isOlder ? 'older' : 'name',
    file,
    at: node,
    data: { name: [home, ...rest].join('.') },
    accounts: [node],
  };
}

const EXTENSION = /^flask_sqlalchemy\.(extension\.)?SQLAlchemy(\(\)\.(init_app|__init__))?$/;

/** What makes `db`, and hands it the application. */
function* installed(app: App): Iterable<Said> {
  const items = app.wiring.filter(({ kind, what }) => kind === 'extension' && EXTENSION.test(what));
  const calls = items.flatMap(({ event }) => (event?.site.node.kind === 'call' ? event.site.node : []));
  const { file, node } = app.scaffold.site;
  const accounts = calls.flatMap(({ args }) => args.map(({ value }) => value));
  const isIdiomatic = app.options.style === 'idiomatic';
  const answered = isIdiomatic ? werkzeugAnswered(app) : undefined;
  yield { message: 'installed', file, at: node, ports: items, accounts, ...answered };
  if (isIdiomatic && !isHandled(app, 404)) yield { message: 'page', file, at: node, difference: pageDifference([404]) };
}

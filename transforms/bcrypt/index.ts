import { isBelow, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  defineTransform,
  handedOver,
  isBaseClass,
  membersOfMade,
  outsideReferences,
  ownNameOf,
  type Reference,
  swapped,
} from '../../src/transform.js';

const LIBRARY = 'flask_bcrypt';
const BCRYPT = 'flask_bcrypt.Bcrypt';
const METHODS = /^(init_app|generate_password_hash|check_password_hash)$/;

type Said = Change<'kept' | 'handed' | 'inside'>;

export const bcrypt = defineTransform({
  name: 'bcrypt',
  summary: 'Keeps the hashes of Flask-Bcrypt, by the same settings.',
  messages: {
    kept: {
      trust: 'same',
      what: "`{name}` is the application's own",
      why: 'It makes the hashes of Flask-Bcrypt, and knows those that it made.',
      todo: 'Take Flask-Bcrypt out of the dependencies when nothing else needs it.',
    },
    handed: {
      trust: 'same',
      what: '`{use}` takes its settings from FastAPI',
      why: 'They are read where the application is handed over, as before.',
      todo: 'Nothing has to be done.',
    },
    inside: {
      trust: 'manual',
      what: '`{use}` belongs to the inside of Flask-Bcrypt',
      why: 'It has another name, or is not there, in what takes its place.',
      todo: 'Use the settings and methods that Flask-Bcrypt documents.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'pure') yield* kept(app, viewReferences(app, route));
    },
    *wire(app) {
      yield* kept(app, outsideReferences(app, [LIBRARY], true));
      const items = app.wiring.filter(({ kind, what }) => kind === 'extension' && what.startsWith(BCRYPT));
      for (const { file, call, node } of handedOver(app, BCRYPT)) {
        const ports = items.filter(({ event }) => event?.site.node === call);
        yield { message: 'handed', file, at: call, data: { use: file.slice(call) }, ports, accounts: [node] };
      }
      for (const { file, member } of membersOfMade(app, BCRYPT)) {
        if (!METHODS.test(member.attr)) yield inside(file, member);
      }
    },
  },
});

function* kept(app: App, found: readonly Reference[]): Iterable<Said> {
  for (const reference of found) {
    if (!isBelow(reference, LIBRARY)) continue;
    const own = ownNameOf(reference);
    if (own && !isBaseClass(reference)) yield swapped(app, reference, own.path, own.module, 'kept');
    else yield { ...inside(reference.file, reference.node), accounts: [reference.node] };
  }
}

function inside(file: Reference['file'], at: Said['at']): Said {
  return { message: 'inside', file, at, data: { use: file.slice(at) } };
}

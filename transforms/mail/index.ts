import { isBelow, references, viewReferences } from '../../src/model/references.js';
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
import { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

const LIBRARY = 'flask_mail';
const MAIL = 'flask_mail.Mail';
const MESSAGE = 'flask_mail.Message';

/** What `Mail` offers, and the settings that it hands on. */
const OF_MAIL =
  /^(app|ascii_attachments|connect|debug|default_sender|init_app|max_emails|password|port|record_messages|send|send_message|server|state|suppress|use_ssl|use_tls|username)$/;

/** What is inside of `Message`, or went out of it. */
const INSIDE_MESSAGE = /^(_\w+|is_bad_headers)$/;

export const mail = defineTransform({
  name: 'mail',
  summary: 'Keeps the mails of Flask-Mail, by the same settings.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'pure') yield* kept(app, viewReferences(app, route));
    },
    *wire(app) {
      if (!references(app).some((reference) => isBelow(reference, LIBRARY))) return;
      yield* kept(app, outsideReferences(app, [LIBRARY], true));
      yield* handed(app);
      for (const { file, member } of membersOfMade(app, MAIL)) {
        if (!OF_MAIL.test(member.attr))
          yield { message: 'member', file, at: member, data: { use: file.slice(member) } };
      }
      for (const { file, member } of membersOfMade(app, MESSAGE)) {
        if (INSIDE_MESSAGE.test(member.attr)) {
          yield { message: 'member', file, at: member, data: { use: file.slice(member) } };
        }
      }
    },
  },
});

function* kept(app: App, found: readonly Reference[]): Iterable<Said> {
  for (const reference of found) {
    const { file, node, path } = reference;
    if (!isBelow(reference, LIBRARY)) continue;
    const name = path.split('.')[1] ?? path;
    const own = ownNameOf(reference);
    if (/^flask_mail\.(email_dispatched|signals)\b/.test(path)) {
      yield { message: 'signal', file, at: node, data: { name } };
    } else if (own && own.path !== 'flask_mail.BadHeaderError' && isBaseClass(reference)) {
      yield { message: 'subclass', file, at: node, data: { name } };
    } else if (own) yield swapped(app, reference, own.path, own.module, 'kept');
  }
}

/** `Mail(app)`, `mail.init_app(app)`. */
function* handed(app: App): Iterable<Said> {
  const items = app.wiring.filter(({ kind, what }) => kind === 'extension' && what.startsWith(MAIL));
  const given = handedOver(app, MAIL);
  for (const { file, call, node } of given) {
    const ports = items.filter(({ event }) => event?.site.node === call);
    yield { message: 'handed', file, at: call, data: { use: file.slice(call) }, ports, accounts: [node] };
  }
}

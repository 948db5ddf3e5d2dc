import { references, viewReferences } from '../../src/model/references.js';
import {
  type App,
  type Change,
  calledBy,
  defineTransform,
  isBaseClass,
  membersOfMade,
  outsideReferences,
  ownNameOf,
  type Reference,
  reachedObstacle,
  swapped,
} from '../../src/transform.js';
import { messages } from './messages.js';
import { protection } from './protection.js';

type Said = Change<keyof typeof messages>;

const PROTECT = 'flask_wtf.csrf.CSRFProtect';
const ERROR = 'flask_wtf.csrf.CSRFError';
const METHODS = ['init_app', 'exempt', 'protect'];

export const wtf = defineTransform({
  name: 'wtf',
  summary: 'Keeps the forms and the tokens of Flask-WTF, on top of WTForms.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') yield* reachedObstacle(route, app, ['flask_wtf'], 'used');
      else yield* kept(app, viewReferences(app, route));
    },
    *wire(app) {
      const used = references(app).filter(({ path }) => path.startsWith('flask_wtf.'));
      if (used.length === 0) return;
      yield* kept(app, outsideReferences(app, ['flask_wtf'], true));
      yield* protection(app, PROTECT);
      for (const { file, member } of membersOfMade(app, PROTECT)) {
        if (!METHODS.includes(member.attr))
          yield { message: 'member', file, at: member, data: { use: file.slice(member) } };
      }
    },
  },
});

function* kept(app: App, found: readonly Reference[]): Iterable<Said> {
  for (const reference of found) {
    const { file, node, path } = reference;
    if (/^flask_wtf\.(form\.)?Form\b/.test(path)) yield { message: 'plain-form', file, at: node };
    if (/^flask_wtf\.(recaptcha\b|Recaptcha)/.test(path)) {
      yield { message: 'recaptcha', file, at: node, data: { name: path.slice(path.lastIndexOf('.') + 1) } };
    }
    const own = path.startsWith('flask_wtf.') ? ownNameOf(reference) : undefined;
    if (!own) continue;
    if (own.path === PROTECT && isBaseClass(reference)) {
      yield { message: 'subclass', file, at: node, data: { name: 'CSRFProtect' } };
    } else if (own.path === ERROR && isHandled(app, reference)) {
      // whoever rewrites the registration writes the name, too
      yield { message: 'kept', file, at: node, data: { name: 'CSRFError' }, accounts: [node] };
    } else yield swapped(app, reference, own.path, own.module, 'kept');
  }
}

/** `@app.errorhandler(CSRFError)`, where the registration gets another form as a whole. */
function isHandled(app: App, { file, node }: Reference): boolean {
  const parent = file.parentOf(node);
  const call = parent?.kind === 'argument' ? file.parentOf(parent) : undefined;
  if (app.general?.errors || call?.kind !== 'call' || call.func.kind !== 'attribute') return false;
  return /^(app_)?errorhandler$|^register_error_handler$/.test(call.func.attr) && !calledBy(file, node);
}

import { isInside, references, viewReferences } from '../../src/model/references.js';
import { decoratorList, wrappersOf } from '../../src/model/wrappers.js';
import {
  type App,
  type Change,
  defineTransform,
  isInView,
  ownNameOf,
  type Reference,
  type Route,
  swapped,
} from '../../src/transform.js';
import { installed } from './installed.js';
import { managerUses } from './manager.js';
import { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

const SIGNALS =
  /^flask_login\.(session_protected|user_(accessed|loaded_from_(cookie|header|request)|logged_(in|out)|login_confirmed|needs_refresh|unauthorized))\b/;

export const login = defineTransform({
  name: 'login',
  summary: 'Keeps logins of Flask-Login: session, cookie, guards, `current_user`.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') return;
      for (const reference of viewReferences(app, route)) if (isOfLogin(reference)) yield kept(app, reference);
      for (const reference of wrapping(route, app)) yield around(app, route, reference);
    },
    *wire(app) {
      const around = new Set(app.routes.flatMap((route) => wrapping(route, app).map(({ node }) => node)));
      for (const reference of references(app)) {
        const { file, node } = reference;
        if (isOfLogin(reference) && !around.has(node) && !isInView(app, file, node)) yield kept(app, reference);
      }
      yield* managerUses(app);
      yield* installed(app);
    },
  },
});

function isOfLogin({ path }: Reference): boolean {
  return path.startsWith('flask_login.');
}

/** What stands between a route and its view. */
function wrapping({ view }: Route, app: App): readonly Reference[] {
  return view ? app.facts.collect(view.file, wrappersOf(view)).references.filter(isOfLogin) : [];
}

/** The elements of `decorators = [login_required]` in a class are called elsewhere, as they are written here. */
function around(app: App, { view }: Route, reference: Reference): Said {
  const change = kept(app, reference);
  const { file, node } = reference;
  const listed = view?.def.kind === 'class' ? (decoratorList(view.def) ?? []) : [];
  if (!listed.some((expr) => isInside(file, node, expr))) return change;
  const { edits, ...said } = change;
  const isSame = edits?.every(({ text }) => text === file.slice(node)) ?? true;
  return isSame ? said : { message: 'listed', file, at: node, data: { name: file.slice(node) }, accounts: [node] };
}

/** `flask_login.current_user` → `current_user` of the application's own `login.py`. */
function kept(app: App, reference: Reference): Said {
  const { file, node, path } = reference;
  const data = { name: path.split('.')[1] as string };
  const at = { file, at: node, data, accounts: [node] };
  if (app.options.style === 'idiomatic') return { ...at, message: 'idiomatic' };
  if (SIGNALS.test(path)) return { ...at, message: 'signal' };
  const own = ownNameOf(reference);
  if (!own) return { ...at, message: 'name', data: { name: path } };
  return swapped(app, reference, own.path, own.module, 'kept');
}

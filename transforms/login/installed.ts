import { loginItems } from '../../src/model/login.js';
import { isApplication } from '../../src/model/objects.js';
import { references } from '../../src/model/references.js';
import { type App, type Change, givenArgument, hookInstallation, type Need, ownNameOf } from '../../src/transform.js';
import { loaderNeeds } from './loaders.js';
import type { messages } from './messages.js';

/** `LoginManager(app)` and `login_manager.init_app(app)` stay as they are; what they register is installed with all hooks. */
export function* installed(app: App): Iterable<Change<keyof typeof messages>> {
  if (!asksForUsers(app) || app.options.style === 'idiomatic') return;
  const { file, node } = app.scaffold.site;
  const items = loginItems(app);
  const given = items.map(({ event, file: home }) => {
    const call = event?.site.node;
    const argument = call?.kind === 'call' ? givenArgument(call, 0, 'app') : undefined;
    return argument && isApplication(app, home, argument.value) ? argument.value : undefined;
  });
  const needs: readonly Need[] | undefined = hookInstallation(app);
  if (items.length === 0 || !needs || given.includes(undefined)) {
    yield { message: 'manager', file, at: node };
    return;
  }
  const accounts = given.flatMap((one) => one ?? []);
  yield { message: 'installed', file, at: node, needs: [...needs, ...loaderNeeds(app)], ports: items, accounts };
}

/** Is more used of Flask-Login than the base classes of users? Another library may have made the LoginManager. */
function asksForUsers(app: App): boolean {
  return references(app).some((one) => {
    const own = one.path.startsWith('flask_login.') ? ownNameOf(one) : undefined;
    return own !== undefined && own.module !== 'users';
  });
}

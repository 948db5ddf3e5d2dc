import { hasLogin, loginItems } from '../../src/model/login.js';
import { isApplication } from '../../src/model/objects.js';
import { type App, type Change, givenArgument, hookInstallation, type Need } from '../../src/transform.js';
import { loaderNeeds } from './loaders.js';
import type { messages } from './messages.js';

/** `LoginManager(app)` and `login_manager.init_app(app)` stay as they are; what they register is installed with all hooks. */
export function* installed(app: App): Iterable<Change<keyof typeof messages>> {
  if (!hasLogin(app) || app.options.style === 'idiomatic') return;
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

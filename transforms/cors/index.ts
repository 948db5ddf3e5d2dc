import { isBelow, references } from '../../src/model/references.js';
import type { Decorator } from '../../src/python/ast.js';
import {
  type App,
  type Change,
  calledBy,
  defineTransform,
  hookInstallation,
  installation,
  type Reference,
  type Route,
  swapped,
} from '../../src/transform.js';
import { EXTENSION, followed, isLost, itemsOf } from './installed.js';
import { messages } from './messages.js';
import { convert } from './quart.js';

type Said = Change<keyof typeof messages>;

const DECORATOR = 'flask_cors.cross_origin';

export const cors = defineTransform({
  name: 'cors',
  summary: 'Keeps the headers of Flask-CORS, for the application, a blueprint or a view.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') return;
      for (const [decorator, reference] of decorators(route, app)) yield decorated(route, decorator, reference, app);
    },
    *wire(app) {
      const inViews = new Set(app.routes.flatMap((route) => [...decorators(route, app)].map(([, { node }]) => node)));
      const used = references(app).filter((one) => [EXTENSION, DECORATOR].some((path) => isBelow(one, path)));
      for (const reference of used) if (!inViews.has(reference.node)) yield kept(app, reference);
      if (used.length > 0) yield* installed(app, used);
    },
  },
  quart: { convert },
});

/** The decorators of Flask-CORS between a route and its view. */
function* decorators(route: Route, app: App): Iterable<[Decorator, Reference]> {
  const view = route.view ?? route.whole;
  for (const decorator of view?.decorators ?? []) {
    for (const reference of app.facts.collect(view?.file as Reference['file'], [decorator]).references) {
      if (isBelow(reference, DECORATOR)) yield [decorator, reference];
    }
  }
}

function decorated(route: Route, decorator: Decorator, reference: Reference, app: App): Said {
  const { file } = reference;
  const { expr } = decorator;
  const isFirst = (route.view ?? route.whole)?.decorators[0] === decorator;
  const isSaid = expr.kind === 'call' && expr.func === reference.node && expr.args.every(({ star }) => !star);
  const options = expr.kind === 'call' ? expr.args : [];
  // with False Flask answers OPTIONS as it does for any other view
  const automatic = options.find(({ name }) => name === 'automatic_options')?.value;
  const isLeft = automatic?.kind === 'constant' && automatic.value === false;
  const isAlone = isFirst && (automatic === undefined || isLeft) && !answersOptions(route);
  if (!isSaid || !(isLeft || isAlone)) {
    const data = { decorator: file.slice(expr), endpoint: route.endpoint };
    return { message: 'inside', file, at: decorator, data };
  }
  return kept(app, reference);
}

function answersOptions({ registration }: Route): boolean {
  return registration.methods?.includes('OPTIONS') ?? false;
}

function kept(app: App, reference: Reference): Said {
  const name = isBelow(reference, EXTENSION) ? 'CORS' : 'cross_origin';
  if (app.options.style === 'idiomatic') {
    return { message: 'idiomatic', file: reference.file, at: reference.node, data: { name } };
  }
  return swapped(app, reference, isBelow(reference, EXTENSION) ? EXTENSION : DECORATOR, 'cors', 'kept');
}

function* installed(app: App, used: readonly Reference[]): Iterable<Said> {
  const items = itemsOf(app);
  const calls = used.filter((one) => isBelow(one, EXTENSION)).flatMap((one) => calledBy(one.file, one.node) ?? []);
  for (const item of calls.length > 0 ? app.wiring : []) {
    const { event, file } = item;
    if (event?.kind !== 'hook' || !/^after_/.test(event.hook)) continue;
    const text = event.function?.kind === 'function' ? event.function.file.slice(event.function.def) : '';
    if (/access-control|\bvary\b/i.test(text)) {
      yield { message: 'order', file, at: event.site.node, data: { hook: item.what } };
    }
  }
  const { file, node } = app.scaffold.site;
  // a decorated view adds its headers when the context of its request is finished
  const needs = calls.length > 0 ? hookInstallation(app) : installation(app, 'middleware', 'install_context');
  const unknown = used.some((one) => isLost(app, one));
  if (!needs || unknown) {
    yield { message: 'blueprint', file, at: node };
    return;
  }
  const accounts = [...calls, ...followed(app)].flatMap(({ args }) => args.slice(0, 1).map(({ value }) => value));
  yield { message: 'installed', file, at: node, needs, ports: items, accounts };
}

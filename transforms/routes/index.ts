import { needsViewRoute, ownerOf } from '../../src/model/returns.js';
import { eventsOf } from '../../src/model/routes.js';
import type { Expr, FunctionDef } from '../../src/python/ast.js';
import {
  type App,
  defineTransform,
  givenArgument,
  type Mode,
  type Need,
  pathOf,
  type Route,
  routerOf,
  ruleArgument,
  signatureOf,
  unfilledParams,
} from '../../src/transform.js';
import { type NamedConverter, namedConverters } from './converters.js';
import { fixedRoute } from './fixed.js';
import { messages } from './messages.js';
import { rewrittenCall, rewrittenDecorator } from './registration.js';

/** Options of a rule that are dealt with; any other keeps the route in Flask. */
const KNOWN_OPTIONS = ['methods', 'endpoint', 'defaults', 'strict_slashes', 'rule'];

export const routes = defineTransform({
  name: 'routes',
  summary: 'Rewrites the registration of a route: decorator, path, methods, name, path parameters.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      const { site, view, endpoint } = route;
      // classes have a transform of their own
      if (route.words !== 'flask' || view?.def.kind === 'class') return;
      const at = { file: site.file, at: site.call };
      const moved = movedRoute(route, app, mode);
      if ('problem' in moved) {
        yield { ...at, message: moved.problem, data: { endpoint, ...moved.data } };
      } else {
        yield { ...at, message: 'moved', data: { endpoint }, edits: moved.edits, needs: moved.needs };
      }
    },
  },
});

type Moved = ReturnType<typeof rewrittenDecorator> & object;
interface Problem {
  readonly problem: keyof typeof messages;
  readonly data?: Readonly<Record<string, string>>;
}

function movedRoute(route: Route, app: App, mode: Mode): Moved | Problem {
  const { site, view, registration } = route;
  const { event } = registration;
  if (view?.def.kind !== 'function' || site.form === 'extension') return { problem: 'unknown-view' };
  if (mapIsChanged(app)) return { problem: 'url-map' };
  const option = strangeOption(route);
  if (option) return { problem: 'rule-option', data: { option } };
  const converters = namedConverters(route, app, mode);
  if (!converters) return { problem: 'converter', data: { rule: event.rule ?? '?' } };
  const written = ruleArgument(site.call);
  const names = new Map([...converters].map(([variable, { name }]) => [variable, name]));
  const path = written && pathOf(site.file, written, event.rule, names);
  if (!path || site.routes.length > 1) return { problem: 'computed-rule' };
  const { def } = view;
  const named = new Set(converters.keys());
  const signature = signatureOf(view.file, def, rulesOfView(route, app), named);
  if ('problem' in signature) return { problem: signature.problem, data: { name: signature.name } };
  const router = routerOf(route, app, mode, needsViewRoute(app, ownerOf(route)));
  if (typeof router === 'string') return { problem: router };
  const unfilled = unfilledParams(def, route.rule);
  const isFixed = event.options.has('defaults') || unfilled.length > 0;
  const wanted = { router: router.text, path, methods: event.methods ?? ['GET'], name: routeName(route) };
  const rewritten = isFixed
    ? fixedRoute(route, app, mode, router.text, path, unfilled)
    : site.form === 'add_url_rule'
      ? rewrittenCall(site, wanted, viewArgument(route) as Expr)
      : rewrittenDecorator(site, wanted);
  if (!rewritten)
    return isFixed ? { problem: 'fixed-values' } : { problem: 'rule-option', data: { option: 'methods' } };
  return {
    edits: [...rewritten.edits, ...signature.edits.map((edit) => ({ ...edit, file: view.file }))],
    needs: [...router.needs, ...signature.needs, ...rewritten.needs, ...converterNeeds(route, def, converters)],
  };
}

/** Something in the registration that changes which requests the rule answers, or that cannot be read. */
function strangeOption(route: Route): string | undefined {
  const { call, form } = route.site;
  const { event } = route.registration;
  const strange = [...event.options.keys()].find((name) => !KNOWN_OPTIONS.includes(name));
  if (strange) return strange;
  if (call.args.some((argument) => argument.star)) return '**';
  if (!event.methodsKnown) return 'methods';
  if (form === 'add_url_rule' && !viewArgument(route)) return 'view_func';
  return undefined;
}

/** The view as it is written in `add_url_rule(…)`: a function by its name. */
function viewArgument(route: Route): Expr | undefined {
  const value = givenArgument(route.site.call, 2, 'view_func')?.value;
  return value?.kind === 'name' || value?.kind === 'attribute' ? value : undefined;
}

/** Is a setting of the URL map changed: other converters, slashes, hosts? */
function mapIsChanged(app: App): boolean {
  return eventsOf(app.events, app.scaffold).some(
    (event) => event.kind === 'assign' && event.attribute.startsWith('url_map'),
  );
}

/** The rules that a view answers, on whatever it is registered. */
function rulesOfView(route: Route, app: App): readonly string[] {
  const own = app.routes.filter((other) => other.view?.def === route.view?.def);
  return own.map((other) => other.rule);
}

/** The endpoint's name, where FastAPI would not make the same: the function's is its default. */
function routeName(route: Route): string | undefined {
  const { view, endpoint } = route;
  return view?.def.kind === 'function' && view.def.name === endpoint ? undefined : endpoint;
}

/** Converters are registered before the first route that names them. */
function converterNeeds(
  { site, view }: Route,
  def: FunctionDef,
  converters: ReadonlyMap<string, NamedConverter>,
): Need[] {
  const file = view?.file ?? site.file;
  return [...converters.values()].flatMap(({ line, needs }): Need[] => [
    ...needs,
    { kind: 'lines', file, anchor: { before: def }, rank: 0, lines: [line, '', ''] },
  ]);
}

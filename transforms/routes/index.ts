import { hiddenBy } from '../../src/model/precedence.js';
import { truth, type Value } from '../../src/model/registration/values.js';
import { needsViewRoute, ownerOf } from '../../src/model/returns.js';
import { ruleVariables } from '../../src/model/rules.js';
import type { Expr, FunctionDef } from '../../src/python/ast.js';
import {
  type App,
  changesPathValues,
  converterNeeds,
  defineTransform,
  filledView,
  fixedValues,
  generalSite,
  givenArgument,
  isRepeated,
  isViewByName,
  type Mode,
  mapIsChanged,
  namedConverters,
  pathOf,
  prefixBefore,
  type Route,
  routerOf,
  ruleArgument,
  signatureOf,
  unfilledParams,
  type ViewRule,
} from '../../src/transform.js';
import { aliasChanges, ruleWithoutView } from './aliases.js';
import { messages } from './messages.js';
import { type Rewritten, registeredBelow, rewrittenCall, rewrittenDecorator, type Wanted } from './registration.js';
import { urlMapChanges } from './url-map.js';
import { wholeSite } from './whole.js';

/** Options of a rule that are dealt with; any other keeps the route in Flask. */
const KNOWN_OPTIONS = ['methods', 'endpoint', 'defaults', 'strict_slashes', 'rule'];

/** Options of a blueprint that its rules get. */
const DECIDING_OPTIONS = ['subdomain', 'url_defaults', 'host'];

export const routes = defineTransform({
  name: 'routes',
  summary: 'Rewrites the registration of a route: decorator, path, methods, name, path parameters.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      const { site, view, endpoint } = route;
      // classes have a transform of their own
      if (route.words !== 'flask' || (view ?? route.whole)?.def.kind === 'class') return;
      const at = { file: site.file, at: site.call };
      const moved = movedRoute(route, app, mode);
      const isUnseen = mode === 'pure' && (route.whole !== undefined || (!view && site.form !== 'extension'));
      const general = 'problem' in moved && isUnseen ? generalSite(route, app) : undefined;
      if (general) yield { ...at, message: 'general', data: { endpoint }, ...general };
      else if ('problem' in moved) {
        yield { ...at, message: moved.problem, data: { endpoint, ...moved.data } };
      } else {
        const message = route.whole ? 'whole' : 'moved';
        yield { ...at, message, data: { endpoint }, edits: moved.edits, needs: moved.needs };
      }
    },
    *wire(app) {
      yield* aliasChanges(app);
      yield* urlMapChanges(app);
    },
  },
});

interface Problem {
  readonly problem: keyof typeof messages;
  readonly data?: Readonly<Record<string, string>>;
}

function movedRoute(route: Route, app: App, mode: Mode): Rewritten | Problem {
  const { site, view, registration } = route;
  const { event } = registration;
  const { def } = view ?? route.whole ?? {};
  if (def?.kind !== 'function' || site.form === 'extension') return { problem: 'unknown-view' };
  const further = mode === 'hybrid' ? ruleWithoutView(route, app) : undefined;
  if (further) return { problem: 'without-view', data: { rule: further } };
  if (mapIsChanged(app, mode)) return { problem: 'url-map' };
  const option = strangeOption(route);
  if (option) return { problem: 'rule-option', data: { option } };
  const converters = namedConverters(route, app, mode);
  if (!converters) return { problem: 'converter', data: { rule: event.rule ?? '?' } };
  const hiding = mode === 'pure' && app.options.style === 'idiomatic' ? hiddenBy(route, app) : undefined;
  if (hiding) return { problem: 'precedence', data: { rule: route.rule, other: hiding } };
  if (isRepeated(route, app)) return { problem: 'registered-twice' };
  const written = ruleArgument(site.call);
  const names = new Map([...converters].map(([variable, { name }]) => [variable, name]));
  const path = written && pathOf(site.file, written, event.rule, names, prefixBefore(route));
  if (!path || site.routes.length > 1) return { problem: 'computed-rule' };
  const router = routerOf(route, app, mode, needsViewRoute(app, ownerOf(route)));
  if (typeof router === 'string') return { problem: router };
  const wanted = { router: router.text, path, methods: methodsOf(route), name: routeName(route) };
  const named = converterNeeds(route, app);
  if (route.whole || !view) {
    const whole = route.whole && wholeSite(route, app, route.whole, wanted, viewArgument(route));
    if (!whole) return { problem: 'fixed-values' };
    return { edits: whole.edits, needs: [...router.needs, ...whole.needs, ...named] };
  }
  const rules = rulesOfView(route, app);
  if (!rules) return { problem: 'fixed-values' };
  const signature = signatureOf(view.file, def, rules, mode === 'pure' && changesPathValues(app, route));
  if ('problem' in signature) return { problem: signature.problem, data: { name: signature.name } };
  const rewritten = rewrittenSite(route, app, mode, def, wanted);
  if ('problem' in rewritten) return rewritten;
  return {
    edits: [...rewritten.edits, ...signature.edits.map((edit) => ({ ...edit, file: view.file }))],
    needs: [...router.needs, ...signature.needs, ...rewritten.needs, ...named],
  };
}

/** The registration itself, in the form that is nearest to what stands there. */
function rewrittenSite(route: Route, app: App, mode: Mode, def: FunctionDef, wanted: Wanted): Rewritten | Problem {
  const { site, rule } = route;
  const { decorator, file } = site;
  const unfilled = unfilledParams(def, rule);
  const methods: Problem = { problem: 'rule-option', data: { option: 'methods' } };
  if (!route.registration.event.options.has('defaults') && unfilled.length === 0) {
    const written = site.form === 'add_url_rule' ? undefined : rewrittenDecorator(site, wanted);
    const view = viewArgument(route);
    return written ?? (view && rewrittenCall(site, wanted, file.slice(view))) ?? methods;
  }
  const view = decorator ? def.name : viewArgument(route) && file.slice(viewArgument(route) as Expr);
  const filled = view ? filledView(route, app, mode, view, unfilled) : undefined;
  if (!filled || (decorator && !isViewByName(route, app, def))) return { problem: 'fixed-values' };
  const written = decorator
    ? registeredBelow(site, decorator, def, wanted, filled.text)
    : rewrittenCall(site, wanted, filled.text);
  return written ? { edits: written.edits, needs: [...filled.needs, ...written.needs] } : methods;
}

/** Something in the registration that changes which requests the rule answers, or that cannot be read. */
function strangeOption(route: Route): string | undefined {
  const { call, form } = route.site;
  const { event } = route.registration;
  const strange = [...event.options].find(
    ([name, value]) => !KNOWN_OPTIONS.includes(name) && !isImplied(route, name, value),
  );
  if (strange) return strange[0];
  for (const use of route.blueprints) {
    const given = [...use.scaffold.options.keys(), ...use.event.options.keys()];
    const deciding = given.find((name) => DECIDING_OPTIONS.includes(name));
    if (deciding) return deciding;
  }
  if (call.args.some((argument) => argument.star)) return '**';
  if (!event.methodsKnown) return 'methods';
  if (form === 'add_url_rule' && !viewArgument(route)) return 'view_func';
  return undefined;
}

/** `methods=["OPTIONS"], provide_automatic_options=False`: Flask takes it for that anyway (`Flask.add_url_rule`). */
function isImplied({ registration }: Route, option: string, value: Value): boolean {
  if (option !== 'provide_automatic_options') return false;
  return truth(value) === false && (registration.event.methods ?? []).includes('OPTIONS');
}

/** The view as it is written in `add_url_rule(…)` or `route(…)(…)`: a function by its name. */
function viewArgument({ site }: Route): Expr | undefined {
  const outer = site.form === 'applied' ? site.file.parentOf(site.call) : undefined;
  const value = outer?.kind === 'call' ? outer.args[0]?.value : givenArgument(site.call, 2, 'view_func')?.value;
  return value?.kind === 'name' || value?.kind === 'attribute' ? value : undefined;
}

/** OPTIONS comes first where the view answers it: the automatic answer of another method's route would, otherwise. */
function methodsOf({ registration }: Route): readonly string[] {
  const methods = registration.event.methods ?? ['GET'];
  return [...methods].sort((a, b) => Number(b === 'OPTIONS') - Number(a === 'OPTIONS'));
}

/** The rules that a view answers, on whatever it is registered; undefined when it is not told what one of them fixes. */
function rulesOfView(route: Route, app: App): readonly ViewRule[] | undefined {
  const rules: ViewRule[] = [];
  for (const other of app.routes) {
    if (other.view?.def !== route.view?.def) continue;
    const fixed = fixedValues(other);
    const variables = ruleVariables(other.rule);
    if (!fixed || variables.some((name) => fixed.has(name))) return undefined;
    rules.push({ rule: other.rule, fixed: [...fixed.keys()] });
  }
  return rules;
}

/** The endpoint's name, where FastAPI would not make the same: the function's is its default. */
function routeName(route: Route): string | undefined {
  const { endpoint } = route;
  const view = route.view ?? route.whole;
  return view?.def.kind === 'function' && view.def.name === endpoint ? undefined : endpoint;
}

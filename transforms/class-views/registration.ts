import { hiddenBy } from '../../src/model/precedence.js';
import { needsViewRoute, ownerOf } from '../../src/model/returns.js';
import { functionsOf } from '../../src/model/views.js';
import type { ClassDef, FunctionDef } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  converterNeeds,
  type FileEdit,
  filledView,
  type Mode,
  mapIsChanged,
  type Need,
  namedConverters,
  pathOf,
  prefixBefore,
  type Route,
  routerOf,
  ruleArgument,
  signatureOf,
  statementRemoved,
  takesLines,
  unfilledParams,
  type View,
  type ViewRule,
} from '../../src/transform.js';
import { classProblem, decoratorTexts } from './classes.js';
import { plainClass } from './edits.js';
import { instanceOf } from './instance.js';
import type { Problem } from './messages.js';

const KNOWN_OPTIONS = ['methods', 'endpoint', 'defaults', 'rule', 'view_func'];

export interface Moved {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** `add_url_rule("/x", view_func=Item.as_view("item"))` → `add_api_route("/x", Item().get, methods=["GET"], name="item")` … */
export function movedClass(route: Route, view: View, def: ClassDef, app: App, mode: Mode): Moved | Problem {
  const { site } = route;
  const { file, call } = site;
  const stmt = statementOf(file, call);
  const strange = strangeRegistration(route, app, mode);
  if (strange) return { problem: 'registration', reason: strange };
  if (
    stmt?.kind !== 'expr' ||
    stmt.values[0] !== call ||
    !takesLines(file, { before: stmt }) ||
    hasComment(file.slice(stmt))
  ) {
    return { problem: 'registration', reason: 'it does not stand on lines of its own' };
  }
  const hiding = mode === 'pure' && app.options.style === 'idiomatic' ? hiddenBy(route, app) : undefined;
  if (hiding) return { problem: 'registration', reason: `\`${hiding}\` would be asked first` };
  const problem = classProblem(app, view.file, def);
  if (problem) return problem;
  const router = routerOf(route, app, mode, needsViewRoute(app, ownerOf(route)));
  if (typeof router === 'string') return { problem: 'place', reason: PLACES[router] };
  const written = ruleArgument(call);
  const named = new Map([...(namedConverters(route, app, mode) ?? [])].map(([variable, { name }]) => [variable, name]));
  const path = written && pathOf(file, written, route.registration.event.rule, named, prefixBefore(route));
  if (!path || site.routes.length > 1) return { problem: 'registration', reason: 'the rule is computed' };
  const answering = answeringMethods(route, def);
  const instance = instanceOf(route, app, mode, def, answering.length);
  if ('problem' in instance) return instance;
  const decorators = decoratorTexts(app, view.file, def);
  if (!decorators || (decorators.length > 0 && view.file !== file)) return { problem: 'decorators' };
  const edits: FileEdit[] = [...instance.edits, ...(mode === 'pure' ? plainClass(view.file, def) : [])];
  const needs: Need[] = [...router.needs, ...converterNeeds(route, app)];
  const name = file.quote + route.endpoint + file.quote;
  for (const [method, own] of answering) {
    if (!own) return { problem: 'dispatch', reason: `it has no \`${method.toLowerCase()}\`` };
    const signature = signatureOf(view.file, own, rulesOf(app, def, method));
    if ('problem' in signature) {
      return { problem: 'parameters', data: { name: signature.name, method: own.name } };
    }
    edits.push(...signature.edits.map((edit) => ({ ...edit, file: view.file })));
    const decorated = decorators.reduce((inner, text) => `${text}(${inner})`, `${instance.text}.${own.name}`);
    const filled = filledView(route, app, mode, decorated, unfilledParams(own, route.rule));
    if (!filled) return { problem: 'registration', reason: '`defaults` is computed' };
    const verb = file.quote + method + file.quote;
    const opening = `${router.text}.add_api_route(${path.text}, ${filled.text}, methods=[${verb}], name=${name}`;
    needs.push(...signature.needs, ...filled.needs, {
      kind: 'stack',
      file,
      at: stmt,
      call,
      instead: true,
      def: own,
      method,
      opening,
    });
  }
  edits.push(statementRemoved(file, stmt));
  return { edits, needs };
}

const PLACES = {
  'out-of-reach': 'the application or blueprint has no name there',
  'registered-twice': 'its blueprint is registered more than once',
  prefix: 'the prefix is made at run time',
} as const;

function strangeRegistration(route: Route, app: App, mode: Mode): string | undefined {
  const { site, registration } = route;
  const { event } = registration;
  if (site.form !== 'add_url_rule') return 'it is not `add_url_rule`';
  if (site.call.args.some(({ star }) => star)) return 'it is given `*`';
  if (!event.methodsKnown) return 'the methods are computed';
  const option = [...event.options.keys()].find((name) => !KNOWN_OPTIONS.includes(name));
  if (option) return `\`${option}\` has no counterpart`;
  if (!namedConverters(route, app, mode)) return `the rule \`${event.rule ?? '?'}\` has a converter of its own`;
  return mapIsChanged(app, mode) ? '`url_map` is changed' : undefined;
}

/** The methods of a rule with the function that answers each, in the order in which the class has them. */
function answeringMethods(route: Route, def: ClassDef): (readonly [string, FunctionDef | undefined])[] {
  const own = functionsOf(def);
  const whole = own.find(({ name }) => name === 'dispatch_request');
  const order = (method: string) => own.findIndex(({ name }) => name.toUpperCase() === method);
  return [...route.methods]
    .sort((a, b) => order(a) - order(b))
    .map((method) => [method, whole ?? own.find(({ name }) => name.toUpperCase() === method)] as const);
}

/** The rules under which a method of a class is called. */
function rulesOf(app: App, def: ClassDef, method: string): readonly ViewRule[] {
  const answered = app.routes.filter((one) => one.view?.def === def && one.methods.includes(method));
  return answered.map(({ rule, registration }) => {
    const defaults = registration.event.options.get('defaults');
    return { rule, fixed: defaults?.kind === 'dict' ? [...defaults.entries.keys()].map(String) : [] };
  });
}

function hasComment(text: string): boolean {
  return /#[^"']*$/m.test(text);
}

import type { Rendered } from '../edits/rewriter.js';
import type { App, Route, View, Wiring } from '../model/app.js';
import { wrappersOf } from '../model/wrappers.js';
import type { Decorator, Expr, FunctionDef, Module, Node } from '../python/ast.js';
import type { Parser } from '../python/parser.js';
import type { SourceFile } from '../python/source-file.js';
import { dottedName, walk } from '../python/walk.js';
import type { Plan } from './plan.js';

/** What a request has to pass on its way to a view: hooks that may answer, and decorators. */
export interface Guards {
  readonly before: readonly string[];
  /** As the text that would be written has them. */
  readonly after: readonly string[];
}

export type Census = ReadonlyMap<Route, Guards>;

/** Hooks that are called before the view, and may answer, or abort. */
const MAY_ANSWER = /^(before_(app_)?request|(app_)?url_value_preprocessor)\b/;

/** `@app.get(…)`, and `@url_rule(app, …)` of the application's own. */
const REGISTERING = /^(get|post|put|delete|patch|head|options|trace|route|api_route|url_rule)$/;

/** Who stands before each route, in Flask and after the change. The decorators are read in what would be written. */
export function censusOf(plan: Plan, rendered: Rendered, chosen: ReadonlySet<string>, parser: Parser): Census {
  const ported = portedItems(plan);
  const texts = new Texts(rendered, parser, plan.atOnce === true);
  const known = new Set(plan.app.routes.flatMap((route) => decoratorsOf(route, plan.app).map(tail)));
  const census = new Map<Route, Guards>();
  for (const route of plan.app.routes) {
    const hooks = plan.app.wiring.filter((item) => covers(item, route));
    const decorators = decoratorsOf(route, plan.app).map(tail);
    const before = [...hooks.map(({ what }) => what), ...decorators.map((name) => `@${name}`)];
    const migrated = chosen.has(route.unit) && plan.decisions.get(route)?.outcome === 'migrated';
    const isCalled = (item: Wiring) => !migrated || (plan.mode === 'pure' && ported.has(item) && texts.registers(item));
    const kept = texts.decorators(route, decorators, known) ?? decorators.filter((name) => texts.names(route, name));
    const after = [...hooks.filter(isCalled).map(({ what }) => what), ...kept.map((name) => `@${name}`)];
    census.set(route, { before, after });
  }
  return census;
}

/** A guard that would be lost, or stand where none stood. */
export function changedGuard({ before, after }: Guards): string | undefined {
  const lost = before.find((guard) => !after.includes(guard));
  if (lost) return `\`${lost}\` would no longer stand before it`;
  const added = after.find((guard) => !before.includes(guard));
  if (added) return `\`${added}\` would stand before it`;
  return before.join() === after.join() ? undefined : 'its guards would stand in another order';
}

function portedItems(plan: Plan): ReadonlySet<Wiring> {
  const decided = [...plan.decisions.values()].flatMap((decision) => decision.changes);
  return new Set([...plan.wiring.changes, ...decided].flatMap(({ change }) => change.ports ?? []));
}

function covers({ kind, what, scaffold }: Wiring, route: Route): boolean {
  if (kind !== 'hook' || !MAY_ANSWER.test(what)) return false;
  const everywhere = scaffold.kind === 'app' || /^\w*app_/.test(what);
  return everywhere || route.blueprints.some((use) => use.scaffold === scaffold);
}

/** What stands between a route and its view, without the registrations of other routes. */
function decoratorsOf(route: Route, app: App): readonly Expr[] {
  const view = viewOf(route);
  if (!view) return [];
  const own = new Set(app.sites.flatMap((site) => site.decorator?.expr ?? []));
  return wrappersOf(view).filter((expr) => !own.has(expr));
}

function viewOf(route: Route): View | undefined {
  return route.view ?? route.whole;
}

/** `login_required` of `@auth.login_required(role="x")`. */
function tail(expr: Expr): string {
  const callee = expr.kind === 'call' ? expr.func : expr;
  if (callee.kind === 'attribute') return callee.attr;
  return callee.kind === 'name' ? callee.id : (dottedName(callee) ?? callee.kind);
}

/** The text of each file as it would be, read once. */
class Texts {
  readonly #modules = new Map<string, Module | undefined>();

  constructor(
    readonly rendered: Rendered,
    readonly parser: Parser,
    /** Hooks stay where they are; a file that nothing has to be done to still has them. */
    readonly inPlace: boolean,
  ) {}

  /** The decorators of the view as they would be; undefined: it is a class, or not there any more. */
  decorators(route: Route, wanted: readonly string[], known: ReadonlySet<string>): readonly string[] | undefined {
    const view = viewOf(route);
    if (!view) return [];
    const { file, def } = view;
    if (def.kind !== 'function') return undefined;
    if (!this.rendered.files.has(file.path)) return undefined;
    const module = this.#module(file);
    const before = functionsIn(file.module).filter(({ node }) => node.name === def.name);
    const after = module ? functionsIn(module).filter(({ node }) => node.name === def.name) : [];
    const found = before.length === after.length ? after[before.findIndex(({ node }) => node === def)] : undefined;
    if (!found) return undefined;
    const { decorators } = found.node;
    const below = (index: number) =>
      decorators
        .slice(index + 1)
        .flatMap((one) => (isRegistration(one) || !known.has(tail(one.expr)) ? [] : tail(one.expr)));
    // who stands above a registration isn't asked by it
    const lists = decorators.flatMap((one, index) => (isRegistration(one) ? [below(index)] : []));
    return lists.find((names) => names.join() === wanted.join()) ?? lists.at(-1) ?? below(-1);
  }

  /** Is something of that name still called or applied in the file? */
  names(route: Route, name: string): boolean {
    const view = viewOf(route);
    const text = view && (this.rendered.files.get(view.file.path)?.text ?? view.file.text);
    return text !== undefined && new RegExp(`^(?!\\s*(from|import)\\b).*\\b${name}\\b`, 'm').test(text);
  }

  /** `@before_request(app)` above the function, or `before_request(app)(…)` somewhere in the file. */
  registers(item: Wiring): boolean {
    const [hook, name] = item.what.split(' ') as [string, string?];
    if (item.event?.site.node.kind !== 'decorator') {
      return new RegExp(`\\b${hook}\\(`).test(this.#text(item.file));
    }
    const module = this.#module(item.file);
    const named = module ? functionsIn(module).filter(({ node }) => node.name === name) : [];
    return named.some(({ node }) => node.decorators.some(({ expr }) => tail(expr) === hook));
  }

  #text(file: SourceFile): string {
    return this.rendered.files.get(file.path)?.text ?? (this.inPlace ? file.text : '');
  }

  #module(file: SourceFile): Module | undefined {
    const { path } = file;
    if (!this.#modules.has(path)) {
      const parsed = this.parser.parseText(this.#text(file));
      this.#modules.set(path, 'module' in parsed ? parsed.module : undefined);
    }
    return this.#modules.get(path);
  }
}

function isRegistration({ expr }: Decorator): boolean {
  return expr.kind === 'call' && REGISTERING.test(tail(expr));
}

function functionsIn(module: Module): { readonly node: FunctionDef }[] {
  const found: { node: FunctionDef }[] = [];
  for (const node of walk(module) as Iterable<Node>) if (node.kind === 'function') found.push({ node });
  return found;
}

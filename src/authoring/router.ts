import { posix } from 'node:path';
import { takesLines } from '../edits/lines.js';
import type { Anchor, Need } from '../edits/needs.js';
import type { App, Route } from '../model/app.js';
import { isBridgeRouter } from '../model/bridge.js';
import type { Scaffold } from '../model/registration/values.js';
import { AT_RUN_TIME, eventsOf } from '../model/routes.js';
import { fastapiPath } from '../model/rules.js';
import type { Expr, Stmt } from '../python/ast.js';
import { boundAt } from '../python/lookup.js';
import type { SourceFile } from '../python/source-file.js';
import { statementOf } from '../python/surroundings.js';
import { walk } from '../python/walk.js';
import type { Mode } from '../transform.js';
import { baseName, freshName, libraryName, supportName } from './names.js';
import { supportFolder } from './support.js';

/** What a migrated route is registered on: the text that names it, and what has to be there. */
export interface Router {
  readonly text: string;
  readonly needs: readonly Need[];
}

/** Why there is none. */
export type RouterProblem = 'out-of-reach' | 'registered-twice' | 'prefix';

/**
 * In a pure application the object itself, which has become a FastAPI or an APIRouter. Beside Flask an APIRouter of its own,
 * next to the Flask object, included where that is registered.
 */
export function routerOf(route: Route, app: App, mode: Mode, routeClass: boolean): Router | RouterProblem {
  const { receiver, file } = route.site;
  if (!receiver) return 'out-of-reach';
  const atRunTime = mode === 'pure' && app.options.style === 'compatible';
  if (!route.blueprints.every((use) => use.known || (atRunTime && !use.name.includes(AT_RUN_TIME)))) return 'prefix';
  if (isRepeated(route, app)) return 'registered-twice';
  if (mode === 'pure') return { text: file.slice(receiver), needs: [] };
  return besideFlask(route, app, receiver, file, routeClass);
}

/** Is a blueprint on the way registered more than once? Its routes would then have two names. */
export function isRepeated(route: Route, app: App): boolean {
  return route.blueprints.some(
    (use) => app.events.filter((event) => event.kind === 'register' && event.child === use.scaffold).length > 1,
  );
}

function besideFlask(
  route: Route,
  app: App,
  receiver: Expr,
  file: SourceFile,
  routeClass: boolean,
): Router | RouterProblem {
  const home = homeOf(app, receiver, file);
  if (!home || !takesLines(home.file, home.anchor)) return 'out-of-reach';
  const inner = route.blueprints.at(-1);
  const router = home.existing ?? (routerNames(app).get(home.stmt) as string);
  const prefix = inner?.prefix === undefined ? '' : fastapiPath(inner.prefix.replace(/\/+$/, ''));
  if (prefix === undefined) return 'prefix';
  const place = { app, file: home.file, mode: 'hybrid' } as const;
  const viewRoute = routeClass ? supportName(place, 'responses', 'ViewRoute') : undefined;
  const options = [
    ...(prefix ? [`prefix=${home.file.quote}${prefix}${home.file.quote}`] : []),
    ...(viewRoute ? [`route_class=${viewRoute.text}`] : []),
  ].join(', ');
  const needs: Need[] = [];
  if (!home.existing) {
    const made = libraryName(place, 'fastapi', 'APIRouter');
    needs.push(...made.needs, ...(viewRoute?.needs ?? []), {
      kind: 'lines',
      file: home.file,
      anchor: home.anchor,
      rank: 1,
      lines: [`${router} = ${made.text}(${options})`],
    });
    const included = inclusion(route, app, home, router);
    if (!included) return 'out-of-reach';
    needs.push(...included);
  }
  if (home.file === file) return { text: router, needs };
  if (receiver.kind === 'attribute') return { text: `${file.slice(receiver.value)}.${router}`, needs };
  const local = freshName(file, [router, `${home.target}_router`]);
  needs.push({ kind: 'import', file, module: { path: home.file.path }, name: router, local });
  return { text: local, needs };
}

interface Home {
  readonly file: SourceFile;
  readonly target: string;
  readonly stmt: Stmt;
  readonly anchor: Anchor;
  /** An APIRouter that an earlier run has put there. */
  readonly existing: string | undefined;
}

/** The assignment that gives the Flask object its name. */
function homeOf(app: App, receiver: Expr, file: SourceFile): Home | undefined {
  const ref = app.project.resolve(receiver, file);
  if (ref?.kind !== 'variable') return undefined;
  const [binding, more] = ref.bindings.filter((one) => !one.typing);
  if (!binding || more || binding.kind !== 'value' || ref.scope.node.kind === 'class') return undefined;
  const stmt = statementOf(ref.file, binding.node as Expr);
  if (stmt?.kind !== 'assign' || stmt.op !== undefined) return undefined;
  return {
    file: ref.file,
    target: binding.name,
    stmt,
    anchor: { after: stmt },
    existing: existingRouter(app, ref.file, stmt),
  };
}

const namesOf = new WeakMap<App, ReadonlyMap<Stmt, string>>();

/**
 * The names of the routers, by the statement that makes the Flask object: `router` for the first in a file, `users_router` for
 * that of `users`. Of all Flask objects, whichever of them move now.
 */
function routerNames(app: App): ReadonlyMap<Stmt, string> {
  let names = namesOf.get(app);
  if (!names) {
    const homes = new Map<Stmt, Home>();
    for (const { receiver, file } of app.sites) {
      const home = receiver && homeOf(app, receiver, file);
      if (home) homes.set(home.stmt, home);
    }
    const found = new Map<Stmt, string>();
    const taken = new Map<SourceFile, Set<string>>();
    for (const { file, target, stmt } of [...homes.values()].sort((a, b) => a.stmt.start - b.stmt.start)) {
      const known = taken.get(file) ?? new Set<string>();
      taken.set(file, known);
      const name =
        isOnlyMember(file, 'router') && !known.has('router')
          ? 'router'
          : freshName(file, ['router', `${baseName(target) || target.toLowerCase()}_router`], known);
      known.add(name);
      found.set(stmt, name);
    }
    names = found;
    namesOf.set(app, names);
  }
  return names;
}

/** `include_router(app, shop.router)` of a unit that moved before takes nothing away: any order comes to the same names. */
function isOnlyMember({ text }: SourceFile, name: string): boolean {
  return !new RegExp(`(?<![.\\w])${name}\\b`).test(text);
}

/** `router = APIRouter(…)` right below; nothing but `bridged = FlaskRouter(…)` stands between the two. */
function existingRouter(app: App, file: SourceFile, stmt: Stmt): string | undefined {
  const { body } = file.module;
  const at = body.indexOf(stmt);
  for (const next of at >= 0 ? body.slice(at + 1, at + 3) : []) {
    if (next.kind !== 'assign' || next.value?.kind !== 'call' || next.targets[0]?.kind !== 'name') return undefined;
    if (app.project.externalPath(next.value.func, file) === 'fastapi.APIRouter') return next.targets[0].id;
    if (!isBridgeRouter(app.project, file, next.value)) return undefined;
  }
  return undefined;
}

/** `include_router(app, shop.router)`, right below `app.register_blueprint(shop.bp)`; for the application's own, below it. */
function inclusion(route: Route, app: App, home: Home, router: string): Need[] | undefined {
  const path = `${supportFolder(app)}/flask_bridge/__init__.py`.replace(/^\.\//, '');
  const [use] = route.blueprints;
  if (!use) {
    return [
      { kind: 'import', file: home.file, module: { path }, name: 'include_router' },
      {
        kind: 'lines',
        file: home.file,
        anchor: home.anchor,
        rank: 2,
        lines: [`include_router(${home.target}, ${router})`],
      },
    ];
  }
  const { call, site } = use.event;
  if (call?.func.kind !== 'attribute' || site.file !== callFile(app, use.scaffold)) return undefined;
  const { file } = site;
  const stmt = statementOf(file, call);
  const [child] = call.args;
  if (stmt?.kind !== 'expr' || !child || child.name || !takesLines(file, { after: stmt })) return undefined;
  const named = nameAt(app, route, child.value, file, home, router);
  const flask = file.slice(call.func.value);
  const lines = [...named.lines, `include_router(${flask}, ${named.text})`];
  return [
    { kind: 'import', file, module: { path }, name: 'include_router' },
    ...named.needs,
    { kind: 'lines', file, anchor: { after: stmt }, rank: 2, lines },
  ];
}

function callFile(app: App, scaffold: Scaffold): SourceFile | undefined {
  const event = eventsOf(app.events, app.scaffold).find((one) => one.kind === 'register' && one.child === scaffold);
  return event?.site.file;
}

/**
 * How the router is named where the blueprint is registered: `shop.bp` → `shop.router`. Where the blueprint is imported inside
 * the factory, so is the router: at the top the two modules might import each other.
 */
function nameAt(
  app: App,
  route: Route,
  child: Expr,
  file: SourceFile,
  home: Home,
  router: string,
): Router & { readonly lines: readonly string[] } {
  if (home.file === file) return { text: router, needs: [], lines: [] };
  const isNested = route.blueprints.length > 1;
  if (child.kind === 'attribute' && !isNested) {
    return { text: `${file.slice(child.value)}.${router}`, needs: [], lines: [] };
  }
  const module = home.file.path.replace(/\.py$/, '').replace(/\/__init__$/, '');
  const wanted = home.target.replace(/_?(bp|blueprint)$/i, '') || posix.basename(module);
  const local = freshName(file, [`${wanted}_router`]);
  if (isImportedInside(app, child, file)) {
    const line = `from ${app.project.moduleName(home.file.path)} import ${router} as ${local}`;
    return { text: local, needs: [], lines: [line] };
  }
  const needs: Need[] = [{ kind: 'import', file, module: { path: home.file.path }, name: router, local }];
  return { text: local, needs, lines: [] };
}

/** Is what stands left of the dots bound by an import inside a function? */
function isImportedInside(app: App, expr: Expr, file: SourceFile): boolean {
  const head = [...walk(expr)].find((node) => node.kind === 'name');
  if (head?.kind !== 'name') return false;
  const found = boundAt(app.project, file, head);
  return found?.scope.node.kind === 'function' && found.bindings.every((binding) => binding.kind === 'import');
}

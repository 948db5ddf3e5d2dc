import type { Expr, FunctionDef } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosingFunction } from '../python/surroundings.js';
import type { App, Finish, Options, Route, RouteSite, View } from './app.js';
import type { EntryRef } from './entry.js';
import { FactBook } from './facts.js';
import { nameMembers } from './members.js';
import { importedPaths, isTest } from './read.js';
import type { RouteEvent } from './registration/events.js';
import { type ExternalCall, Interpreter } from './registration/interpreter.js';
import { hooksOutOfReach } from './registration/unreached.js';
import type { Scaffold, Value } from './registration/values.js';
import { AT_RUN_TIME, type Registration, registrationsOf, viewDefinition } from './routes.js';
import { selfParams } from './subclass.js';
import { twinsOf, withoutTwins } from './twins.js';
import { wiringOf } from './wiring.js';

/** Why there is no application at an entry. */
export type NoApp = 'no-module' | 'no-attribute' | 'not-flask';

/**
 * Follows the registration code from its entry and makes the model.
 *
 * @param externals What calls of libraries register, from the transforms of extensions.
 */
export function buildApp(
  project: Project,
  entry: EntryRef,
  options: Options,
  externals: ReadonlyMap<string, ExternalCall>,
): App | NoApp {
  const path = project.findModulePath(entry.module, '');
  const entryFile = path ? project.file(path) : undefined;
  if (!path || !entryFile) return 'no-module';
  const interpreter = new Interpreter(project, externals);
  const named = interpreter.module(path)?.vars.get(entry.attribute);
  if (!named) return 'no-attribute';
  const value =
    named.kind === 'function'
      ? interpreter.call(
          named,
          { positional: [], named: new Map(), complete: false },
          interpreter.site(named.file, named.def),
        )
      : named;
  if (value.kind !== 'scaffold') return 'not-flask';
  const { scaffold } = value;
  const registrations = registrationsOf(interpreter.events, scaffold);
  const sites = sitesOf(project, registrations);
  const finish = finishOf(project, interpreter, named, scaffold, entryFile, registrations);
  const { files, programs } = filesOf(project, entryFile);
  const hooks = hooksOutOfReach(interpreter, files, scaffold);
  const twins = twinsOf(interpreter.scaffolds, scaffold);
  const events = withoutTwins([...interpreter.events, ...hooks], scaffold, twins);
  for (const [param, held] of interpreter.holders) {
    if (held && twins.includes(held)) interpreter.holders.set(param, scaffold);
  }
  for (const self of selfParams(scaffold)) {
    if (!interpreter.holders.has(self)) interpreter.holders.set(self, scaffold);
  }
  const app: App = {
    project,
    options,
    entry: { ...entry, kind: named.kind === 'function' ? 'factory' : 'object' },
    entryFile,
    scaffold,
    finish,
    routes: sites.flatMap((site) => site.routes),
    sites,
    wiring: wiringOf(events, scaffold),
    events,
    facts: new FactBook(project),
    files,
    programs,
    holders: interpreter.holders,
    twins,
    choices: interpreter.choices,
    mounted: events.some((event) => event.kind === 'mount' && event.scaffold === scaffold),
    incomplete: interpreter.exhausted,
  };
  nameMembers(app);
  return app;
}

function sitesOf(project: Project, registrations: readonly Registration[]): RouteSite[] {
  const groups = new Map<RouteEvent['call'], Registration[]>();
  for (const registration of registrations) {
    const { call } = registration.event;
    const group = groups.get(call);
    if (group) group.push(registration);
    else groups.set(call, [registration]);
  }
  const units = unitNames(project, registrations);
  // of all routes: `@bp.route("/b")` below `@bp.route("/a")` hands the view on as it is
  const registering = new Set<unknown>(
    registrations.flatMap(({ event }) => event.site.frames.map((frame) => frame.node)),
  );
  return [...groups.values()].map((group) => {
    const { event } = group[0] as Registration;
    const frame = event.form === 'decorator' ? event.site.frames.at(-1) : undefined;
    const routes: Route[] = [];
    const site: RouteSite = {
      file: event.callFile,
      call: event.call,
      form: event.form,
      words: event.words,
      receiver: event.call.func.kind === 'attribute' ? event.call.func.value : undefined,
      decorator: frame?.node.kind === 'decorator' ? frame.node : undefined,
      definition: frame?.definition,
      routes,
    };
    for (const registration of unrepeated(group)) {
      routes.push(route(registration, site, units.get(registration) as string, registering));
    }
    return site;
  });
}

/** The same rule met twice at one site (a condition taken both ways) is one rule. */
function unrepeated(group: readonly Registration[]): Registration[] {
  const seen = new Set<string>();
  return group.filter(({ endpoint, rule, methods }) => {
    const key = `${endpoint} ${rule} ${methods.join()}`;
    return !seen.has(key) && seen.add(key);
  });
}

function route(registration: Registration, site: RouteSite, unit: string, registering: ReadonlySet<unknown>): Route {
  const { event } = registration;
  const view = viewOf(event, site, registering);
  const atView = site.form === 'decorator' && site.definition;
  const [file, start] = atView ? [site.file, atView.start] : lineOf(event);
  return {
    endpoint: registration.endpoint,
    rule: registration.rule,
    methods: registration.methods,
    unit,
    file,
    line: file.positionOf(start).line,
    view,
    site,
    registration,
    blueprints: registration.blueprints,
    words: event.words,
  };
}

/** A project's own registering decorator: the line is that of the definition under it. */
function lineOf(event: RouteEvent): [SourceFile, number] {
  for (const frame of [...event.site.frames].reverse()) {
    if (frame.definition) return [frame.file, frame.definition.start];
  }
  return [event.callFile, event.call.start];
}

function viewOf(event: RouteEvent, site: RouteSite, registering: ReadonlySet<unknown>): View | undefined {
  const found = viewDefinition(event);
  if (!found) return undefined;
  const { file, def } = found;
  const all = def.decorators;
  const own = site.decorator && site.definition === def ? all.indexOf(site.decorator) : -1;
  const decorators = all.slice(own + 1).filter((decorator) => !registering.has(decorator));
  return { file, def, decorators, value: event.view };
}

/** Unit names: the outermost blueprint's, or the module's for routes of the application itself. */
function unitNames(project: Project, registrations: readonly Registration[]): Map<Registration, string> {
  const blueprints = new Set(
    registrations.flatMap(({ blueprints: [outer] }) =>
      outer?.name ? [blueprintUnit(outer.name, outer.scaffold)] : [],
    ),
  );
  return new Map(
    registrations.map((registration) => {
      const [outer] = registration.blueprints;
      if (outer?.name) return [registration, blueprintUnit(outer.name, outer.scaffold)];
      // a router beside a blueprint keeps that one's name in those of its routes
      const { event, endpoint } = registration;
      const [head, ...rest] = event.words === 'fastapi' ? endpoint.split('.') : [];
      if (head && rest.length > 0) return [registration, RESERVED.has(head) ? `${head}-blueprint` : head];
      const module = project.moduleName(registration.event.callFile.path);
      return [registration, blueprints.has(module) || RESERVED.has(module) ? `${module}-module` : module];
    }),
  );
}

const RESERVED = new Set(['prep', 'cleanup']);

function blueprintUnit(name: string, scaffold: Scaffold): string {
  if (!name.includes(AT_RUN_TIME)) return RESERVED.has(name) ? `${name}-blueprint` : name;
  const { file, node } = scaffold.site;
  const parent = file.parentOf(node);
  const target = parent?.kind === 'assign' ? parent.targets[0] : undefined;
  return target?.kind === 'name' ? target.id : `blueprint-${file.positionOf(node.start).line}`;
}

/** Where nothing is registered on the application any more, as the order of events tells. */
function finishOf(
  project: Project,
  interpreter: Interpreter,
  named: Value,
  scaffold: Scaffold,
  entryFile: SourceFile,
  registrations: readonly Registration[],
): Finish | undefined {
  const last = Math.max(0, ...registrations.map(({ event }) => interpreter.events.indexOf(event) + 1));
  const done = (at: SourceFile | FunctionDef) => (interpreter.ends.get(at) ?? Number.POSITIVE_INFINITY) >= last;
  if (named.kind === 'function') {
    const { def, file } = named;
    return def.kind === 'function' && !def.isAsync ? { kind: 'factory', file, def } : undefined;
  }
  const [outer] = scaffold.site.frames;
  const made = outer?.node.kind === 'call' ? functionCalled(project, outer.file, outer.node.func) : undefined;
  if (made && enclosingFunction(scaffold.site.file, scaffold.site.node) && done(made.def))
    return { kind: 'factory', ...made };
  const home = made ? outer?.file : scaffold.site.file;
  if (home && !enclosingFunction(home, made ? (outer?.node ?? scaffold.site.node) : scaffold.site.node) && done(home)) {
    return { kind: 'module', file: home };
  }
  return { kind: 'module', file: entryFile };
}

/** The files that the entry leads to, and those beside tests that lead to one of them. */
function filesOf(project: Project, entry: SourceFile): Pick<App, 'files' | 'programs'> {
  const imports = new Map(project.files.map((file) => [file, importedPaths(project, file)]));
  const found = new Set<SourceFile>([entry]);
  const programs = new Set<SourceFile>();
  for (const file of found) {
    for (const path of imports.get(file) ?? []) {
      const imported = project.file(path);
      if (imported) found.add(imported);
    }
  }
  // another program may stand on the same library: what knows nothing of Flask is no part of the application
  const paths = new Set([...found].filter((file) => /flask/i.test(file.text)).map((file) => file.path));
  for (const [file, imported] of imports) {
    if (found.has(file) || isTest(file.path) || !imported.some((path) => paths.has(path))) continue;
    found.add(file);
    if (!/flask/i.test(file.text)) programs.add(file);
  }
  return { files: [...found].sort((a, b) => (a.path < b.path ? -1 : 1)), programs };
}

function functionCalled(
  project: Project,
  file: SourceFile,
  callee: Expr,
): { file: SourceFile; def: FunctionDef } | undefined {
  const ref = project.resolve(callee, file);
  return ref?.kind === 'function' ? { file: ref.file, def: ref.node } : undefined;
}

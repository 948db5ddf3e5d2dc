import { resolve } from 'node:path';
import { type Rendered, Rewriter, type Without } from './edits/rewriter.js';
import { SupportLibrary } from './edits/support.js';
import { closest, UsageError } from './errors.js';
import type { App, Options, Outcome, RouteSite, Target } from './model/app.js';
import { buildApp } from './model/build.js';
import { type Candidate, type EntryRef, findEntries, parseEntry } from './model/entry.js';
import { isFlaskName } from './model/flask-names.js';
import { type Reading, readProject } from './model/read.js';
import { type Census, censusOf, changedGuard } from './plan/census.js';
import { Guard } from './plan/guard.js';
import { inOrder } from './plan/messages.js';
import { CLEANUP, type End, makePlan, type Plan, PREP, type Reason } from './plan/plan.js';
import { type Failure, surrounded } from './plan/surroundings.js';
import { makeSwitch } from './plan/switch.js';
import { ontoTree, type StuckBridge, type Unbridged, unbridged } from './plan/unbridged.js';
import { type Unit, unitsOf } from './plan/units.js';
import type { Call } from './python/ast.js';
import { Parser, type Unread } from './python/parser.js';
import type { Transform } from './transform.js';

export interface RunOptions extends Options {
  readonly cwd: string;
  /** `MODULE:ATTR`; found by itself when there is only one. */
  readonly app?: string;
  readonly target?: Target;
  /** Units to do; none: all of them. */
  readonly units: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Reads files as well that nothing of Flask leads to. */
  readonly readAll?: boolean;
  /** Skips the check of what would be written; for measuring what the check costs. */
  readonly unguarded?: boolean;
  /** Called with one line when a step begins. */
  readonly progress?: (step: string) => void;
}

/** What a run found out and would do. Nothing is written by it. */
export interface Run {
  readonly root: string;
  readonly target: Target;
  readonly reading: Reading;
  readonly unread: readonly Unread[];
  readonly plan: Plan | undefined;
  readonly units: readonly Unit[];
  /** The units chosen, with what they need. */
  readonly chosen: ReadonlySet<string>;
  readonly rendered: Rendered;
  /** Files that could not be vouched for; their units stay as they were. */
  readonly failures: readonly Failure[];
  /** What stands before each route, now and then. */
  readonly census: Census;
}

const NOTHING: Rendered = { files: new Map(), removed: [], refused: [] };
const ROUNDS = 12;

const PLANNERS: Readonly<Record<Target, typeof makePlan>> = {
  fastapi: makePlan,
  quart: (transforms, app, _end, limits) => makeSwitch(transforms, app, limits),
};

/** What is made once for many runs: the parser, the support files, and the checker of what is written. */
export interface Engine {
  readonly parser: Parser;
  readonly support: SupportLibrary;
  readonly guard: Guard;
}

export async function createEngine(): Promise<Engine> {
  const parser = await Parser.create();
  return { parser, support: new SupportLibrary(parser), guard: new Guard(parser) };
}

/**
 * Reads the project, plans, renders and checks. The same input gives the same run, byte for byte.
 *
 * @throws UsageError when the application or a unit cannot be told.
 */
export async function run(transforms: readonly Transform[], options: RunOptions, engine?: Engine): Promise<Run> {
  const root = resolve(options.cwd);
  const { progress = () => {} } = options;
  progress('reading');
  const { parser, support, guard } = engine ?? (await createEngine());
  const wanted = options.app === undefined ? undefined : parseEntry(options.app);
  if (options.app !== undefined && !wanted) {
    throw new UsageError(`--app ${options.app} is not MODULE:ATTRIBUTE`, 'for example --app shop.app:create_app');
  }
  const reading = readProject(root, parser, {
    ...(options.include && { include: options.include }),
    ...(options.exclude && { exclude: options.exclude }),
    ...(options.readAll && { readAll: true }),
    around: transforms.flatMap(({ around }) => around ?? []),
    ...(wanted && { modules: [wanted.module] }),
  });
  const { target = 'fastapi' } = options;
  if (target === 'quart' && options.units.length > 0) {
    throw new UsageError('an application goes to Quart as a whole', 'name no unit');
  }
  if (target === 'quart' && options.style === 'idiomatic') {
    throw new UsageError('--style idiomatic is not there for Quart', "Flask's answers are kept");
  }
  const base = { root, target, reading, unread: reading.unread };
  const nothing = {
    ...base,
    plan: undefined,
    units: [],
    chosen: new Set<string>(),
    rendered: NOTHING,
    failures: [],
    census: new Map(),
  };
  const entry = wanted ?? onlyEntry(reading);
  if (!entry) return nothing;
  if (wanted) reading.project.noteModule(wanted.module);
  progress('following the registration code');
  const ordered = inOrder(transforms);
  const app = application(reading, entry, options, ordered);
  // converted by an earlier run
  if (app.scaffold.kind === 'fastapi' || app.scaffold.kind === 'quart') return nothing;
  progress('planning');
  const bridge =
    app.mounted && mayEnd(options)
      ? unbridged(ordered, app, { parser, support }, (project) => {
          if (wanted) project.noteModule(wanted.module);
          return application({ ...reading, project }, entry, options, ordered);
        })
      : undefined;
  const result = await settle(ordered, app, options, { parser, support, guard }, bridge, progress);
  return { ...base, ...result };
}

function onlyEntry(reading: Reading): EntryRef | undefined {
  const found = findEntries(reading.project);
  const factories = found.filter((one) => one.kind === 'factory');
  // a module-level app beside the factory of its own module is made by hand there for old callers
  const choice = factories.length === 1 && found.every((one) => one.file === factories[0]?.file) ? factories : found;
  if (choice.length > 1) {
    throw new UsageError(
      `there are ${choice.length} Flask applications: ${choice.map(described).join(', ')}`,
      'name one with --app',
    );
  }
  return choice[0];
}

function described({ module, attribute, file, line }: Candidate): string {
  return `${module}:${attribute} (${file.path}:${line})`;
}

function application(reading: Reading, entry: EntryRef, options: RunOptions, transforms: readonly Transform[]): App {
  const externals = new Map(transforms.flatMap((transform) => Object.entries(transform.externals ?? {})));
  const app = buildApp(reading.project, entry, options, externals);
  if (typeof app !== 'string') return app;
  const name = `${entry.module}:${entry.attribute}`;
  const path = reading.project.findModulePath(entry.module, '');
  const broken = reading.unread.find((one) => one.file === path);
  if (broken) throw new UsageError(`${broken.file}:${broken.line}: ${broken.why}, so ${name} cannot be looked at`);
  const known = findEntries(reading.project).map((one) => `${one.module}:${one.attribute}`);
  const meant = closest(name, known);
  const hint = meant ? `did you mean ${meant}?` : known.length > 0 ? `there is ${known.join(', ')}` : undefined;
  if (app === 'no-module') throw new UsageError(`there is no module ${entry.module}`, hint);
  if (app === 'no-attribute') throw new UsageError(`${path ?? entry.module} has no ${entry.attribute}`, hint);
  throw new UsageError(`${name} is no Flask application, and makes none that can be followed`, hint);
}

/** Not when units before the last one were named. */
function mayEnd({ units }: RunOptions): boolean {
  return units.length === 0 || units.includes(CLEANUP);
}

/** Plans and checks until what would be written can be vouched for. */
async function settle(
  transforms: readonly Transform[],
  app: App,
  options: RunOptions,
  { parser, support, guard }: Engine,
  bridge: Unbridged | StuckBridge | undefined,
  progress: (step: string) => void,
): Promise<Pick<Run, 'plan' | 'units' | 'chosen' | 'rendered' | 'failures' | 'census'>> {
  const limits = new Map<Call, { atMost: Outcome; reason: Reason }>();
  const dropped = new Set<string>();
  const failures: Failure[] = [];
  // the last unit is the end of Flask, with everything that is left before it
  const named = options.units.includes(CLEANUP) ? [] : options.units;
  let end: End = !mayEnd(options) ? 'no' : bridge && options.units.length === 0 ? 'possible' : 'wanted';
  for (let round = 0; ; round++) {
    const plan = PLANNERS[options.target ?? 'fastapi'](transforms, app, end, limits, bridge);
    if (plan.mode === 'hybrid' && options.units.includes(CLEANUP)) throw isBlocked(plan);
    const units = unitsOf(plan, dropped);
    const chosen = choose(units, named, dropped);
    const rewriter = new Rewriter(
      plan.app.project,
      support,
      plan.changes,
      plan.mode === 'pure' ? withoutFlask(plan.app) : undefined,
    );
    const rendered = rewriter.render(chosen);
    progress('checking');
    const census = censusOf(plan, rendered, chosen, parser);
    const wrong = await problems(plan, rendered, options.unguarded ? undefined : guard);
    wrong.push(...changedGuards(census));
    if (wrong.length === 0) {
      const around = await surrounded(
        transforms,
        plan,
        { rewriter, rendered, chosen, failures: [] },
        { parser, guard },
      );
      failures.push(...around.failures);
      const onto = plan.unbridged ? ontoTree(around.rendered, plan.unbridged, app.project) : around.rendered;
      const all = unitsOf(around.plan, dropped, around.rewriter);
      return { plan: around.plan, units: all, chosen, rendered: onto, failures, census };
    }
    const lowered = round < ROUNDS && lower(plan, wrong, limits);
    if (!lowered && plan.unbridged) {
      // what is FastAPI already cannot go back: the bridge stays
      end = 'no';
    } else if (!lowered) {
      for (const one of wrong) {
        for (const unit of one.units) dropped.add(unit);
        failures.push({ unit: one.units[0] ?? PREP, file: one.file, line: one.line, what: one.what });
      }
      if (round > 2 * ROUNDS) {
        return { plan, units, chosen: new Set(), rendered: NOTHING, failures, census: new Map() };
      }
    }
  }
}

function isBlocked({ impure }: Plan): UsageError {
  const what = impure.length === 1 ? 'one thing keeps' : `${impure.length} things keep`;
  return new UsageError(`${CLEANUP} is blocked: ${what} Flask in front`, 'decant plan says which');
}

/** Werkzeug stays: the support modules use it. */
function withoutFlask({ files }: App): Without {
  return { files, isGone: (path) => isFlaskName(path) && !/^(werkzeug|quart)/.test(path) };
}

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly units: readonly string[];
  readonly sites: readonly RouteSite[];
}

async function problems(plan: Plan, rendered: Rendered, guard: Guard | undefined): Promise<Problem[]> {
  const found: Problem[] = [];
  const behind = (path: string) => {
    const sites = plan.app.sites.filter((site) => site.routes.some((route) => touches(plan, route, path)));
    const units = new Set(sites.flatMap((site) => site.routes.map((route) => route.unit)));
    return { sites, units: units.size > 0 ? [...units] : [PREP] };
  };
  for (const { change, refusal, file } of rendered.refused) {
    const what = `${change.id} meets ${refusal.met}`;
    const line = plan.app.project.file(file)?.positionOf(refusal.start).line ?? 1;
    found.push({ file, line, what, ...behind(file) });
  }
  if (!guard) return found;
  for (const [path, { source, text }] of rendered.files) {
    for (const { line, what } of await guard.check(source, text))
      found.push({ file: path, line, what, ...behind(path) });
  }
  return found;
}

/** No route loses a guard, and none gets one. */
function changedGuards(census: Census): Problem[] {
  return [...census].flatMap(([route, guards]) => {
    const what = changedGuard(guards);
    const { file, line, unit, site, endpoint } = route;
    return what ? [{ file: file.path, line, what: `${endpoint}: ${what}`, units: [unit], sites: [site] }] : [];
  });
}

function touches(plan: Plan, route: App['routes'][number], path: string): boolean {
  const changes = plan.decisions.get(route)?.changes ?? [];
  return changes.some(
    ({ change }) => change.file.path === path || change.edits?.some((edit) => edit.file?.path === path),
  );
}

/** Takes the routes behind a problem one step down. False when none of them can go lower. */
function lower(plan: Plan, wrong: readonly Problem[], limits: Map<Call, { atMost: Outcome; reason: Reason }>): boolean {
  let lowered = false;
  for (const { sites, file, line, what } of wrong) {
    for (const site of sites) {
      const outcome = plan.decisions.get(site.routes[0] as App['routes'][number])?.outcome;
      if (!outcome || outcome === 'kept') continue;
      const reason: Reason = { id: 'guard/failed', claimed: undefined, text: `${file}:${line}: ${what}` };
      limits.set(site.call, { atMost: outcome === 'migrated' ? 'bridged' : 'kept', reason });
      lowered = true;
    }
  }
  return lowered;
}

function choose(units: readonly Unit[], named: readonly string[], dropped: ReadonlySet<string>): ReadonlySet<string> {
  const known = new Map(units.map((unit) => [unit.id, unit]));
  const chosen = new Set<string>();
  const add = (id: string) => {
    const unit = known.get(id);
    if (!unit || chosen.has(id) || dropped.has(id) || unit.needs.some((need) => dropped.has(need))) return;
    chosen.add(id);
    for (const need of unit.needs) add(need);
  };
  for (const name of named) {
    if (!known.has(name)) {
      const meant = closest(name, known.keys());
      throw new UsageError(
        `there is no unit ${name}`,
        meant ? `did you mean ${meant}?` : `there is ${[...known.keys()].join(', ')}`,
      );
    }
    add(name);
  }
  if (named.length === 0) for (const unit of units) if (unit.id !== CLEANUP) add(unit.id);
  return chosen;
}

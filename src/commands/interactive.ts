import { UsageError } from '../errors.js';
import type { RouteSite } from '../model/app.js';
import { worded } from '../plan/messages.js';
import { explained } from '../report/explained.js';
import { type Hunk, hunksOf } from '../report/hunks.js';
import { plural } from '../report/tallies.js';
import { type FileChange, fileChanges } from '../report/told.js';
import type { Run } from '../run.js';
import type { Ask, Terminal } from '../terminal.js';
import { runWith, type SharedFlags } from './common.js';

const MEANINGS = `y - make it FastAPI
n - leave it in Flask
a - make it FastAPI, and all that is left of its unit
d - leave it in Flask, and all that is left of its unit
e - explain what would be done for it
s - show all that would be done in its file
q - leave it in Flask, and everything after it
? - this list`;

/** What was asked for, and what it comes to with the answers that were given. */
export interface Chosen {
  readonly done: Run;
  readonly flags: SharedFlags;
}

/**
 * Asks of each route that would become FastAPI, in the order of the files, and plans again without those that were declined: what
 * depends on them is planned with them. Where that changes the outcome of others, it asks once more before anything is written.
 *
 * @returns undefined: nothing is to be written.
 */
export async function chosenByHand(
  units: readonly string[],
  flags: SharedFlags,
  terminal: Terminal,
): Promise<Chosen | undefined> {
  if (!flags.input) throw new UsageError('-i asks, and --no-input forbids it');
  if (flags.target === 'quart') throw new UsageError('an application goes to Quart as a whole', 'leave out -i');
  const first = await runWith(flags, units, terminal);
  return terminal.interview(async (ask) => {
    const sites = questioned(first);
    if (sites.length === 0) terminal.err('No route would become FastAPI: there is nothing to ask.');
    const declined = await declinedOf(sites, first, ask, terminal);
    if (!declined) return undefined;
    if (declined.size === 0) return { done: first, flags };
    const chosen = { ...flags, declined };
    const done = await runWith(chosen, units, terminal);
    const others = heldBack(first, done, declined);
    if (others.length === 0) return { done, flags: chosen };
    terminal.err(
      `Without ${plural(declined.size, 'route')}, ${plural(others.length, 'other')} would not become FastAPI:`,
    );
    for (const line of others) terminal.err(`  ${line}`);
    const answer = await ask('Write it all the same [y,n]? ');
    return answer?.trim() === 'y' ? { done, flags: chosen } : undefined;
  });
}

function questioned({ plan, chosen }: Run): RouteSite[] {
  const sites = plan?.app.sites ?? [];
  const wouldMove = ({ words, routes }: RouteSite) =>
    words !== 'fastapi' &&
    routes.some((route) => chosen.has(route.unit) && plan?.decisions.get(route)?.outcome === 'migrated');
  return sites
    .filter(wouldMove)
    .sort((a, b) => (a.file === b.file ? a.call.start - b.call.start : a.file.path < b.file.path ? -1 : 1));
}

type Answer = 'y' | 'n' | 'a' | 'd' | 'q';

/** undefined: the answers ended before the questions did. */
async function declinedOf(
  sites: readonly RouteSite[],
  run: Run,
  ask: Ask,
  terminal: Terminal,
): Promise<ReadonlySet<string> | undefined> {
  const declined = new Set<string>();
  const settled = new Map<string, Answer>();
  const files = new Map(fileChanges(run.rendered).map((change) => [change.path, change]));
  let hasQuit = false;
  for (const [at, site] of sites.entries()) {
    const unit = site.routes[0]?.unit ?? '';
    const before: Answer | undefined = hasQuit ? 'q' : settled.get(unit);
    const progress = `(${at + 1}/${sites.length})`;
    const answer: Answer | undefined =
      before ?? (await answerFor(site, progress, run, files.get(site.file.path), ask, terminal));
    if (answer === undefined) return undefined;
    if (answer === 'a' || answer === 'd') settled.set(unit, answer);
    hasQuit ||= answer === 'q';
    if (answer !== 'y' && answer !== 'a') for (const { endpoint } of site.routes) declined.add(endpoint);
  }
  return declined;
}

async function answerFor(
  site: RouteSite,
  progress: string,
  run: Run,
  change: FileChange | undefined,
  ask: Ask,
  terminal: Terminal,
): Promise<Answer | undefined> {
  show(site, run, change, terminal);
  for (;;) {
    const answer = (await ask(`${progress} Make it FastAPI [y,n,a,d,e,s,q,?]? `))?.trim();
    switch (answer) {
      case 'y':
      case 'n':
      case 'a':
      case 'd':
      case 'q':
      case undefined:
        return answer;
      case 'e':
        for (const route of site.routes) terminal.err(explained(route, run).trimEnd());
        break;
      case 's':
        tellHunks(change, () => true, terminal);
        break;
      default:
        terminal.err(MEANINGS);
    }
  }
}

/** The route, and what would be done where it stands. */
function show(site: RouteSite, run: Run, change: FileChange | undefined, terminal: Terminal): void {
  const { file, definition, call } = site;
  for (const { methods, rule, endpoint, line } of site.routes)
    terminal.err(terminal.colors.bold(`${methods.join(',')} ${rule}  ${endpoint}  ${file.path}:${line}`));
  const first = file.positionOf(Math.min(call.start, definition?.start ?? call.start)).line;
  const last = file.positionOf(definition?.end ?? call.end).line;
  tellHunks(change, (from, to) => from <= last && to >= first, terminal);
  for (const line of noticed(site, run)) terminal.err(line);
}

function tellHunks(
  change: FileChange | undefined,
  isWanted: (from: number, to: number) => boolean,
  terminal: Terminal,
): void {
  const { green, red, cyan } = terminal.colors;
  const hunks = change ? (hunksOf(change, 1) ?? []) : [];
  const wanted = hunks.filter((hunk: Hunk) => isWanted(hunk.oldStart, hunk.oldStart + hunk.oldLines - 1));
  for (const { oldStart, oldLines, lines } of wanted) {
    terminal.err(cyan(`@@ -${oldStart},${oldLines} @@`));
    for (const text of lines)
      terminal.err(text.startsWith('+') ? green(text) : text.startsWith('-') ? red(text) : text);
  }
}

/** What a client could notice. */
function noticed({ routes }: RouteSite, { plan }: Run): ReadonlySet<string> {
  const lines = routes.flatMap((route) =>
    (plan?.decisions.get(route)?.changes ?? [])
      .filter(({ message }) => message.trust === 'differs')
      .map(({ id, message, change }) => `A client could notice: ${worded(message.what, change.data)}  [${id}]`),
  );
  return new Set(lines);
}

/** Routes that were not declined and stay in Flask with those that were. */
function heldBack(before: Run, after: Run, declined: ReadonlySet<string>): string[] {
  const now = new Map(after.plan?.app.routes.map((route) => [route.endpoint, after.plan?.decisions.get(route)]) ?? []);
  return (before.plan?.app.routes ?? []).flatMap((route) => {
    const then = before.plan?.decisions.get(route)?.outcome;
    const outcome = now.get(route.endpoint)?.outcome ?? 'kept';
    const isHeld = then === 'migrated' && outcome !== 'migrated' && !declined.has(route.endpoint);
    return isHeld ? [`${route.endpoint}  ${route.rule}  ${outcome}`] : [];
  });
}

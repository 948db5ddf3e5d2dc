import { closest, EXIT, type ExitCode, UsageError } from '../errors.js';
import type { Route } from '../model/app.js';
import { ruleMatches } from '../model/rules.js';
import type { Claimed } from '../plan/claims.js';
import { worded } from '../plan/messages.js';
import type { Plan } from '../plan/plan.js';
import { atPlace } from '../report/at-place.js';
import { explained } from '../report/explained.js';
import { makeReport } from '../report/report.js';
import type { Told } from '../report/told.js';
import type { Run } from '../run.js';
import type { Terminal } from '../terminal.js';
import { runWith, type SharedFlags, sentences, tellIncomplete } from './common.js';

/** `decant explain`: the page of a message, or why a route gets its outcome. */
export async function explain(args: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const [subject = ''] = args;
  const table = sentences();
  const message = table.get(subject);
  if (message) {
    const trust = { same: 'proved equal', differs: 'a client could notice', manual: 'not done' }[message.trust];
    terminal.out(
      `${subject}  (${trust})\n\n  What  ${message.what}\n  Why   ${message.why}\n  Do    ${message.todo}\n`,
    );
    return EXIT.done;
  }
  const done = await runWith(flags, [], terminal);
  const routes = done.plan ? found(subject, done.plan) : [];
  const around = done.plan ? aroundAt(subject, done.plan) : [];
  const place = placeOf(subject);
  const isFound = routes.length + around.length > 0;
  const here = place && !isFound ? atPlace(told(done, flags), place.file, place.line) : [];
  if (here.length > 0) {
    terminal.out(`${subject}\n${here.join('\n')}\n`);
    tellIncomplete(done, terminal);
    return EXIT.done;
  }
  if (!isFound) {
    if (place && done.reading.project.file(place.file)) {
      terminal.out(`Nothing is done or said at ${subject}.\n`);
      return EXIT.done;
    }
    const names = [...table.keys(), ...(done.plan?.app.routes.map((route) => route.endpoint) ?? [])];
    const meant = closest(subject, names);
    throw new UsageError(
      `nothing is called ${subject}`,
      meant ? `did you mean ${meant}?` : 'name a message, an endpoint, "METHOD /path" or FILE:LINE',
    );
  }
  for (const route of routes) terminal.out(explained(route, done));
  for (const claimed of around) terminal.out(explainedAround(claimed));
  tellIncomplete(done, terminal);
  return EXIT.done;
}

function told(done: Run, flags: SharedFlags): Pick<Told, 'report' | 'messages'> {
  return { report: makeReport(done, 'plan', flags.style), messages: sentences() };
}

function placeOf(subject: string): { readonly file: string; readonly line: number } | undefined {
  const place = /^(.+):(\d+)$/.exec(subject);
  return place ? { file: (place[1] as string).replace(/^\.\//, ''), line: Number(place[2]) } : undefined;
}

/** By endpoint, rule, request (a path that the rule takes will do) or place. */
function found(subject: string, plan: Plan): Route[] {
  const { routes } = plan.app;
  const [, method, path] = /^(?:([A-Z]+) )?(\/.*)$/.exec(subject) ?? [];
  const answers = (route: Route) => method === undefined || route.methods.includes(method);
  if (path !== undefined) {
    const exact = routes.filter((route) => route.rule === path && answers(route));
    const asked = path.replace(/\?.*/, '');
    return exact.length > 0 ? exact : routes.filter((route) => ruleMatches(route.rule, asked) && answers(route));
  }
  const place = placeOf(subject);
  return routes.filter((route) => {
    if (route.endpoint === subject) return true;
    if (!place || route.file.path !== place.file) return false;
    const view = route.view ?? route.whole;
    const def = view?.def;
    const last = def && view?.file === route.file ? route.file.positionOf(def.end).line : route.line;
    return place.line >= route.line && place.line <= last;
  });
}

/** What is done or left to do at a line of a file around the code. */
function aroundAt(subject: string, { surroundings }: Plan): Claimed[] {
  const [, path, line] = /^(?:\.\/)?(.+):(\d+)$/.exec(subject) ?? [];
  return [...(surroundings?.changes ?? []), ...(surroundings?.obstacles ?? [])].filter(({ change: { file, at } }) => {
    const first = file.positionOf(at.start).line;
    return file.path === path && first <= Number(line) && Number(line) <= file.positionOf(at.end).line;
  });
}

function explainedAround({ id, message, change }: Claimed): string {
  const { file, at, data } = change;
  const lines = [
    `${file.path}:${file.positionOf(at.start).line}  ${worded(message.what, data)}  [${id}]`,
    `  ${worded(message.why, data)}`,
    `  ${worded(message.todo, data)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

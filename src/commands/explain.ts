import { closest, EXIT, type ExitCode, UsageError } from '../errors.js';
import type { Route } from '../model/app.js';
import type { Claimed } from '../plan/claims.js';
import { worded } from '../plan/messages.js';
import type { Plan } from '../plan/plan.js';
import { reason } from '../report/report.js';
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
  if (routes.length === 0 && around.length === 0) {
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

function found(subject: string, plan: Plan): Route[] {
  const request = /^([A-Z]+) (\/.*)$/.exec(subject);
  const place = /^(.+):(\d+)$/.exec(subject);
  return plan.app.routes.filter((route) => {
    if (route.endpoint === subject || route.rule === subject) return true;
    if (request) return route.rule === request[2] && route.methods.includes(request[1] as string);
    if (!place || route.file.path !== place[1]?.replace(/^\.\//, '')) return false;
    const view = route.view ?? route.whole;
    const def = view?.def;
    const last = def && view?.file === route.file ? route.file.positionOf(def.end).line : route.line;
    return Number(place[2]) >= route.line && Number(place[2]) <= last;
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

function explained(route: Route, { plan }: Run): string {
  const decision = plan?.decisions.get(route);
  const outcome = decision?.outcome ?? 'kept';
  const meaning = {
    migrated: 'migrated: pure FastAPI',
    bridged: 'bridged: a FastAPI endpoint inside the request of Flask',
    kept: 'kept: a Flask view behind the mount',
  }[outcome];
  const lines = [
    `${route.endpoint}  ${route.methods.join(', ')} ${route.rule}  ${route.file.path}:${route.line}`,
    `  ${meaning}`,
    ...(decision?.reasons ?? []).map((one, i) => {
      const { id, text, file, line } = reason(one);
      const todo = one.claimed?.message.todo;
      return `  ${i + 1}. ${text}${file ? `  ${file}:${line}` : ''}  [${id}]${todo ? `\n     ${todo}` : ''}`;
    }),
    ...(outcome === 'migrated' ? done(decision?.changes ?? []) : []),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** What is changed for a route, each thing once. */
function done(changes: readonly Claimed[]): string[] {
  const lines = changes.map(({ id, message, change }) => {
    const { line } = change.file.positionOf(change.at.start);
    return `  - ${worded(message.what, change.data)}  ${change.file.path}:${line}  [${id}]`;
  });
  return [...new Set(lines)];
}

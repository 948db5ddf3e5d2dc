import type { Report } from '../report/schema.js';
import { sessionsIn } from './cookies.js';
import { type Answer, type Boot, header, type Ready, type Sent } from './exchange.js';
import { type Judged, judge } from './judge.js';
import { Side } from './side.js';

export interface Plan {
  /** Of the original; it is booted twice, in two folders. */
  readonly original: readonly [Boot, Boot];
  readonly converted: Boot;
  /** What is sent, when it is known what the original answers to. */
  readonly requests: (ready: Ready) => readonly Sent[];
  readonly differences: Report['differences'];
  /** For all of it, in seconds. */
  readonly limit: number;
  readonly progress: (step: string) => void;
}

export interface Verified {
  readonly entries: { readonly flask: string; readonly after: string };
  readonly judged: readonly Judged[];
  /** Requests that were not sent any more, because the time was over. */
  readonly unsent: number;
  /** Announced, and not seen. */
  readonly unseen: readonly Report['differences'][number][];
}

/** Pages that are looked at with the session of the other side. */
const PAGES = 20;

/**
 * Boots the original twice and the converted application once, sends all of them the same, and judges.
 *
 * @throws EnvironmentError when one of them does not boot.
 */
export async function verify(plan: Plan): Promise<Verified> {
  const began = performance.now();
  const until = began + plan.limit * 1000;
  plan.progress('booting');
  const booted = await Promise.all([
    Side.start('the original', plan.original[0]),
    Side.start('the original', plan.original[1]),
    Side.start('the converted application', plan.converted),
  ]);
  const [{ ready }, { ready: again }, { ready: after }] = booted;
  const sides = booted.map(({ side }) => side);
  try {
    const ask = (requests: readonly Sent[]) =>
      Promise.all(sides.map((side) => side.ask(requests, ready.host, until))) as Promise<Three>;
    const first = plan.requests(ready);
    plan.progress(`sending ${first.length} requests`);
    const answers = await ask(first);
    const exchanged = exchanges(first, answers);
    // an application that draws its secret when it is first started reads no session of another copy, nor did it ever
    const readable = ready.secret === again.secret && exchanged.length === first.length;
    const second = readable ? exchangedSessions(first, answers) : [];
    if (second.length > 0) exchanged.push(...exchanges(second, await ask(second)));
    const slack = { seconds: 2 + (performance.now() - began) / 1000 };
    plan.progress('comparing');
    const judged = exchanged.map(({ sent, said }) => judge(sent, said, plan.differences, slack));
    const seen = new Set(judged.flatMap(({ announcedBy }) => announcedBy));
    return {
      entries: { flask: ready.entry, after: after.entry },
      judged,
      unsent: first.length + second.length - judged.length,
      unseen: plan.differences.filter(({ id }) => !seen.has(id)),
    };
  } finally {
    for (const side of sides) side.end();
  }
}

type Three = [Answer[], Answer[], Answer[]];

function exchanges(requests: readonly Sent[], [first, second, now]: Three) {
  const count = Math.min(first.length, second.length, now.length);
  return requests.slice(0, count).map((sent, i) => ({
    sent,
    said: [first[i], second[i], now[i]] as [Answer, Answer, Answer],
  }));
}

/** A session that Flask began goes on after the switch, and back: each side is shown the last one of either. */
function exchangedSessions(requests: readonly Sent[], [first, , now]: Three): Sent[] {
  const pages = requests.filter(({ method, jar }, i) => method === 'GET' && jar && isPage(first[i])).slice(0, PAGES);
  const from = (answers: readonly Answer[], why: string) => {
    const session = answers.flatMap(({ headers }) => sessionsIn(headers)).at(-1);
    if (!session) return [];
    return pages.map(({ method, path }): Sent => ({ method, path, why, headers: [['Cookie', session.join('=')]] }));
  };
  return [...from(first, 'a session that Flask began'), ...from(now, 'a session that began after the switch')];
}

const isPage = (answer: Answer | undefined) =>
  answer !== undefined && answer.endpoint !== null && !header(answer, 'content-disposition');

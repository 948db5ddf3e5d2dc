import type { Report } from '../report/schema.js';
import { type Aspect, compare, unstable } from './compare.js';
import type { Answer, Sent } from './exchange.js';
import type { Slack } from './masks.js';

type Difference = Report['differences'][number];

/** What became of one request. */
export interface Judged {
  readonly sent: Sent;
  readonly endpoint: string | null;
  readonly verdict: 'same' | 'announced' | 'silent' | 'unstable';
  readonly status: number;
  readonly aspects: readonly Aspect[];
  /** Ids of the announced differences that speak of what differs. */
  readonly announcedBy: readonly string[];
  /** Nothing is said of the body, which is another one each time. */
  readonly loose: boolean;
  /** Why nothing can be held against the answer of the original. */
  readonly unstable?: string;
}

/** Holds the answers to one request against each other, and what differs against the report (design, section 7). */
export function judge(
  sent: Sent,
  [first, second, now]: readonly [Answer, Answer, Answer],
  differences: readonly Difference[],
  slack: Slack,
): Judged {
  const { endpoint, status } = first;
  const base = { sent, endpoint, status, aspects: [], announcedBy: [], loose: false };
  const shaky = unstable(first, second);
  if (shaky) return { ...base, verdict: 'unstable', unstable: shaky };
  const { aspects: found, loose } = compare(sent.method, first, second, now, slack);
  if (found.length === 0) return { ...base, loose, verdict: 'same' };
  const speaking = differences.filter((row) => speaks(row, sent, first, now));
  const covered = new Set(speaking.flatMap((row) => row.aspects.map((aspect) => aspect.toLowerCase())));
  if (covered.has('body')) for (const aspect of ['header:content-length', 'header:etag']) covered.add(aspect);
  const loud = found.filter(({ aspect }) => !covered.has(aspect));
  const differing = new Set(found.map(({ aspect }) => aspect));
  const announcedBy = speaking.filter((row) => row.aspects.some((one) => differing.has(one.toLowerCase())));
  return {
    ...base,
    loose,
    verdict: loud.length > 0 ? 'silent' : 'announced',
    aspects: loud.length > 0 ? loud : found,
    announcedBy: [...new Set(announcedBy.map((row) => row.id))],
  };
}

/** Is it about this request? All that `where` gives must fit on Flask's side; app-wide ones must give something. */
function speaks(row: Difference, { method, path }: Sent, first: Answer, now: Answer): boolean {
  if (row.becomes && !row.becomes.status.includes(now.status)) return false;
  if (row.endpoint !== null && row.endpoint !== first.endpoint) return false;
  const { where } = row;
  if (!where) return row.endpoint !== null;
  const at = path.indexOf('?');
  const [bare, query] = at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
  return (
    (where.method?.includes(method) ?? true) &&
    (where.status?.includes(first.status) ?? true) &&
    (where.path === undefined || new RegExp(where.path).test(bare)) &&
    (where.query === undefined || new RegExp(where.query).test(query))
  );
}

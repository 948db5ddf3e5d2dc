import type { Judged } from '../verify/judge.js';
import { version } from '../version.js';
import { curl, type VerifyResult, verdicts } from './verified.js';

/** For machines: the counts, and every request that was not answered the same. */
export function verifiedJson(result: VerifyResult): string {
  const { base, entries, judged, unsent, cut, unseen } = result;
  const report = {
    schemaVersion: 1,
    tool: { name: 'decant', version },
    base,
    entries,
    counts: {
      requests: judged.length,
      ...verdicts(result),
      loose: judged.filter(({ loose }) => loose).length,
      unsent,
      cut,
    },
    requests: judged.filter(({ verdict }) => verdict !== 'same').map(row),
    unseen: unseen.map(({ id, endpoint, when, aspects }) => ({ id, endpoint, when, aspects })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function row(one: Judged) {
  const { sent, endpoint, verdict, status, aspects, announcedBy, unstable } = one;
  return {
    method: sent.method,
    path: sent.path,
    why: sent.why,
    endpoint,
    verdict,
    status,
    aspects,
    ...(announcedBy.length > 0 && { announcedBy }),
    ...(unstable !== undefined && { unstable }),
    again: curl(one),
  };
}

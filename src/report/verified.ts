import type { Judged } from '../verify/judge.js';
import type { Verified } from '../verify/verify.js';

/** What `decant verify` tells. */
export interface VerifyResult extends Verified {
  /** What the converted application was held against: `HEAD~1 (1f0c2d4)`. */
  readonly base: string;
  /** Requests that were made and left out, because they were too many. */
  readonly cut: number;
}

export type Verdict = Judged['verdict'];

export function verdicts({ judged }: Pick<VerifyResult, 'judged'>): Record<Verdict, number> {
  const total: Record<Verdict, number> = { same: 0, announced: 0, silent: 0, unstable: 0 };
  for (const { verdict } of judged) total[verdict]++;
  return total;
}

const PORT = 8000;

/** One line for a shell that sends the request again to a server on port 8000. */
export function curl({ sent }: Pick<Judged, 'sent'>): string {
  const { method, path, headers, body } = sent;
  const words = ['curl', '-i'];
  if (method === 'HEAD') words.push('-I');
  else if (method !== (body ? 'POST' : 'GET')) words.push('-X', method);
  for (const [name, value] of headers) words.push('-H', quoted(`${name}: ${value}`));
  if (body) words.push('--data-binary', quoted(body.toString('utf8')));
  words.push(quoted(`http://127.0.0.1:${PORT}${path}`));
  return words.join(' ');
}

function quoted(text: string): string {
  if (/^[\w:/.@%+=,-]+$/.test(text)) return text;
  if (/^[^\\\r\n]*$/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\n', '\\n')}'`;
}

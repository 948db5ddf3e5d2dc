import type { Rendered } from '../edits/rewriter.js';
import type { Message } from '../transform.js';
import { compare } from './order.js';
import type { Report } from './schema.js';

/** What every format is made of. None of them looks anything up by itself, so that all say the same. */
export interface Told {
  readonly report: Report;
  /** The sentences behind the ids of the report. */
  readonly messages: ReadonlyMap<string, Message>;
  /** What is written, or would be; sorted by path. */
  readonly files: readonly FileChange[];
  /** From the top of the repository to the project: `services/shop/`; empty where they are one. */
  readonly prefix: string;
  /** Of `check`: what was asked, and what came out. */
  readonly gates?: readonly Gate[];
}

export interface FileChange {
  readonly path: string;
  /** undefined: a new file. */
  readonly before: string | undefined;
  /** undefined: it goes. */
  readonly after: string | undefined;
}

export interface Gate {
  readonly name: string;
  /** Why it does not hold; undefined: it does. */
  readonly fault: string | undefined;
}

export function fileChanges({ files, removed }: Pick<Rendered, 'files' | 'removed'>): FileChange[] {
  const written = [...files].map(([path, { source, text }]) => ({ path, before: source?.text, after: text }));
  const gone = removed.map(({ path, text }) => ({ path, before: text, after: undefined }));
  return [...written, ...gone].sort((a, b) => compare(a.path, b.path));
}

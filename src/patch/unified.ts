import { formatPatch, structuredPatch } from 'diff';
import type { Rendered } from '../edits/rewriter.js';
import type { TextFile } from '../python/text-file.js';

/** Beyond this many milliseconds a file's hunks are not looked for; it is replaced as a whole. */
const PATIENCE = 2_000;

/**
 * A patch that `git apply` takes, as bytes: each file in its own encoding, its byte order mark and line endings as they are.
 *
 * @param rendered Sorted by path in the patch.
 */
export function unifiedPatch({ files, removed }: Pick<Rendered, 'files' | 'removed'>): Buffer {
  const changed = [...files].map(([path, { source, text }]) => [path, filePatch(path, source, text)] as const);
  const gone = removed.map((source) => [source.path, filePatch(source.path, source, undefined)] as const);
  return Buffer.concat([...changed, ...gone].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part));
}

function filePatch(path: string, source: TextFile | undefined, text: string | undefined): Buffer {
  const mark = source?.decoded.bom ? '\ufeff' : '';
  const before = source ? mark + source.text : '';
  const after = text === undefined ? '' : mark + text;
  const names: [string, string] = [source ? `a/${path}` : '/dev/null', text === undefined ? '/dev/null' : `b/${path}`];
  const patch =
    structuredPatch(...names, before, after, '', '', { context: 3, timeout: PATIENCE }) ??
    structuredPatch(...names, before, after, '', '', { context: Number.MAX_SAFE_INTEGER, maxEditLength: 0 });
  if (!patch) throw new Error(`${path}: no difference could be made`);
  const git = {
    ...patch,
    isGit: true as const,
    ...(source ? {} : { isCreate: true as const, newMode: '100644' }),
    ...(text === undefined && { isDelete: true as const }),
  };
  return Buffer.from(formatPatch(git), source?.decoded.encoding === 'bytes' ? 'latin1' : 'utf8');
}

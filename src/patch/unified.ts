import { formatPatch, structuredPatch } from 'diff';
import type { RenderedFile } from '../edits/rewriter.js';

/** Beyond this many milliseconds a file's hunks are not looked for; it is replaced as a whole. */
const PATIENCE = 2_000;

/**
 * A patch that `git apply` takes, as bytes: each file in its own encoding, its byte order mark and line endings as they are.
 *
 * @param files Path → text; sorted by path in the patch.
 */
export function unifiedPatch(files: ReadonlyMap<string, RenderedFile>): Buffer {
  const parts = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, file]) => filePatch(path, file));
  return Buffer.concat(parts);
}

function filePatch(path: string, { source, text }: RenderedFile): Buffer {
  const mark = source?.decoded.bom ? '\ufeff' : '';
  const before = source ? mark + source.text : '';
  const after = mark + text;
  const names: [string, string] = [source ? `a/${path}` : '/dev/null', `b/${path}`];
  const patch =
    structuredPatch(...names, before, after, '', '', { context: 3, timeout: PATIENCE }) ??
    structuredPatch(...names, before, after, '', '', { context: Number.MAX_SAFE_INTEGER, maxEditLength: 0 });
  if (!patch) throw new Error(`${path}: no difference could be made`);
  const git = { ...patch, isGit: true as const, ...(source ? {} : { isCreate: true as const, newMode: '100644' }) };
  return Buffer.from(formatPatch(git), source?.decoded.encoding === 'bytes' ? 'latin1' : 'utf8');
}

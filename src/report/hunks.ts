import { structuredPatch } from 'diff';
import type { FileChange } from './told.js';

/** Lines of a file that are replaced, with some around them. */
export interface Hunk {
  /** 1-based; of the old file, and how many. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  /** Each with its mark: ` `, `-` or `+`. */
  readonly lines: readonly string[];
}

const PATIENCE = 1_000;

/**
 * The hunks of a file that is there before and after.
 *
 * @param context Lines around each.
 * @returns undefined: it would take too long to find them.
 */
export function hunksOf({ path, before = '', after = '' }: FileChange, context: number): Hunk[] | undefined {
  const patch = structuredPatch(path, path, before, after, '', '', { context, timeout: PATIENCE });
  return patch?.hunks.map(({ oldStart, oldLines, newStart, lines }) => ({
    oldStart,
    oldLines,
    newStart,
    lines: lines.filter((line) => !line.startsWith('\\')),
  }));
}

/** Packages that come with a conversion, the same for everybody: nobody has to review them in each project. */
export function isSupport({ path, before }: FileChange): boolean {
  return before === undefined && /(^|\/)(flask_bridge|flask_compat|web)\/[^/]+$/.test(path);
}

import type { FileEdit, Need } from '../../src/transform.js';

/** One of the things that become of `Flask(…)`. */
export interface Part {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

export const NOTHING: Part = { edits: [], needs: [] };

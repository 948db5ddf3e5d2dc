import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { unifiedPatch } from '../patch/unified.js';
import { encode } from '../python/decode.js';
import type { Run } from '../run.js';
import { version } from '../version.js';

/** What `plan -o` writes: enough to tell, later, whether the same would still be done. */
const savedPlan = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('decant'), version: z.string() }),
  options: z.strictObject({
    app: z.string().optional(),
    target: z.enum(['fastapi', 'quart']).default('fastapi'),
    style: z.enum(['compatible', 'idiomatic']),
    async: z.enum(['auto', 'off', 'offload']),
    only: z.enum(['same']).optional(),
    units: z.array(z.string()),
  }),
  /** Every file that was read, with its Git blob id. */
  files: z.record(z.string(), z.string()),
  /** SHA-256 of the patch. */
  patch: z.string(),
});

export type SavedPlan = z.infer<typeof savedPlan>;

export function saved(run: Run, options: SavedPlan['options']): SavedPlan {
  const { project, around: paths } = run.reading;
  const around = paths.flatMap((path) => project.texts.get(path)?.() ?? []);
  const files = [...project.files, ...around].map(
    ({ path, text, decoded }) => [path, blobId(encode(text, decoded))] as const,
  );
  return {
    schemaVersion: 1,
    tool: { name: 'decant', version },
    options,
    files: Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1))),
    patch: createHash('sha256').update(unifiedPatch(run.rendered)).digest('hex'),
  };
}

/** @throws UsageError if it is none. */
export function readPlan(text: string, name: string): SavedPlan {
  try {
    return savedPlan.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${name} is no plan of decant`, 'decant plan -o FILE writes one');
  }
}

/** Why a plan does not hold any more; empty if it does. */
export function staleness(plan: SavedPlan, run: Run): string[] {
  const now = saved(run, plan.options);
  const paths = new Set([...Object.keys(plan.files), ...Object.keys(now.files)]);
  const changed = [...paths].sort().flatMap((path) => {
    if (plan.files[path] === now.files[path]) return [];
    return `${path}: ${!now.files[path] ? 'gone' : plan.files[path] ? 'changed' : 'new'} since the plan was made`;
  });
  if (changed.length > 0) return changed;
  if (plan.patch === now.patch) return [];
  return [`decant ${plan.tool.version} made another patch of the same files than ${version} does`];
}

/** As `git hash-object` names it. */
function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

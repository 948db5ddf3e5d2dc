import { type Rendered, Rewriter } from '../edits/rewriter.js';
import type { Parser } from '../python/parser.js';
import type { Transform, Written, WrittenFile } from '../transform.js';
import { bookedChange, claimSurroundings } from './claims.js';
import type { Guard } from './guard.js';
import { type Plan, PREP } from './plan.js';

export interface Failure {
  readonly unit: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** The code as it is written. */
interface Settled {
  readonly rewriter: Rewriter;
  readonly rendered: Rendered;
  readonly chosen: ReadonlySet<string>;
  readonly failures: readonly Failure[];
}

/**
 * The same with the files around the code, which are written when it is known what the code needs. What they become depends
 * on the plan alone, not on the units chosen, so that they are the same in whatever order the units are done.
 */
export async function surrounded(
  transforms: readonly Transform[],
  plan: Plan,
  settled: Settled,
  { parser, guard }: { readonly parser: Parser; readonly guard: Guard },
): Promise<Settled & { readonly plan: Plan }> {
  const { app, mode, asgi, preparation } = plan;
  const { rewriter, rendered, chosen } = settled;
  // what the files around the code become is known for FastAPI only
  const isKnown = asgi !== undefined && !plan.atOnce;
  if (!isKnown || preparation.obstacles.length > 0) return { ...settled, plan };
  const every = new Set(rewriter.changes.flatMap((change) => change.units));
  const whole = [...every].every((unit) => chosen.has(unit)) ? rendered : rewriter.render(every);
  const files = filesOf(plan, whole, parser);
  const surroundings = claimSurroundings(transforms, app, {
    mode,
    asgi: { target: asgi, kind: app.entry.kind },
    files,
  } satisfies Written);
  if (surroundings.changes.length === 0) return { ...settled, plan: { ...plan, surroundings } };
  const units = unitsOfSurroundings(plan);
  const changes = [...plan.changes, ...surroundings.changes.map((claimed) => bookedChange(claimed, units))];
  const around = new Rewriter(app.project, rewriter.support, changes, rewriter.without);
  const done = around.render(chosen);
  const [failure] = await problems(settled.rendered, done, units[0] ?? PREP, guard);
  if (failure) return { ...settled, plan, failures: [failure] };
  return { ...settled, rewriter: around, rendered: done, plan: { ...plan, surroundings, changes } };
}

/** They come with `prep`, so that the launch command stays the same to the end; or with all of it. */
function unitsOfSurroundings({ mode, app }: Plan): readonly string[] {
  return mode === 'hybrid' ? [PREP] : [...new Set(app.routes.map(({ unit }) => unit))];
}

function filesOf({ app }: Plan, { files }: Rendered, parser: Parser): readonly WrittenFile[] {
  const found: WrittenFile[] = app.project.files.filter(({ path }) => !files.has(path));
  for (const [path, { text }] of files) {
    const parsed = parser.parseText(text);
    if ('module' in parsed) found.push({ path, text, module: parsed.module });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What of the files around the code cannot be written: the code goes without them then. */
async function problems(before: Rendered, after: Rendered, unit: string, guard: Guard): Promise<Failure[]> {
  const found = after.refused.map(({ change, refusal, file }) => {
    return { unit, file, line: 1, what: `${change.id} meets ${refusal.met}` };
  });
  for (const [path, { source, text }] of after.files) {
    if (!path.endsWith('.py') || before.files.get(path)?.text === text) continue;
    for (const { line, what } of await guard.check(source, text)) found.push({ unit, file: path, line, what });
  }
  return found;
}

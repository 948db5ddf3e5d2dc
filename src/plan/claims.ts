import type { BookedChange } from '../edits/rewriter.js';
import type { App, Route, RouteSite, Wiring } from '../model/app.js';
import type { Reference } from '../model/facts.js';
import { isFlaskName } from '../model/flask-names.js';
import { objectUses } from '../model/objects.js';
import { references, viewReferences } from '../model/references.js';
import type { Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { TextFile } from '../python/text-file.js';
import type { Change, FileEdit, Message, Mode, Transform, Written } from '../transform.js';
import { messageId } from './messages.js';

/** A change with the transform that makes it. */
export interface Claimed {
  readonly id: string;
  readonly message: Message;
  readonly change: Change;
}

/** As it is written, with the units without which it does not stand. */
export function bookedChange({ id, change }: Claimed, units: readonly string[]): BookedChange {
  return {
    id,
    units,
    edits: (change.edits ?? []).map((edit) => ({ ...edit, file: edit.file ?? change.file })),
    needs: change.needs ?? [],
  };
}

/** What would be done, and what stands in the way. */
export interface Claim {
  readonly changes: readonly Claimed[];
  readonly obstacles: readonly Claimed[];
}

/** A route as pure FastAPI: what every transform makes of it, and every name of Flask that none accounts for. */
export function claimMigration(transforms: readonly Transform[], route: Route, app: App, mode: Mode): Claim {
  const claimed = transforms.flatMap((transform) => [
    ...collect(transform, transform.fastapi?.migrate?.(route, app, mode)),
  ]);
  for (const reference of unaccounted(route, app, claimed, mode)) {
    for (const transform of transforms) {
      claimed.push(...collect(transform, transform.fastapi?.leftover?.(reference, route, app)));
    }
  }
  return split(claimed);
}

export function claimBridge(transforms: readonly Transform[], site: RouteSite, app: App): Claim {
  return split(transforms.flatMap((transform) => [...collect(transform, transform.fastapi?.bridge?.(site, app))]));
}

export function claimPreparation(transforms: readonly Transform[], app: App): Claim {
  return split(transforms.flatMap((transform) => [...collect(transform, transform.fastapi?.prepare?.(app))]));
}

export function claimWiring(transforms: readonly Transform[], app: App): Claim {
  return split(transforms.flatMap((transform) => [...collect(transform, transform.fastapi?.wire?.(app))]));
}

export function claimSurroundings(transforms: readonly Transform[], app: App, written: Written): Claim {
  return split(transforms.flatMap((transform) => [...collect(transform, transform.fastapi?.surround?.(app, written))]));
}

export function claimSwitch(transforms: readonly Transform[], app: App): Claim {
  const claimed = transforms.flatMap((transform) => [...collect(transform, transform.quart?.convert(app))]);
  const covered = new Coverage(claimed);
  const ported = new Set(claimed.flatMap(({ change }) => change.ports ?? []));
  const own = <T extends { readonly file: SourceFile }>(found: readonly T[]) =>
    found.filter(({ file }) => !app.programs.has(file));
  const names = own(references(app)).filter(({ file, node }) => !covered.has(file, node));
  const uses = own(objectUses(app)).filter(
    ({ file, node, member }) => !covered.has(file, member ?? node, member && node),
  );
  const items = app.wiring.filter((item) => !ported.has(item));
  const left = transforms.flatMap((transform) => [
    ...names.flatMap((reference) => [...collect(transform, transform.quart?.leftover?.(reference, app))]),
    ...items.flatMap((item) => [...collect(transform, transform.quart?.leftoverWiring?.(item, app))]),
    ...uses.flatMap((use) => [...collect(transform, transform.quart?.leftoverUse?.(use, app))]),
  ]);
  return split([...claimed, ...left]);
}

export function claimUnbridging(transforms: readonly Transform[], app: App): Claim {
  return split(transforms.flatMap((transform) => [...collect(transform, transform.fastapi?.unbridge?.(app))]));
}

/**
 * What of the application's wiring a pure application would lose, each with a reason.
 *
 * @param obstacles What is said already.
 */
export function claimUnported(
  transforms: readonly Transform[],
  app: App,
  claimed: readonly Claimed[],
  obstacles: readonly Claimed[],
): readonly Claimed[] {
  const ported = new Set(claimed.flatMap(({ change }) => change.ports ?? []));
  const left = app.wiring.filter((item) => !ported.has(item));
  const found = transforms.flatMap((transform) =>
    left.flatMap((item) => [...collect(transform, transform.fastapi?.leftoverWiring?.(item, app))]),
  );
  const said = [...obstacles, ...found];
  const unsaid = left.filter(
    (item) => (said.length === 0 || NAMED_ALONE.test(item.kind)) && !said.some(({ change }) => isAbout(change, item)),
  );
  return [
    ...found,
    ...transforms.flatMap((transform) =>
      unsaid.flatMap((item) => [...collect(transform, transform.fastapi?.unsaidWiring?.(item, app))]),
    ),
  ];
}

/** What goes by itself; other things of the application may wait for what is said somewhere else. */
const NAMED_ALONE = /^(setting|attribute)$/;

/** Does a change stand where the thing is done to the application, or around it? */
function isAbout({ file, at }: Change, { file: home, event, scaffold }: Wiring): boolean {
  const { node } = event?.site ?? scaffold.site;
  return file === home && at.start < node.end && node.start < at.end;
}

function* collect(transform: Transform, changes: Iterable<Change> | undefined): Generator<Claimed> {
  for (const change of changes ?? []) {
    const message = transform.messages[change.message];
    if (!message) throw new Error(`${transform.name} has no message ${change.message}`);
    yield { id: messageId(transform.name, change.message), message, change };
  }
}

function split(claimed: readonly Claimed[]): Claim {
  return {
    changes: claimed.filter((one) => one.message.trust !== 'manual'),
    obstacles: claimed.filter((one) => one.message.trust === 'manual'),
  };
}

/** What of Flask would be left in a pure application, when these changes are made. */
export function claimLeftovers(transforms: readonly Transform[], app: App, claimed: readonly Claimed[]): Claim {
  const covered = new Coverage(claimed);
  const found: Claimed[] = [];
  for (const reference of references(app)) {
    if (app.programs.has(reference.file)) continue;
    if (!isFlaskName(reference.path) || covered.has(reference.file, reference.node)) continue;
    for (const transform of transforms) {
      found.push(...collect(transform, transform.fastapi?.leftover?.(reference, undefined, app)));
    }
  }
  for (const use of objectUses(app)) {
    if (covered.has(use.file, use.member ?? use.node, use.member && use.node)) continue;
    for (const transform of transforms) found.push(...collect(transform, transform.fastapi?.leftoverUse?.(use, app)));
  }
  return split(found);
}

/** The places that changes edit or account for. */
class Coverage {
  readonly #edits = new Map<TextFile, FileEdit[]>();
  readonly #accounts: ReadonlySet<Node>;

  constructor(claimed: readonly Claimed[]) {
    this.#accounts = new Set(claimed.flatMap(({ change }) => change.accounts ?? []));
    for (const { change } of claimed) {
      for (const edit of change.edits ?? []) {
        if (edit.start === edit.end) continue;
        const file = edit.file ?? change.file;
        const known = this.#edits.get(file);
        if (known) known.push(edit);
        else this.#edits.set(file, [edit]);
      }
    }
  }

  /** Is a node replaced, or accounted for? `app.errorhandler` is, when what follows `app` is. */
  has(file: SourceFile, node: Node, head?: Node): boolean {
    if (this.#accounts.has(node) || (head && this.#accounts.has(head))) return true;
    const from = head?.end ?? node.start;
    return (this.#edits.get(file) ?? []).some((edit) => edit.start <= from + (head ? 1 : 0) && node.end <= edit.end);
  }
}

/**
 * The view's own references to Flask that no change edits or accounts for. Without Flask, methods of a class that do not answer
 * are looked after with all other functions.
 */
function unaccounted(route: Route, app: App, claimed: readonly Claimed[], mode: Mode): Reference[] {
  const { view } = route;
  if (!view) return [];
  const facts = app.facts.of(view.file, view.def);
  const decorators = app.facts.collect(view.file, view.decorators);
  const covered = new Coverage(claimed);
  const own = mode === 'pure' ? viewReferences(app, route) : facts.references;
  return [...own, ...decorators.references].filter((one) => isFlaskName(one.path) && !covered.has(one.file, one.node));
}

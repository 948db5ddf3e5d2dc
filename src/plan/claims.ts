import type { App, Route, RouteSite } from '../model/app.js';
import type { Reference } from '../model/facts.js';
import { isFlaskName } from '../model/flask-names.js';
import type { Change, Message, Mode, Transform } from '../transform.js';
import { messageId } from './messages.js';

/** A change with the transform that makes it. */
export interface Claimed {
  readonly id: string;
  readonly message: Message;
  readonly change: Change;
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
  for (const reference of unaccounted(route, app, claimed)) {
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

/** The view's own references to Flask that no change edits or accounts for. */
function unaccounted(route: Route, app: App, claimed: readonly Claimed[]): Reference[] {
  const { view } = route;
  if (!view) return [];
  const facts = app.facts.of(view.file, view.def);
  const decorators = app.facts.collect(view.file, view.decorators);
  const covered = (reference: Reference) =>
    claimed.some(({ change }) => {
      if (change.accounts?.includes(reference.node)) return true;
      return change.edits?.some((edit) => {
        const sameFile = (edit.file ?? change.file) === reference.file;
        return (
          sameFile && edit.start <= reference.node.start && reference.node.end <= edit.end && edit.start < edit.end
        );
      });
    });
  return [...facts.references, ...decorators.references].filter((one) => isFlaskName(one.path) && !covered(one));
}

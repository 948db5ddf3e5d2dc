import type { Event } from './registration/events.js';
import type { Scaffold } from './registration/values.js';
import { eventsOf } from './routes.js';

/**
 * The same application, made by another call of its factory:
 *
 *     def create_app(files):
 *         app = Flask(__name__)
 *         …
 *
 *     app = create_app([])
 */
export function twinsOf(made: readonly Scaffold[], app: Scaffold): Scaffold[] {
  return made.filter((one) => one !== app && isTwin(one, app));
}

/** Does the same line of code make both? */
export function isTwin(one: Scaffold, other: Scaffold): boolean {
  return one.kind === other.kind && one.site.node === other.site.node;
}

/** The events without those that make a twin: each line of code has been followed for the application itself. */
export function withoutTwins(events: readonly Event[], app: Scaffold, twins: readonly Scaffold[]): readonly Event[] {
  // of a copied blueprint it matters how many events there were before
  if (twins.length === 0 || events.some((event) => ownerOf(event).copyOf)) return events;
  const own = reached(events, [app]);
  const theirs = reached(events, twins);
  return events.filter((event) => !theirs.has(ownerOf(event)) || own.has(ownerOf(event)));
}

function ownerOf(event: Event): Scaffold {
  return event.kind === 'register' ? event.parent : event.scaffold;
}

function reached(events: readonly Event[], from: readonly Scaffold[]): ReadonlySet<Scaffold> {
  const found = new Set(from);
  for (const scaffold of found) {
    for (const event of eventsOf(events, scaffold)) if (event.kind === 'register') found.add(event.child);
  }
  return found;
}

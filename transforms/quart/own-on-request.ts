import { headNamed, references } from '../../src/model/references.js';
import type { App } from '../../src/transform.js';
import { isFreeOnRequest } from './names.js';

const known = new WeakMap<App, ReadonlySet<string>>();

/** What the application itself puts on its request: `request.user = found`. */
export function ownOnRequest(app: App): ReadonlySet<string> {
  let found = known.get(app);
  if (!found) {
    const names = new Set<string>();
    for (const reference of references(app)) {
      const [, object, member] = reference.path.split('.');
      if (object !== 'request' || !member || !isFreeOnRequest(member)) continue;
      const part = headNamed(app, reference, `flask.request.${member}`);
      const parent = part && reference.file.parentOf(part);
      if (parent?.kind === 'assign' && parent.targets.includes(part as (typeof parent.targets)[number]))
        names.add(member);
    }
    found = names;
    known.set(app, found);
  }
  return found;
}

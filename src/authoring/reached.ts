import type { App, Route } from '../model/app.js';
import { reaches } from '../model/reach.js';
import { isBelow, viewReferences } from '../model/references.js';
import type { Change } from '../transform.js';

/**
 * The obstacle that something of Flask's is for a route: used in its view, or in what the view calls. All uses in the view are
 * accounted for by it.
 *
 * @param paths Names that are the same to the reader: `flask.flash`, `flask.get_flashed_messages`.
 */
export function* reachedObstacle<M extends string>(
  route: Route,
  app: App,
  paths: readonly string[],
  message: M,
): Iterable<Change<M>> {
  for (const path of paths) {
    const found = reaches(route, app, path);
    if (!found) continue;
    const { reference, via } = found;
    const last = via.at(-1)?.def.name;
    yield {
      message,
      file: reference.file,
      at: reference.node,
      data: { name: path.replace('flask.', ''), where: last ? ` in \`${last}\`` : '' },
      accounts: viewReferences(app, route)
        .filter((one) => paths.some((other) => isBelow(one, other)))
        .map(({ node }) => node),
    };
    return;
  }
}

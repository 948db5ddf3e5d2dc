import { isErrorHandler } from '../../src/model/handlers.js';
import { references, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type Change,
  calledBy,
  defineTransform,
  isInView,
  type Mode,
  type Reference,
  speaksWerkzeug,
  swapped,
} from '../../src/transform.js';
import { messages } from './messages.js';
import { redirect } from './redirect.js';
import { hasBuildErrors, isOfMissingFolder, urlFor } from './url-for.js';

type Said = Change<keyof typeof messages>;

const PATHS = ['flask.url_for', 'flask.redirect'];

export const urls = defineTransform({
  name: 'urls',
  summary: 'Turns `url_for()` and `redirect()` into functions that take the request, and into responses of FastAPI.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      for (const { def, ...reference } of viewReferences(app, route)) {
        if (PATHS.includes(reference.path)) {
          yield* changed({ app, file: reference.file, def }, reference, route.endpoint, mode);
        }
      }
    },
    *wire(app) {
      for (const reference of references(app)) {
        const { file, node, path } = reference;
        if (!PATHS.includes(path) || isInView(app, file, node)) continue;
        const def = enclosingFunction(file, node);
        if (!def) continue;
        if (path === 'flask.url_for' && !isErrorHandler(app, def)) {
          if (isOfMissingFolder(app, file, node)) continue;
          if (hasBuildErrors(app)) yield { message: 'build-errors', file, at: node, accounts: [node] };
          else yield swapped(app, reference, path, 'context', 'in-context', true);
          continue;
        }
        if (path === 'flask.redirect' && speaksWerkzeug(app, def)) {
          yield swapped(app, reference, path, 'answers', 'redirect-at-run-time');
          continue;
        }
        yield* changed({ app, file, def }, reference, def.name, 'pure');
      }
    },
  },
});

function* changed(at: In, reference: Reference, endpoint: string, mode: Mode): Iterable<Said> {
  const { file } = at;
  const { node, path } = reference;
  const call = calledBy(file, node);
  if (!call) yield { message: 'mentioned', file, at: node, data: { name: file.slice(node) } };
  else if (path === 'flask.url_for') {
    const change = urlFor(at, call, mode);
    if (change) yield change;
  } else yield* redirect(at, call, endpoint, mode);
}

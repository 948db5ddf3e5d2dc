import { errorHandlers, isErrorHandler } from '../../src/model/handlers.js';
import { isInside, references, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  defineTransform,
  isInView,
  type Mode,
  pagesDifference,
  type Reference,
  werkzeugAnswered,
} from '../../src/transform.js';
import { messages } from './messages.js';
import { abortChanges, exceptionChanges } from './raised.js';

type Said = Change<keyof typeof messages>;

export const abort = defineTransform({
  name: 'abort',
  summary: 'Turns `abort()` and the exceptions of Werkzeug into `raise HTTPException`.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      for (const { def, ...reference } of viewReferences(app, route)) {
        yield* changes({ app, file: reference.file, def }, reference, mode);
      }
    },
    *wire(app) {
      let stays = false;
      for (const reference of references(app)) {
        const { file, node } = reference;
        const def = enclosingFunction(file, node);
        if (isInView(app, file, node) || (def && isErrorHandler(app, def) && !isRaised(reference))) continue;
        if (isRegistered(app, reference)) {
          if (app.general?.errors && isWerkzeugs(reference)) yield accounted(reference);
          continue;
        }
        if (!def) {
          if (isWerkzeugs(reference)) yield accounted(reference);
          continue;
        }
        yield* changes({ app, file, def }, reference, 'pure');
      }
      for (const reference of references(app)) stays ||= isWerkzeugs(reference);
      if (app.options.style !== 'idiomatic' || !stays) return;
      const { file, node } = app.scaffold.site;
      const status = 'of an exception of Werkzeug';
      yield {
        message: 'page',
        file,
        at: node,
        data: { status },
        difference: pagesDifference(app),
        ...werkzeugAnswered(app),
      };
    },
  },
});

function* changes(at: In, reference: Reference, mode: Mode): Iterable<Said> {
  const { path, node } = reference;
  if (path === 'flask.abort') yield* abortChanges(at, node, mode);
  else if (isWerkzeugs(reference)) yield* exceptionChanges(at, path, node, mode);
}

function isWerkzeugs({ path }: Reference): boolean {
  return path.startsWith('werkzeug.exceptions.');
}

/** Outside of functions: a base class, a tuple of classes. */
function accounted({ file, node }: Reference): Said {
  return { message: 'stays', file, at: node, data: { what: file.slice(node) }, accounts: [node] };
}

/** `abort(404)`, `raise NotFound()`: not a class that is only looked at. */
function isRaised({ path, file, node }: Reference): boolean {
  if (path === 'flask.abort') return true;
  const parent = file.parentOf(node);
  return (parent?.kind === 'call' ? file.parentOf(parent) : parent)?.kind === 'raise';
}

/** What an error handler is registered for. */
function isRegistered(app: App, { file, node }: Reference): boolean {
  return errorHandlers(app).some(({ event: { site } }) => site.file === file && isInside(file, node, site.node));
}

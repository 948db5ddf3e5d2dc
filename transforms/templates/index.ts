import { references, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import type { FunctionDef } from '../../src/python/ast.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  argumentPrepended,
  type Change,
  calledBy,
  defineTransform,
  isInView,
  isRendering,
  type Reference,
  type Route,
  reachedObstacle,
  rendersByContext,
  requestParameter,
  supportName,
} from '../../src/transform.js';
import { environmentChanges } from './environment.js';
import { folderChanges } from './folders.js';
import { globalsChanges } from './globals.js';
import { messages } from './messages.js';
import { registrationChanges } from './registration.js';

const ALL = [
  'flask.render_template',
  'flask.render_template_string',
  'flask.stream_template',
  'flask.stream_template_string',
  'flask.get_template_attribute',
];

export const templates = defineTransform({
  name: 'templates',
  summary: 'Renders templates with the request, and carries over their folders, filters and context processors.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      // Flask renders as long as it is there: templates are given its contexts
      yield* mode === 'hybrid' ? reachedObstacle(route, app, ALL, 'used') : rendered(route, app);
    },
    *wire(app) {
      for (const reference of references(app)) {
        const { file, node } = reference;
        if (!isRendering(reference) || isInView(app, file, node)) continue;
        yield renderedAt(app, reference, enclosingFunction(file, node));
      }
      yield* registrationChanges(app);
      yield* environmentChanges(app);
      if (!references(app).some(isRendering)) return;
      yield* folderChanges(app);
      yield* globalsChanges(app);
    },
  },
});

type Said = Change<keyof typeof messages>;

function* rendered(route: Route, app: App): Iterable<Said> {
  for (const { def, ...reference } of viewReferences(app, route)) {
    if (isRendering(reference)) yield renderedAt(app, reference, def);
  }
}

/** `render_template("x.html", …)` → `render_template(request, "x.html", …)`, or as it is where the request is found in its context. */
function renderedAt(app: App, { path, node, file }: Reference, def: FunctionDef | undefined): Said {
  const name = path.replace('flask.', '');
  const change = { file, at: node, data: { name } };
  const call = calledBy(file, node);
  if (rendersByContext(app, file) || !def || !call) {
    const known = supportName({ app, file, mode: 'pure', def }, 'rendering', name);
    const edits = [{ start: node.start, end: node.end, text: known.text }];
    return { ...change, message: 'in-context', edits, needs: known.needs };
  }
  const at: In = { app, file, def };
  const place = { ...at, mode: 'pure' } as const;
  const known = supportName(place, 'templating', name);
  const request = requestParameter(place, def);
  return {
    ...change,
    message: 'rendered',
    at: call,
    edits: [{ start: node.start, end: node.end, text: known.text }, argumentPrepended(call, request.text)],
    needs: [...known.needs, ...request.needs],
  };
}

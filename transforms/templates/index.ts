import { isErrorHandler } from '../../src/model/handlers.js';
import { references, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import { usedIn, usedInTemplates } from '../../src/model/templates.js';
import type { Expr } from '../../src/python/ast.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  argumentPrepended,
  type Change,
  calledBy,
  defineTransform,
  isInView,
  type Reference,
  type Route,
  reachedObstacle,
  requestParameter,
  supportName,
} from '../../src/transform.js';
import { environmentChanges } from './environment.js';
import { messages } from './messages.js';

/** What has a form without Flask. */
const RENDERED: Readonly<Record<string, string>> = {
  'flask.render_template': 'render_template',
  'flask.render_template_string': 'render_template_string',
};
const ALL = [
  ...Object.keys(RENDERED),
  'flask.stream_template',
  'flask.stream_template_string',
  'flask.get_template_attribute',
];

/** What Flask puts into every template and only Flask can. */
const CONTEXT = ['session', 'g', 'get_flashed_messages', 'current_user'];

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
      for (const { path, node, file } of references(app)) {
        if (!ALL.includes(path) || isInView(app, file, node)) continue;
        const def = enclosingFunction(file, node);
        // an error handler is handed the request, too
        if (def && isErrorHandler(app, def)) yield renderedAt({ app, file, def }, { path, node, file });
        else yield { message: 'in-helper', file, at: node, data: { name: file.slice(node) } };
      }
      if (!references(app).some(({ path }) => ALL.includes(path))) return;
      const used = usedInTemplates(app, CONTEXT);
      const { file, node } = app.scaffold.site;
      if (used) yield { message: 'context', file, at: node, data: { template: used.path, name: used.name } };
      yield* environmentChanges(app);
    },
  },
});

type Said = Change<keyof typeof messages>;

function* rendered(route: Route, app: App): Iterable<Said> {
  for (const { def, ...reference } of viewReferences(app, route)) {
    if (ALL.includes(reference.path)) yield renderedAt({ app, file: reference.file, def }, reference);
  }
}

/** `render_template("x.html", …)` → `render_template(request, "x.html", …)`. */
function renderedAt(at: In, { path, node }: Reference): Said {
  const { file, def } = at;
  const name = RENDERED[path];
  const call = calledBy(file, node);
  const data = { name: path.replace('flask.', ''), where: '' };
  const [source] = call?.args ?? [];
  const isNamed = source?.name !== undefined || source?.star !== undefined;
  if (!name || !call || !source || isNamed || !isKnownSource(path, source.value)) {
    return { message: 'used', file, at: node, data };
  }
  const place = { ...at, mode: 'pure' } as const;
  const known = supportName(place, 'templating', name);
  const request = requestParameter(place, def);
  return {
    message: 'rendered',
    file,
    at: call,
    data,
    edits: [{ start: node.start, end: node.end, text: known.text }, argumentPrepended(call, request.text)],
    needs: [...known.needs, ...request.needs],
  };
}

/** The text of a template that is not in a file has to be known, to see what it uses of Flask's contexts. */
function isKnownSource(path: string, source: Expr): boolean {
  if (path !== 'flask.render_template_string') return true;
  return source.kind === 'string' && source.value !== undefined && usedIn(source.value, CONTEXT) === undefined;
}

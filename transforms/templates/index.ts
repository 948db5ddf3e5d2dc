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
  type Finishing,
  finishing,
  finishLines,
  isInView,
  type Need,
  type Reference,
  type Route,
  reachedObstacle,
  requestParameter,
  SHELL,
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
const CONTEXT = ['current_user'];

/** What the application's own modules put into every template, where a template uses it. */
const GLOBALS = { g: 'context', session: 'sessions', get_flashed_messages: 'sessions' } as const;

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
      yield* globalsChange(app);
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
  return (
    source.kind === 'string' &&
    source.value !== undefined &&
    usedIn(source.value, [...CONTEXT, ...Object.keys(GLOBALS)]) === undefined
  );
}

/** `add_template_globals(g=g, session=session)`, where the application is finished. */
function* globalsChange(app: App): Iterable<Said> {
  const names = Object.keys(GLOBALS).filter((name) => usedInTemplates(app, [name]));
  const place = finishing(app)?.places[0];
  if (names.length === 0 || !place) return;
  const needs: Need[] = [];
  const values = names.map((name) => {
    const known = supportName({ app, file: place.file, mode: 'pure' }, GLOBALS[name as keyof typeof GLOBALS], name);
    needs.push(...known.needs);
    return `${name}=${known.text}`;
  });
  const added = supportName({ app, file: place.file, mode: 'pure' }, 'templating', 'add_template_globals');
  const lines = finishLines(finishing(app) as Finishing, SHELL.contexts - 1, () => [
    `${added.text}(${values.join(', ')})`,
  ]);
  const { file, node } = app.scaffold.site;
  yield {
    message: 'globals',
    file,
    at: node,
    data: { names: names.join(', ') },
    needs: [...needs, ...added.needs, ...lines],
  };
}

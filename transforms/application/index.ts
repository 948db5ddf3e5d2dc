import { needsViewRoute } from '../../src/model/returns.js';
import type { Call } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  compatPackage,
  defineTransform,
  finishing,
  finishLines,
  libraryName,
  type Need,
  SHELL,
  supportName,
  takesLines,
} from '../../src/transform.js';
import { annotationChanges } from './annotations.js';
import { docsAreShown, docsDifference } from './docs.js';
import { messages } from './messages.js';
import { staticChange } from './static.js';
import { isHandedOn } from './uses.js';

/** What `Flask()` may be given; anything else keeps the application in Flask. */
const KNOWN_OPTIONS = ['import_name', 'static_folder', 'static_url_path', 'template_folder'];

export const application = defineTransform({
  name: 'application',
  summary: 'Makes the Flask object a FastAPI object, when all of the application moves.',
  messages,
  fastapi: {
    *wire(app) {
      const { scaffold } = app;
      const { file, node } = scaffold.site;
      const at = { file, at: node };
      if (scaffold.cls || node.kind !== 'call') {
        yield { ...at, message: 'subclass', data: { name: scaffold.cls?.def.name ?? '?' } };
        return;
      }
      const option = strangeOption(app, node);
      if (option) yield { ...at, message: 'option', data: { option } };
      const finished = finishing(app);
      if (!finished) {
        yield { ...at, message: 'no-finish' };
        return;
      }
      const shown = docsAreShown(app);
      yield {
        ...at,
        message: 'moved',
        data: { app: `${app.entry.module}:${app.entry.attribute}` },
        ...created(app, node, shown),
      };
      if (app.options.style === 'compatible') yield* installed(app, finished);
      yield* routeClass(app, node);
      if (shown) yield { ...at, message: 'docs', difference: docsDifference };
      yield* staticChange(app);
      yield* annotationChanges(app);
    },
    *leftoverUse(use, app) {
      if (isHandedOn(use, app)) return;
      const { file, node, member } = use;
      yield { message: 'object', file, at: member ?? node, data: { use: file.slice(member ?? node) } };
    },
    entrypoint: (app, mode) => (mode === 'pure' ? `${app.entry.module}:${app.entry.attribute}` : undefined),
  },
});

function strangeOption(app: App, call: Call): string | undefined {
  if (call.args.some((argument) => argument.star)) return '**';
  return [...app.scaffold.options.keys()].find((name) => !KNOWN_OPTIONS.includes(name));
}

/** `Flask(__name__)` → `FastAPI(title=__name__)`: the name is that of the logger, too. */
function created(app: App, call: Call, docs: boolean): Pick<Change, 'edits' | 'needs'> {
  const { file } = app.scaffold.site;
  const made = libraryName({ app, file, mode: 'pure' }, 'fastapi', 'FastAPI');
  const [first] = call.args;
  const title = first ? file.slice(first.value) : '__name__';
  const options = docs ? '' : ', docs_url=None, redoc_url=None, openapi_url=None';
  return {
    edits: [{ start: call.start, end: call.end, text: `${made.text}(title=${title}${options})` }],
    needs: made.needs,
  };
}

/** `flask_compat.install(app)`, the last line of the module or factory. */
function* installed(app: App, finished: NonNullable<ReturnType<typeof finishing>>): Iterable<Change<'moved'>> {
  const [place] = finished.places;
  if (!place) return;
  const { file } = place;
  const compat = compatPackage({ app, file, mode: 'pure' });
  const needs: Need[] = [
    ...compat.needs,
    ...finished.needs,
    ...finishLines(finished, SHELL.compat, (object) => [`${compat.text}.install(${object})`]),
  ];
  const name = `${app.entry.module}:${app.entry.attribute}`;
  yield { message: 'moved', file, at: app.scaffold.site.node, data: { app: name }, edits: finished.edits, needs };
}

/** `app.router.route_class = ViewRoute`, for views of the application itself that return what only run time tells. */
function* routeClass(app: App, call: Call): Iterable<Change<'moved' | 'option'>> {
  const { scaffold } = app;
  if (!needsViewRoute(app, scaffold)) return;
  const { file } = scaffold.site;
  const stmt = statementOf(file, call);
  const target = stmt?.kind === 'assign' ? stmt.targets[0] : undefined;
  if (!stmt || target?.kind !== 'name' || !takesLines(file, { after: stmt })) {
    yield { message: 'option', file, at: call, data: { option: 'route_class' } };
    return;
  }
  const known = supportName({ app, file, mode: 'pure' }, 'responses', 'ViewRoute');
  const lines = [`${target.id}.router.route_class = ${known.text}`];
  const name = `${app.entry.module}:${app.entry.attribute}`;
  const needs: Need[] = [...known.needs, { kind: 'lines', file, anchor: { after: stmt }, rank: -1, lines }];
  yield { message: 'moved', file, at: call, data: { app: name }, needs };
}

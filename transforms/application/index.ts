import { isHandedOn } from '../../src/model/objects.js';
import type { Call } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  compatPackage,
  defineTransform,
  finishing,
  finishLines,
  jsonSettings,
  keptComments,
  libraryName,
  routeClass,
  SHELL,
  supportName,
  takesLines,
} from '../../src/transform.js';
import { annotationChanges } from './annotations.js';
import { attributeChanges } from './attributes.js';
import { docsAreShown, docsDifference } from './docs.js';
import { folderLines, folderUses } from './folders.js';
import { errorPageDifferences, routingDifferences } from './idiomatic.js';
import { messages } from './messages.js';
import { namedChanges } from './named.js';
import { NOTHING, type Part } from './part.js';
import { staticChanges } from './static.js';

/** What `Flask()` may be given; anything else keeps the application in Flask. */
const KNOWN_OPTIONS = [
  'import_name',
  'static_folder',
  'static_url_path',
  'template_folder',
  'instance_path',
  'instance_relative_config',
];

const JSON_CLASS = 'FlaskJSONResponse';

export const application = defineTransform({
  name: 'application',
  summary: 'Makes the Flask object a FastAPI object, when all of the application moves.',
  messages,
  fastapi: {
    *migrate({ site }, app, mode) {
      const { cls } = app.scaffold;
      if (mode === 'pure' || !cls) return;
      const method = cls.def.body.find((stmt) => stmt.kind === 'function' && isCalledForViews(stmt.name));
      if (method?.kind !== 'function') return;
      const data = { name: cls.def.name, method: method.name };
      yield { message: 'overridden', file: site.file, at: site.call, data };
    },
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
      const route = classOfRoutes(app, node);
      if (!route) yield { ...at, message: 'option', data: { option: 'route_class' } };
      const folders = folderLines(app, node);
      if (!folders) yield { ...at, message: 'option', data: { option: 'instance_relative_config' } };
      const parts = [created(app, node, shown), installed(app, finished), route ?? NOTHING, folders ?? NOTHING];
      yield {
        ...at,
        message: 'moved',
        data: { app: `${app.entry.module}:${app.entry.attribute}` },
        edits: parts.flatMap((part) => part.edits),
        needs: parts.flatMap((part) => part.needs),
      };
      if (app.options.style === 'idiomatic') {
        for (const difference of routingDifferences) yield { ...at, message: 'routing', difference };
        for (const difference of errorPageDifferences) yield { ...at, message: 'error-pages', difference };
      }
      if (shown) yield { ...at, message: 'docs', difference: docsDifference };
      yield* staticChanges(app);
      yield* annotationChanges(app);
      yield* folderUses(app);
      yield* attributeChanges(app);
      yield* namedChanges(app);
    },
    *leftoverUse(use, app) {
      if (isHandedOn(app, use)) return;
      const { file, node, member } = use;
      yield { message: 'object', file, at: member ?? node, data: { use: file.slice(member ?? node) } };
    },
    entrypoint: (app, mode) => (mode === 'pure' ? `${app.entry.module}:${app.entry.attribute}` : undefined),
  },
});

/** Methods that Flask calls around each of its views. */
function isCalledForViews(name: string): boolean {
  return /^(make_response|(full_)?dispatch_request|finalize_request|ensure_sync|raise_routing_exception)$/.test(name);
}

function strangeOption(app: App, call: Call): string | undefined {
  if (call.args.some((argument) => argument.star)) return '**';
  return [...app.scaffold.options.keys()].find((name) => !KNOWN_OPTIONS.includes(name));
}

/** `Flask(__name__)` → `FastAPI(title=__name__)`: the name is that of the logger, too. */
function created(app: App, call: Call, docs: boolean): Part {
  const { file } = app.scaffold.site;
  const made = libraryName({ app, file, mode: 'pure' }, 'fastapi', 'FastAPI');
  const [first] = call.args;
  const title = first ? file.slice(first.value) : '__name__';
  const options = docs ? '' : ', docs_url=None, redoc_url=None, openapi_url=None';
  return {
    edits: [
      { start: call.start, end: call.end, text: `${made.text}(title=${title}${options})` },
      ...keptComments(file, call, statementOf(file, call)?.start ?? call.start),
    ],
    needs: made.needs,
  };
}

/** `flask_compat.install(app)`, the last line of the module or factory. */
function installed(app: App, finished: NonNullable<ReturnType<typeof finishing>>): Part {
  const [place] = finished.places;
  if (!place || app.options.style !== 'compatible') return NOTHING;
  const compat = compatPackage({ app, file: place.file, mode: 'pure' });
  // the class that has what the application says of its JSON
  const json =
    jsonSettings(app).length > 0
      ? supportName({ app, file: place.file, mode: 'pure' }, 'responses', JSON_CLASS)
      : undefined;
  const options = json ? `, json_response=${json.text}` : '';
  const lines = finishLines(finished, SHELL.compat, (object) => [`${compat.text}.install(${object}${options})`]);
  return { edits: finished.edits, needs: [...compat.needs, ...(json?.needs ?? []), ...finished.needs, ...lines] };
}

/** `app.router.route_class = ViewRoute`, for views of the application itself that return what only run time tells. */
function classOfRoutes(app: App, call: Call): Part | undefined {
  const { scaffold } = app;
  const { file } = scaffold.site;
  const known = routeClass({ app, file, mode: 'pure' }, scaffold);
  if (!known) return NOTHING;
  const stmt = statementOf(file, call);
  const target = stmt?.kind === 'assign' ? stmt.targets[0] : undefined;
  if (!stmt || target?.kind !== 'name' || !takesLines(file, { after: stmt })) return undefined;
  const lines = [`${target.id}.router.route_class = ${known.text}`];
  return { edits: [], needs: [...known.needs, { kind: 'lines', file, anchor: { after: stmt }, rank: -1, lines }] };
}

import { type Creation, creationOf } from '../../src/model/creation.js';
import { isHandedOn, type ObjectUse, objectUses } from '../../src/model/objects.js';
import { classesOf } from '../../src/model/subclass.js';
import type { Call } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import {
  type App,
  compatPackage,
  defineTransform,
  finishing,
  finishLines,
  jsonSettings,
  keptComments,
  libraryName,
  lineBelow,
  type Named,
  routeClass,
  SHELL,
  supportName,
} from '../../src/transform.js';
import { absentAttributes } from './absent.js';
import { annotationChanges } from './annotations.js';
import { attributeChanges } from './attributes.js';
import { docsAreShown, docsDifference } from './docs.js';
import { folderLines, folderUses } from './folders.js';
import { errorPageDifferences, routingDifferences } from './idiomatic.js';
import { messages } from './messages.js';
import { namedChanges } from './named.js';
import { NOTHING, type Part } from './part.js';
import { staticChanges } from './static.js';
import { overridden, subclassChanges } from './subclass.js';
import { typeChanges } from './types.js';
import { unusedObjects } from './unused.js';

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
      if (mode === 'hybrid') yield* overridden(app, site);
    },
    *wire(app) {
      const { scaffold } = app;
      const { file, node } = scaffold.init ?? scaffold.site;
      const at = { file, at: node };
      yield* subclassChanges(app);
      const creation = creationOf(scaffold);
      if (!creation) {
        yield { ...at, message: 'subclass', data: { name: scaffold.cls?.def.name ?? '?' } };
        return;
      }
      const option = strangeOption(app, creation);
      if (option) yield { ...at, message: 'option', data: { option } };
      const finished = finishing(app);
      if (!finished) {
        yield { ...at, message: 'no-finish' };
        return;
      }
      const shown = docsAreShown(app);
      const route = classOfRoutes(app, creation);
      if (!route) yield { ...at, message: 'option', data: { option: 'route_class' } };
      const folders = folderLines(app, creation);
      if (!folders) yield { ...at, message: 'option', data: { option: 'instance_relative_config' } };
      const parts = [created(app, creation, shown), installed(app, finished), route ?? NOTHING, folders ?? NOTHING];
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
      yield* typeChanges(app);
      yield* folderUses(app);
      yield* attributeChanges(app);
      yield* absentAttributes(app);
      yield* namedChanges(app);
      yield* unusedObjects(app);
      for (const use of objectUses(app)) {
        if (!isStarted(app, use)) continue;
        yield { message: 'started', file: use.file, at: use.node, data: { use: use.file.slice(use.node) } };
      }
    },
    *leftoverUse(use, app) {
      const { file, node, member } = use;
      if (isHandedOn(app, use) || isStarted(app, use) || speaksFastapi(use)) return;
      yield { message: 'object', file, at: member ?? node, data: { use: file.slice(member ?? node) } };
    },
    entrypoint: (app, mode) => (mode === 'pure' ? `${app.entry.module}:${app.entry.attribute}` : undefined),
  },
});

/** Is the application handed to a server, by a program that is no part of it? */
function isStarted(app: App, use: ObjectUse): boolean {
  return app.programs.has(use.file) && !use.member && !isHandedOn(app, use);
}

/** What was FastAPI already beside Flask: routers, and what an earlier run registers on the application when the bridge goes. */
function speaksFastapi({ scaffold, member }: ObjectUse): boolean {
  return scaffold.kind === 'router' || (member !== undefined && FASTAPI_METHODS.has(member.attr));
}

const FASTAPI_METHODS = new Set(['include_router', 'add_exception_handler']);

function strangeOption(app: App, call: Creation): string | undefined {
  if (call.args.some((argument) => argument.star)) return '**';
  return [...app.scaffold.options.keys()].find((name) => !KNOWN_OPTIONS.includes(name));
}

/** `Flask(__name__)` → `FastAPI(title=__name__)`: the name is that of the logger, too. */
function created(app: App, { file, call, args, stmt }: Creation, docs: boolean): Part {
  const [first] = args;
  const title = first ? file.slice(first.value) : '__name__';
  const options = docs ? '' : ', docs_url=None, redoc_url=None, openapi_url=None';
  const made = maker(app, file, call);
  const from = made ? call.start : call.parens.start;
  return {
    edits: [
      { start: from, end: call.end, text: `${made?.text ?? ''}(${made?.self ?? ''}title=${title}${options})` },
      ...keptComments(file, call, stmt?.start ?? call.start),
    ],
    needs: made?.needs ?? [],
  };
}

/** What takes the place of `Flask`. undefined: `super().__init__`, or the name of a class of the project, stays. */
function maker(app: App, file: SourceFile, call: Call): (Named & { readonly self?: string }) | undefined {
  const { cls, init } = app.scaffold;
  const isSuper = call.func.kind === 'attribute' && call.func.value.kind === 'call';
  if (cls && (!init || isSuper)) return undefined;
  const made = libraryName({ app, file, mode: 'pure' }, 'fastapi', 'FastAPI');
  if (!init) return made;
  // `Flask.__init__(self, __name__)`
  if (cls && classesOf(app.scaffold).every(({ def }) => def.bases.length === 1))
    return { text: 'super().__init__', needs: [] };
  const [self] = call.args;
  return { text: `${made.text}.__init__`, needs: made.needs, self: self ? `${file.slice(self)}, ` : '' };
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
function classOfRoutes(app: App, { file }: Creation): Part | undefined {
  const known = routeClass({ app, file, mode: 'pure' }, app.scaffold);
  if (!known) return NOTHING;
  const line = lineBelow(app, -1, (object) => `${object}.router.route_class = ${known.text}`);
  return line && { edits: [], needs: [...known.needs, line] };
}

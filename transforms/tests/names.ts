import { isBelow } from '../../src/model/references.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  hasContext,
  libraryName,
  type Named,
  ownNameOf,
  type Reference,
  supportName,
  swapped,
  usesSession,
} from '../../src/transform.js';
import type { messages } from './messages.js';
import { client } from './uses.js';

type Said = Change<keyof typeof messages>;

const OF_CONTEXT = [
  ...['flask.g', 'flask.request', 'flask.current_app', 'flask.url_for'],
  ...['flask.has_app_context', 'flask.has_request_context'],
];
const OF_SESSION = ['flask.session', 'flask.get_flashed_messages'];

/** A name of Flask in a test. */
export function named(app: App, reference: Reference): Said {
  const { file, node, path } = reference;
  const within = (paths: readonly string[]) => paths.find((one) => isBelow(reference, one));
  const inContext = hasContext(app) ? within(OF_CONTEXT) : undefined;
  if (inContext) return swapped(app, reference, inContext, 'context', 'name');
  const inSession = usesSession(app) ? within(OF_SESSION) : undefined;
  if (inSession) return swapped(app, reference, inSession, 'sessions', 'name');
  const own = ownNameOf(reference);
  if (own) return swapped(app, reference, own.path, own.module, 'name');
  const class_ = CLASSES[path]?.(app, reference);
  if (!class_) return { message: 'left', file, at: node, data: { use: file.slice(node) } };
  return {
    message: 'name',
    file,
    at: node,
    data: { name: path.slice(path.lastIndexOf('.') + 1) },
    edits: [{ start: node.start, end: node.end, text: class_.text }],
    needs: class_.needs,
  };
}

type Finder = (app: App, reference: Reference) => Named | undefined;

/** Classes: most of them stand in annotations only. */
const CLASSES: Readonly<Record<string, Finder>> = {
  'flask.Flask': (app, reference) =>
    isAnnotation(reference) ? libraryName(placeOf(app, reference), 'fastapi', 'FastAPI') : undefined,
  'flask.testing.FlaskClient': (app, reference) =>
    isAnnotation(reference) ? client(placeOf(app, reference)) : undefined,
  'flask.views.MethodView': (app, reference) => supportName(placeOf(app, reference), 'class_views', 'MethodView'),
  'flask.testing.FlaskCliRunner': (app, reference) =>
    isAnnotation(reference) ? supportName(placeOf(app, reference), 'testing_commands', 'CommandRunner') : undefined,
};

function placeOf(app: App, { file, node }: Reference) {
  return { app, file, mode: 'pure', def: enclosingFunction(file, node) } as const;
}

/** Not called, nor made a class of one's own of. */
function isAnnotation({ file, node }: Reference): boolean {
  const parent = file.parentOf(node);
  return parent?.kind !== 'call' && parent?.kind !== 'argument' && parent?.kind !== 'attribute';
}

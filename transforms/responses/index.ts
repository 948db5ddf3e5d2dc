import { isAlias, isInside, references, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import type { Attribute, Name, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  answering,
  type Change,
  calledBy,
  closesContexts,
  defineTransform,
  isInView,
  libraryName,
  type Mode,
  type Place,
  speaksWerkzeug,
  supportName,
} from '../../src/transform.js';
import { madeResponse } from './made.js';
import { makeResponse } from './make-response.js';
import { messages } from './messages.js';
import { ownResponses } from './own-responses.js';
import { streamChange } from './stream.js';
import { responseVariables } from './variables.js';

const CLASSES = ['flask.Response', 'werkzeug.wrappers.Response'];
const STREAM = 'flask.stream_with_context';
const PATHS = ['flask.Response', 'flask.make_response', STREAM, 'werkzeug.wrappers.Response'];

export const responses = defineTransform({
  name: 'responses',
  summary: 'Turns response objects, their headers and their cookies into those of FastAPI.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      for (const { path, node, file, def } of viewReferences(app, route)) {
        if (PATHS.includes(path)) yield* changed({ app, file, def }, path, node, mode);
      }
      for (const def of answering(route)) {
        if (route.view) yield* responseVariables({ app, file: route.view.file, def }, mode);
      }
    },
    *wire(app) {
      yield* ownResponses(app);
      const defs = new Set<Node>();
      for (const { path, node, file } of references(app)) {
        if (!PATHS.includes(path) || isInView(app, file, node)) continue;
        if (isAnswer(app, file, node)) continue;
        const def = enclosingFunction(file, node);
        if (speaksWerkzeug(app, def)) {
          yield* answers({ app, file, mode: 'pure', def }, path, node);
          continue;
        }
        if (CLASSES.includes(path) && isType(file, node)) {
          yield named({ app, file, mode: 'pure' }, node);
          continue;
        }
        if (!def) {
          yield { message: 'mentioned', file, at: node, data: { name: path } };
          continue;
        }
        const at = { app, file, def };
        yield* changed(at, path, node, 'pure');
        if (!defs.has(def)) yield* responseVariables(at, 'pure');
        defs.add(def);
      }
    },
  },
});

function* changed(at: In, path: string, node: Name | Attribute, mode: Mode): Iterable<Change<keyof typeof messages>> {
  const { file } = at;
  const call = calledBy(file, node);
  if (path === STREAM) yield streamed({ ...at, mode }, node);
  else if (call && path === 'flask.make_response') {
    yield { file, at: call, ...makeResponse(at, call, mode) };
  } else if (call && path === 'flask.Response') {
    yield { file, at: call, ...madeResponse(at, call, mode) };
  } else if (CLASSES.includes(path) && isType(file, node)) {
    yield named({ ...at, mode }, node);
  } else yield { message: 'mentioned', file, at: node, data: { name: file.slice(node) } };
}

/** What makes responses of Werkzeug, under the name that Flask had for it. */
function* answers(place: Place, path: string, node: Name | Attribute): Iterable<Change<keyof typeof messages>> {
  const { file } = place;
  const data = { name: file.slice(node) };
  if (isAlias(place.app, file, node)) {
    yield { message: 'answer', file, at: node, data, accounts: [node] };
  } else if (path === STREAM) yield streamed(place, node);
  else if (path.startsWith('werkzeug.')) {
    yield { message: 'answer', file, at: node, data, accounts: [node] };
  } else {
    const known = supportName(place, 'answers', path.replace('flask.', ''));
    const edits = [{ start: node.start, end: node.end, text: known.text }];
    yield { message: 'answer', file, at: node, data, edits, needs: known.needs };
  }
}

/** A stream of Flask's request: until its end, where anything is closed then. */
function streamed(place: Place, node: Name | Attribute): Change<keyof typeof messages> {
  const { app, file, mode } = place;
  if (mode === 'pure' && closesContexts(app)) {
    const known = supportName(place, 'context', 'stream_with_context');
    const edits = [{ start: node.start, end: node.end, text: known.text }];
    return { message: 'open', file, at: node, edits, needs: known.needs };
  }
  const call = calledBy(file, node);
  const edits = streamChange(file, node, call);
  if (edits) return { message: 'made', file, at: node, data: { call: file.slice(node) }, edits };
  return { message: 'mentioned', file, at: node, data: { name: file.slice(node) } };
}

/** The class by its name, where FastAPI's does as well. */
function named(place: Parameters<typeof libraryName>[0], node: Node): Change<keyof typeof messages> {
  const { file } = place;
  const known = libraryName(place, 'fastapi', 'Response');
  const edits = [{ start: node.start, end: node.end, text: known.text }];
  return { message: 'made', file, at: node, data: { call: file.slice(node) }, edits, needs: known.needs };
}

/** In an annotation, or as what `isinstance` asks for. */
function isType(file: SourceFile, node: Node): boolean {
  let child = node;
  for (let parent = file.parentOf(node); parent; parent = file.parentOf(parent)) {
    if (parent.kind === 'assign' || parent.kind === 'param') return parent.annotation === child;
    if (parent.kind === 'function') return parent.returns === child;
    if (parent.kind === 'call')
      return parent.func.kind === 'name' && parent.func.id === 'isinstance' && parent.args[1] === child;
    child = parent;
  }
  return false;
}

/** What a view is said to return: another transform decides whether that stays. */
function isAnswer(app: App, file: SourceFile, node: Node): boolean {
  const def = enclosingFunction(file, node);
  return (
    def?.returns !== undefined &&
    isInside(file, node, def.returns) &&
    def.body[0] !== undefined &&
    isInView(app, file, def.body[0])
  );
}

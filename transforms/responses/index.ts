import { references, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import type { Attribute, Name, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  answering,
  type Change,
  calledBy,
  defineTransform,
  isInView,
  libraryName,
  type Mode,
} from '../../src/transform.js';
import { madeResponse } from './made.js';
import { makeResponse } from './make-response.js';
import { messages } from './messages.js';
import { streamChange } from './stream.js';
import { responseVariables } from './variables.js';

const PATHS = ['flask.Response', 'flask.make_response', 'flask.stream_with_context', 'werkzeug.wrappers.Response'];

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
      const defs = new Set<Node>();
      for (const { path, node, file } of references(app)) {
        if (!PATHS.includes(path) || isInView(app, file, node)) continue;
        const def = enclosingFunction(file, node);
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
  if (path === 'flask.stream_with_context') {
    const stream = streamChange(file, node, call);
    if (stream) yield { message: 'made', file, at: node, data: { call: 'stream_with_context' }, edits: stream };
    else yield { message: 'mentioned', file, at: node, data: { name: file.slice(node) } };
  } else if (call && path === 'flask.make_response') {
    yield { file, at: call, ...makeResponse(at, call, mode) };
  } else if (call && path === 'flask.Response') {
    yield { file, at: call, ...madeResponse(at, call, mode) };
  } else if (path === 'flask.Response' && isType(file, node)) {
    const known = libraryName({ ...at, mode }, 'fastapi', 'Response');
    const edits = [{ start: node.start, end: node.end, text: known.text }];
    yield { message: 'made', file, at: node, data: { call: file.slice(node) }, edits, needs: known.needs };
  } else yield { message: 'mentioned', file, at: node, data: { name: file.slice(node) } };
}

/** In an annotation, or as what `isinstance` asks for. */
function isType(file: SourceFile, node: Node): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind === 'assign' || parent?.kind === 'param') return parent.annotation === node;
  if (parent?.kind === 'function') return parent.returns === node;
  if (parent?.kind !== 'argument') return false;
  const call = file.parentOf(parent);
  return call?.kind === 'call' && call.func.kind === 'name' && call.func.id === 'isinstance';
}

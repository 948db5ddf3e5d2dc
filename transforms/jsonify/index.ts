import { bodyContext } from '../../src/model/context.js';
import { isErrorHandler } from '../../src/model/handlers.js';
import { references, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import type { Node } from '../../src/python/ast.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type Change,
  calledBy,
  defineTransform,
  isInView,
  type Mode,
  type Place,
  speaksWerkzeug,
  supportName,
} from '../../src/transform.js';
import { contentEdits } from './content.js';

export const jsonify = defineTransform({
  name: 'jsonify',
  summary: 'Turns `jsonify()` into the dict or list that it was given.',
  messages: {
    content: {
      trust: 'same',
      what: '`jsonify()` gives way to what it was given',
      why: 'FastAPI makes JSON of a dict or a list by itself, in the spelling that Flask has.',
      todo: 'Nothing has to be done.',
    },
    'at-run-time': {
      trust: 'same',
      what: '`jsonify()` stays, as one of the application',
      why: 'Of which type its value is shows at run time; a text would be no JSON without it.',
      todo: 'Return the value itself where it is a dict or a list.',
    },
    mentioned: {
      trust: 'manual',
      general: 'responses',
      what: '`jsonify` is passed on as a function',
      why: 'What it is called with, and what becomes of the response, is not known.',
      todo: 'Call it where its value is known.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      for (const { path, node, file, def } of viewReferences(app, route)) {
        if (path === 'flask.jsonify') yield* changed({ app, file, def }, node, mode);
      }
    },
    *wire(app) {
      for (const { path, node, file } of references(app)) {
        if (path !== 'flask.jsonify' || isInView(app, file, node)) continue;
        const def = enclosingFunction(file, node);
        if (speaksWerkzeug(app, def)) yield swapped({ app, file, mode: 'pure', def }, node, 'answers');
        else if (def && isErrorHandler(app, def)) yield* changed({ app, file, def }, node, 'pure');
        else yield swapped({ app, file, mode: 'pure' }, node);
      }
    },
  },
});

type Message = 'content' | 'at-run-time' | 'mentioned';

function* changed(at: In, node: Node, mode: Mode): Iterable<Change<Message>> {
  const { file } = at;
  const call = calledBy(file, node);
  if (!call) {
    yield { message: 'mentioned', file, at: node };
    return;
  }
  const context = bodyContext(at, call);
  const edits = context.kind === 'response' ? undefined : contentEdits(at, call, context.kind !== 'returned');
  if (edits) yield { message: 'content', file, at: call, edits };
  else yield swapped({ ...at, mode }, node);
}

/** Outside of views a response is wanted more often than not: the function stays, from another module. */
function swapped(place: Place, node: Node, module: 'responses' | 'answers' = 'responses'): Change<Message> {
  const known = supportName(place, module, 'jsonify');
  const edits = [{ start: node.start, end: node.end, text: known.text }];
  return { message: 'at-run-time', file: place.file, at: node, edits, needs: known.needs };
}

import { needsViewRoute, ownerOf, type Returned, returnedBy } from '../../src/model/returns.js';
import type { In } from '../../src/model/shapes.js';
import { unparenthesized } from '../../src/python/walk.js';
import {
  type App,
  answering,
  type Change,
  defineTransform,
  libraryName,
  type Mode,
  type Need,
  type Route,
  supportName,
  wrapped,
} from '../../src/transform.js';
import { annotationChange } from './annotation.js';
import { takenApart } from './called.js';
import { isOpenJson, jsonDifference } from './json-values.js';

export const returns = defineTransform({
  name: 'returns',
  summary: 'Makes responses of what views return: text, tuples with a status, values of unknown type.',
  messages: {
    text: {
      trust: 'same',
      what: 'the text that `{endpoint}` returns is HTML',
      why: 'FastAPI would send it as a JSON string.',
      todo: 'Nothing has to be done.',
    },
    tuple: {
      trust: 'same',
      what: 'a body with a status or headers becomes a response',
      why: 'FastAPI would answer 200 with a JSON array of the two.',
      todo: 'Nothing has to be done.',
    },
    'at-run-time': {
      trust: 'same',
      what: 'what `{endpoint}` returns shows at run time',
      why: 'The route class of its router makes a response of it by the rules of Flask.',
      todo: 'Return a response, or what FastAPI knows, and drop the route class.',
    },
    called: {
      trust: 'manual',
      general: 'view',
      what: 'the response of `{endpoint}` is taken apart by other code, in `{place}`',
      why: 'That code expects what Flask makes responses of.',
      todo: 'Move what both need into a function that is no view.',
    },
    'json-values': {
      trust: 'differs',
      what: 'dates, decimals and other values in the JSON of `{endpoint}` are those of FastAPI',
      why: 'It writes dates in ISO format where Flask has those of HTTP, and decimals as numbers.',
      todo: 'Use the style `compatible`, or make texts of them in the view.',
    },
    annotation: {
      trust: 'same',
      what: 'the return annotation of `{endpoint}` is not a response model',
      why: 'FastAPI would check and filter what the view returns by it.',
      todo: 'Nothing has to be done.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      const { view, endpoint } = route;
      if (!view || route.words !== 'flask') return;
      const data = { endpoint };
      for (const def of answering(route)) {
        const at = { app, file: view.file, def };
        const found = returnedBy(at);
        const taker = takenApart(at, found);
        if (taker) {
          const place = `${taker.file.path}:${taker.file.positionOf(taker.call.start).line}`;
          yield { message: 'called', file: view.file, at: def, data: { endpoint, place } };
        }
        if (app.options.style === 'idiomatic' && found.some((one) => isOpenJson(at, one))) {
          yield { message: 'json-values', file: view.file, at: def, data, difference: jsonDifference };
        }
        for (const one of found) if (one.parts) yield tupleChange(at, one, mode);
        yield* textChanges(at, route, found, mode);
        const annotation = annotationChange(at, route, found, mode);
        if (annotation) yield { message: 'annotation', file: view.file, at: def, data, ...annotation };
      }
      if (needsViewRoute(app, ownerOf(route))) yield { message: 'at-run-time', file: view.file, at: view.def, data };
    },
  },
});

type Message = 'text' | 'tuple' | 'at-run-time' | 'called' | 'json-values' | 'annotation';

/** `return "…"`: the response class of the route, or of this one return where others are JSON. */
function* textChanges(at: In, route: Route, found: readonly Returned[], mode: Mode): Iterable<Change<Message>> {
  const texts = found.filter((one) => !one.isTuple && one.shape === 'text');
  const [first] = texts;
  if (!first?.expr) return;
  const { file } = at;
  const data = { endpoint: route.endpoint };
  const others = found.filter((one) => !one.isTuple && one.shape !== 'text' && one.shape !== 'response');
  if (others.some((one) => one.shape !== 'json')) return;
  if (others.length === 0) {
    yield { message: 'text', file, at: first.stmt, data, needs: responseClass(at, route, mode) };
    return;
  }
  const known = libraryName({ ...at, mode }, 'fastapi.responses', 'HTMLResponse');
  for (const { stmt, expr } of texts) {
    if (expr)
      yield { message: 'text', file, at: stmt, data, edits: wrapped(file, expr, known.text), needs: known.needs };
  }
}

function responseClass(at: In, route: Route, mode: Mode): Need[] {
  const { site } = route;
  const known = libraryName({ app: at.app, file: site.file, mode }, 'fastapi.responses', 'HTMLResponse');
  const isClass = route.view?.def.kind === 'class';
  const option: Need = {
    kind: 'option',
    file: site.file,
    call: site.call,
    ...(isClass && { def: at.def }),
    name: 'response_class',
    value: known.text,
  };
  return [...known.needs, option];
}

/** `return {…}, 404` → `return json_response({…}, 404)`. */
function tupleChange(at: In, { stmt, expr, parts }: Returned, mode: Mode): Change<Message> {
  const { file } = at;
  const base = { message: 'tuple', file, at: stmt } as const;
  if (!expr || !parts) return base;
  const { body, shape, status, headers } = parts;
  const inner = unparenthesized(expr);
  const isEmpty = body.kind === 'string' && body.value === '' && status?.kind === 'number' && status.value === 204;
  if (isEmpty && !headers) {
    const known = libraryName({ ...at, mode }, 'fastapi', 'Response');
    const text = `${known.text}(status_code=204)`;
    return { ...base, edits: [{ start: expr.start, end: expr.end, text }], needs: known.needs };
  }
  const known = nameFor({ ...at, mode }, shape);
  const edits = wrapped(file, expr.kind === 'parenthesized' ? expr : inner, known.text);
  if (headers && !status && shape !== 'response')
    edits.push({ start: headers.start, end: headers.start, text: 'headers=' });
  return { ...base, edits, needs: known.needs };
}

function nameFor(
  place: { readonly app: App; readonly file: In['file']; readonly mode: Mode; readonly def: In['def'] },
  shape: string,
) {
  if (shape === 'text') return libraryName(place, 'fastapi.responses', 'HTMLResponse');
  return supportName(place, 'responses', shape === 'json' ? 'json_response' : 'make_response');
}

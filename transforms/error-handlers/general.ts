import { type ErrorHandler, errorHandlers } from '../../src/model/handlers.js';
import type { Value } from '../../src/model/registration/values.js';
import type { Call, Node } from '../../src/python/ast.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import { type App, type Change, installation, supportName } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

const FUNCTIONS = ['errorhandler', 'app_errorhandler', 'register_error_handler'];

/**
 * `@app.errorhandler(ValueError)` → `@errorhandler(app, ValueError)`, for all handlers together: the functions stay as they are, and
 * are found in the order of Flask.
 */
export function* generalHandlers(app: App): Iterable<Said> {
  const byCall = new Map<Node, ErrorHandler[]>();
  for (const handler of errorHandlers(app)) {
    const { node } = handler.event.site;
    byCall.set(node, [...(byCall.get(node) ?? []), handler]);
  }
  for (const handlers of byCall.values()) {
    const [first] = handlers as [ErrorHandler];
    const { file, node } = first.event.site;
    const data = { handler: first.item.what };
    if (app.options.style === 'idiomatic' || node.kind !== 'call' || !isKnown(node)) {
      yield { message: 'form', file, at: node, data };
    } else if (handlers.some((handler) => isContested(app, handler))) {
      yield { message: 'order', file, at: node, data };
    } else yield registered(app, handlers, node);
  }
  const { file, node } = app.scaffold.site;
  const needs = byCall.size > 0 ? installation(app, 'error_handlers', 'install_error_handlers') : undefined;
  if (needs) yield { message: 'installed', file, at: node, needs };
  else if (byCall.size > 0) yield { message: 'form', file, at: node, data: { handler: 'app' } };
}

function isKnown({ func }: Call): boolean {
  return func.kind === 'attribute' && FUNCTIONS.includes(func.attr);
}

function registered(app: App, handlers: readonly ErrorHandler[], call: Call): Said {
  const [first] = handlers as [ErrorHandler];
  const { file } = first.event.site;
  const { func, parens, args } = call;
  const [name, object] = func.kind === 'attribute' ? [func.attr, file.slice(func.value)] : ['errorhandler', 'app'];
  const known = supportName({ app, file, mode: 'pure', def: enclosingFunction(file, call) }, 'error_handlers', name);
  const text = `${known.text}(${object}${args.length > 0 ? ', ' : ''}`;
  return {
    message: 'general',
    file,
    at: call,
    data: { handler: first.item.what },
    edits: [{ start: call.start, end: parens.start + 1, text }],
    needs: known.needs,
    ports: handlers.map(({ item }) => item),
  };
}

/** Has another object a handler for the same errors of the whole application? The one that is registered last counts. */
function isContested(app: App, handler: ErrorHandler): boolean {
  if (handler.isLocal) return false;
  return errorHandlers(app).some(
    (other) =>
      !other.isLocal &&
      other.item.scaffold !== handler.item.scaffold &&
      subjectKey(other.event.subject) === subjectKey(handler.event.subject),
  );
}

function subjectKey(value: Value | undefined): unknown {
  if (value?.kind === 'const') return value.value;
  if (value?.kind === 'external') return value.path;
  return value?.kind === 'class' ? value.def : '?';
}

import { type ErrorHandler, errorHandlers } from '../../src/model/handlers.js';
import { references, viewReferences } from '../../src/model/references.js';
import type { FunctionDef } from '../../src/python/ast.js';
import { type App, type Change, defineTransform, freshName, httpException, isInView } from '../../src/transform.js';
import { generalHandlers } from './general.js';
import { rewrittenHandler } from './handler.js';
import { lookups } from './lookup.js';
import { messages } from './messages.js';
import { onApplication, onRouter, type Written, writtenAs } from './registration.js';
import { madeResponses } from './responses.js';
import { isAskedFirst } from './router.js';
import { type Subject, subjectOf } from './subject.js';

type Said = Change<keyof typeof messages>;

export const errorAnswers = defineTransform({
  name: 'error-handlers',
  summary: 'Turns error handlers into exception handlers of FastAPI, when all of the application moves.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'pure') yield* lookups(app, viewReferences(app, route));
    },
    *wire(app) {
      yield* lookups(
        app,
        references(app).filter(({ file, node }) => !isInView(app, file, node)),
      );
      if (app.general?.errors) {
        yield* generalHandlers(app);
        return;
      }
      const byFunction = new Map<FunctionDef, ErrorHandler[]>();
      for (const handler of errorHandlers(app)) {
        const def = handler.definition?.def;
        if (def) byFunction.set(def, [...(byFunction.get(def) ?? []), handler]);
        else yield obstacle('form', handler);
      }
      for (const handlers of byFunction.values()) yield* ported(app, handlers);
    },
  },
});

interface Registered {
  readonly handler: ErrorHandler;
  readonly written: Written;
  readonly subject: Subject;
}

/** A function and all its registrations, or none of it. */
function* ported(app: App, handlers: readonly ErrorHandler[]): Iterable<Said> {
  const definition = handlers[0]?.definition;
  if (!definition) return;
  const { file, def } = definition;
  const at = { app, file, def };
  const registered: Registered[] = [];
  for (const handler of handlers) {
    const written = writtenAs(handler);
    const subject = written && subjectOf(app, handler, handler.item.file);
    if (!written || !subject) {
      yield obstacle('form', handler);
      return;
    }
    if (!isCarried(app, handler, subject)) {
      yield obstacle('order', handler);
      return;
    }
    registered.push({ handler, written, subject });
  }
  const kinds = registered.map(({ subject }) => subject.kind);
  const [first] = registered as [Registered];
  const isOne = registered.every(({ subject }) => subject.annotation.text === first.subject.annotation.text);
  const annotation = isOne && file === first.handler.item.file ? first.subject.annotation : EXCEPTION;
  const http = kinds.every((kind) => kind === 'http');
  const rewritten = rewrittenHandler(at, kinds, http ? httpException({ app, file, mode: 'pure' }) : annotation);
  if (!rewritten) {
    yield obstacle('exception', first.handler);
    return;
  }
  const made = madeResponses(at);
  const data = { handler: def.name };
  const changes: Said[] = [{ message: 'handler', file, at: def, data, ...rewritten }];
  if (made) changes.push({ message: 'returned', file, at: def, data, ...made });
  else if (registered.some(({ handler }) => !handler.isLocal))
    changes.push({ message: 'at-run-time', file, at: def, data });
  for (const { handler, written, subject } of registered) {
    const { item, isLocal } = handler;
    const where = { file: item.file, at: written.call, data, ports: [item] };
    const change = isLocal
      ? onRouter(app, handler, written, subject, freshName(item.file, ['handlers', 'error_handlers']))
      : onApplication(app, handler, written, subject, !made, httpException({ app, file: item.file, mode: 'pure' }));
    if (!change) {
      yield obstacle('form', handler);
      return;
    }
    changes.push({ message: isLocal ? 'blueprint' : 'registered', ...where, ...change });
  }
  yield* changes;
}

function obstacle(message: 'form' | 'exception' | 'order', { item, event }: ErrorHandler): Said {
  return { message, file: item.file, at: event.site.node, data: { handler: item.what } };
}

const EXCEPTION = { text: 'Exception', needs: [] };

/** Without flask_compat a crash reaches its handler as it is, and a handler of one router has to be asked first. */
function isCarried(app: App, handler: ErrorHandler, { code, kind }: Subject): boolean {
  if (app.options.style === 'idiomatic' && (code === 500 || kind === 'anything')) return false;
  return !handler.isLocal || isAskedFirst(app, handler, kind, code);
}

import { isApplication } from '../../src/model/objects.js';
import { isBelow, references } from '../../src/model/references.js';
import type { Span } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import {
  type App,
  type Change,
  calledBy,
  defineTransform,
  type FileEdit,
  givenArgument,
  type Reference,
  swapped,
} from '../../src/transform.js';
import { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

const HANDLES = 'bugsnag.flask.handle_exceptions';
const SENTRY = 'sentry_sdk.integrations.flask';
const INTEGRATION = `${SENTRY}.FlaskIntegration`;

export const errorReports = defineTransform({
  name: 'error-reports',
  summary: 'Keeps reports of unhandled exceptions: Bugsnag, Sentry.',
  messages,
  fastapi: {
    *wire(app) {
      for (const reference of references(app)) {
        if (isBelow(reference, 'bugsnag.flask')) yield toBugsnag(app, reference);
        if (isBelow(reference, SENTRY)) yield toSentry(reference);
      }
    },
  },
});

/** `bugsnag.flask.handle_exceptions(app)` → `reports.handle_exceptions(app)`. */
function toBugsnag(app: App, reference: Reference): Said {
  const { file, node, path } = reference;
  const call = path === HANDLES ? calledBy(file, node) : undefined;
  const given = call && givenArgument(call, 0, 'app');
  if (!given || !isApplication(app, file, given.value) || app.options.style === 'idiomatic') return used(reference);
  const change = swapped(app, reference, HANDLES, 'reports', 'kept', true);
  const ports = app.wiring.filter(({ event }) => event?.kind === 'extension' && event.site.node === call);
  const edits = [...(change.edits ?? []), ...importsLeft(file)];
  return { ...change, edits, data: { name: 'bugsnag' }, accounts: [node, given.value], ports };
}

/** `import bugsnag.flask` also binds `bugsnag`, so it would stay for that name's sake. */
function importsLeft(file: SourceFile): FileEdit[] {
  const found = file.module.imports.filter((one) => one.kind === 'import');
  const isBound = found.some(({ names }) => names.some(({ name, asName }) => name === 'bugsnag' && !asName));
  return found.flatMap((stmt) => {
    const [only, more] = stmt.names;
    if (only?.name !== 'bugsnag.flask' || only.asName || more) return [];
    const [start, end] = [file.lineStart(stmt.start), file.lineEnd(stmt.end)];
    const standsAlone = file.text.slice(start, end).trim() === file.slice(stmt);
    return isBound && standsAlone ? [{ start, end, text: '' }] : [{ ...spanOf(stmt), text: 'import bugsnag' }];
  });
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/**
 * `integrations=[FlaskIntegration(), other]` → `integrations=[other]`: sentry_sdk takes the one for FastAPI by itself. One with
 * options has no counterpart.
 */
function toSentry(reference: Reference): Said {
  const { file, node, path } = reference;
  const call = path === INTEGRATION ? calledBy(file, node) : undefined;
  const list = call && call.args.length === 0 ? file.parentOf(call) : undefined;
  if (!call || list?.kind !== 'list') return used(reference);
  const index = list.elements.indexOf(call);
  const [previous, next] = [list.elements[index - 1], list.elements[index + 1]];
  const start = previous ? previous.end : call.start;
  const end = !previous && next ? next.start : call.end;
  const name = 'FlaskIntegration';
  return {
    message: 'integration',
    file,
    at: call,
    data: { name },
    edits: [{ start, end, text: '' }],
    accounts: [node],
  };
}

function used({ file, node, path }: Reference): Said {
  return { message: 'used', file, at: node, data: { name: path } };
}

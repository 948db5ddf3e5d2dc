import { codeOf } from '../../src/model/exceptions.js';
import { canonical } from '../../src/model/flask-names.js';
import { type ErrorHandler, errorHandlers } from '../../src/model/handlers.js';
import { externalBases } from '../../src/model/registration/attributes.js';
import type { Value } from '../../src/model/registration/values.js';
import type { Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import {
  type App,
  givenArgument,
  httpException,
  type Named,
  ownModuleOf,
  type Place,
  supportName,
} from '../../src/transform.js';

/**
 * What a handler is for:
 * `http` gets FastAPI's HTTPException, `werkzeug` an exception of the project's own that is still one of Werkzeug,
 * `anything` may get either, `other` what Flask never raises.
 */
export type Kind = 'http' | 'werkzeug' | 'anything' | 'other';

export interface Subject {
  readonly kind: Kind;
  /** As the key of a handler. */
  readonly key: Named;
  /** What the handler's parameter is annotated with. */
  readonly annotation: Named;
  readonly code: number | undefined;
}

/** undefined: it is not known to be the same on FastAPI. */
export function subjectOf(app: App, handler: ErrorHandler, at: SourceFile): Subject | undefined {
  const { event } = handler;
  const expr = subjectExpr(event.site.node as Call);
  const value = event.subject;
  if (!expr || !value) return undefined;
  const written = event.site.file.slice(expr);
  const place = { app, file: at, mode: 'pure' } as const;
  const own: Named = { text: written, needs: [] };
  // `for error in (Lost, Gone): app.register_error_handler(error, answer)`: a variable is no annotation
  const isClass = /^(class|external|builtin)$/.test(app.project.resolve(expr, event.site.file)?.kind ?? '');
  const annotation: Named = isClass ? own : { text: 'Exception', needs: [] };
  const ofCode = (code: number, key: Named = { text: String(code), needs: [] }): Subject => ({
    kind: 'http',
    key,
    annotation: httpException(place),
    code,
  });
  if (value.kind === 'const') return typeof value.value === 'number' ? ofCode(value.value, own) : undefined;
  if (value.kind === 'class') {
    const kind = externalBases(value).some((path) => path.startsWith('werkzeug.')) ? 'werkzeug' : 'other';
    return { kind, key: own, annotation, code: undefined };
  }
  if (value.kind !== 'external') return undefined;
  return ofLibrary(place, handler, value, { own, annotation }, ofCode);
}

function ofLibrary(
  place: Place,
  handler: ErrorHandler,
  { path }: Value & { kind: 'external' },
  { own, annotation }: { readonly own: Named; readonly annotation: Named },
  ofCode: (code: number) => Subject,
): Subject | undefined {
  if (path === 'werkzeug.exceptions.HTTPException') {
    const exception = httpException(place);
    return { kind: 'http', key: exception, annotation: exception, code: undefined };
  }
  const module = ownModuleOf(canonical(path));
  if (module) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const key = supportName(place, module, name);
    return { kind: 'werkzeug', key, annotation: key, code: undefined };
  }
  const code = codeOf(path);
  if (code !== undefined) return path.endsWith('.SecurityError') ? undefined : ofCode(code);
  if (path === 'builtins.Exception') {
    const kind = answersAllHttp(place.app, handler) ? 'other' : 'anything';
    return { kind, key: own, annotation, code: undefined };
  }
  // Flask's own error for a missing field of a form is a KeyError, too
  if (/^builtins\.(KeyError|LookupError|BaseException)$/.test(path) || /^(flask|werkzeug)/.test(path)) return undefined;
  return { kind: 'other', key: own, annotation, code: undefined };
}

/** Is there a handler for all HTTP errors beside one for anything? Then that one never sees them. */
function answersAllHttp(app: App, { isLocal, item }: ErrorHandler): boolean {
  return errorHandlers(app).some(({ event: { subject }, ...other }) => {
    const isThere = !other.isLocal || (isLocal && other.item.scaffold === item.scaffold);
    return isThere && subject?.kind === 'external' && subject.path === 'werkzeug.exceptions.HTTPException';
  });
}

function subjectExpr(call: Call): Expr | undefined {
  const [first] = call.args;
  return call.kind === 'call' && first && !first.star ? givenArgument(call, 0, first.name ?? '')?.value : undefined;
}

import { canonical } from '../../src/model/flask-names.js';
import type { In } from '../../src/model/shapes.js';
import type { Call, Expr } from '../../src/python/ast.js';
import { unparenthesized } from '../../src/python/walk.js';
import {
  type Change,
  type FileEdit,
  givenArgument,
  hasStars,
  libraryName,
  literalInteger,
  type Mode,
  supportName,
} from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** The codes for which Flask's page is put back by flask_compat. */
const REDIRECTS = [301, 302, 303, 305, 307, 308];

/** `redirect(url_for(…))` → `RedirectResponse(url_for(…), 302)`. */
export function redirect(at: In, call: Call, endpoint: string, mode: Mode): Said[] {
  const { file, app } = at;
  const base = { file, at: call } as const;
  const location = givenArgument(call, 0, 'location');
  const code = givenArgument(call, 1, 'code');
  const known = [location, code].filter((one) => one !== undefined);
  if (!location || hasStars(call) || known.length !== call.args.length) {
    return [{ ...base, message: 'strange-arguments', data: { name: 'redirect' } }];
  }
  const status = code ? literalInteger(code.value) : 302;
  const idiomatic = app.options.style === 'idiomatic';
  const isSame = isPlain(at, location.value);
  const func = (text: string): FileEdit => ({ start: call.func.start, end: call.func.end, text });
  if (status === undefined || !REDIRECTS.includes(status) || !(isSame || idiomatic)) {
    const name = supportName({ ...at, mode }, 'urls', 'redirect');
    return [{ ...base, message: 'redirect-at-run-time', edits: [func(name.text)], needs: name.needs }];
  }
  const name = libraryName({ ...at, mode }, 'fastapi.responses', 'RedirectResponse');
  const edits: FileEdit[] = [func(name.text)];
  if (location.name) edits.push({ start: location.start, end: location.value.start, text: 'url=' });
  if (code?.name) edits.push({ start: code.start, end: code.value.start, text: 'status_code=' });
  if (!code)
    edits.push({ start: location.end, end: location.end, text: location.name ? ', status_code=302' : ', 302' });
  const change: Said = { ...base, message: 'redirect', edits, needs: name.needs };
  if (!idiomatic) return [change];
  return [
    change,
    { ...base, message: 'redirect-body', data: { endpoint }, difference: bodyDifference(status, isSame) },
  ];
}

/** An address that both frameworks spell alike: one that url_for made, or plain ASCII written out. */
function isPlain(at: In, given: Expr): boolean {
  const expr = unparenthesized(given);
  if (expr.kind === 'string') return !expr.bytes && /^[\w\-.~:/?#@!$&'()*+,;=%]+$/.test(expr.value ?? '');
  if (expr.kind === 'conditional') return isPlain(at, expr.body) && isPlain(at, expr.orelse);
  if (expr.kind !== 'call') return false;
  const path = at.app.project.externalPath(expr.func, at.file);
  return path !== undefined && canonical(path) === 'flask.url_for';
}

function bodyDifference(status: number, isSame: boolean) {
  return {
    where: { status: [status] },
    aspects: ['body', 'header:content-type', 'header:content-length', ...(isSame ? [] : ['header:location'])],
    when: 'any redirect',
    flask: 'a short HTML page',
    after: isSame
      ? 'an empty body; status and Location are the same'
      : 'an empty body; status and Location are the same, which may be quoted in another way',
  };
}

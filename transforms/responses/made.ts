import { type In, isHeaderDict, isStatus, shapeOf } from '../../src/model/shapes.js';
import type { Argument, Call, Expr } from '../../src/python/ast.js';
import {
  type Change,
  type FileEdit,
  libraryName,
  type Mode,
  type Named,
  sharesThread,
  supportName,
} from '../../src/transform.js';
import { type ResponseArguments, responseArguments } from './arguments.js';
import { withCharset } from './charsets.js';
import type { messages } from './messages.js';

type Made = Pick<Change<keyof typeof messages>, 'message' | 'data' | 'edits' | 'needs'>;

/** `Response(csv, mimetype="text/csv")` → `Response(csv, media_type="text/csv")`, of FastAPI. */
export function madeResponse(at: In, call: Call, mode: Mode): Made {
  const { file } = at;
  const given = responseArguments(call);
  const written = file.slice(call.func);
  if (!given || given.direct_passthrough) {
    return { message: 'option', data: { option: given ? 'direct_passthrough' : '**' } };
  }
  const known = knownClass(at, given, mode);
  if (!known) {
    const name = supportName({ ...at, mode }, 'responses', 'response');
    return {
      message: 'at-run-time',
      data: { call: written },
      edits: [{ start: call.func.start, end: call.func.end, text: name.text }],
      needs: name.needs,
    };
  }
  const edits: FileEdit[] = [{ start: call.func.start, end: call.func.end, text: known.name.text }];
  if (given.response?.name) edits.push(renamed(given.response, 'content'));
  if (given.status) edits.push(...statusEdits(call, given.status));
  if (given.headers && !given.headers.name && !isThird(call, given.headers))
    edits.push(renamed(given.headers, 'headers'));
  const type = given.content_type ?? given.mimetype;
  if (type && !known.dropsType) edits.push(renamed(type, 'media_type'), ...charsetOf(at, type.value));
  if (type && known.dropsType) edits.push(...dropped(call, type));
  return { message: 'made', data: { call: written }, edits, needs: known.name.needs };
}

/** The class whose constructor makes the same response; undefined when only run time tells. */
function knownClass(at: In, given: ResponseArguments, mode: Mode): { name: Named; dropsType: boolean } | undefined {
  const { response, status, headers, mimetype, content_type } = given;
  const place = { ...at, mode };
  if (status && !isStatus(at, status.value)) return undefined;
  if (headers && !isHeaderDict(at, headers.value)) return undefined;
  if (mimetype && (content_type || mimetype.value.kind !== 'string' || mimetype.value.value === undefined)) {
    return undefined;
  }
  if (content_type && !namesCharset(content_type.value)) return undefined;
  const shape = response ? shapeOf(at, response.value) : 'text';
  const setsType = headers !== undefined && /content-type/i.test(at.file.slice(headers));
  if (setsType && (mimetype || content_type)) return undefined;
  if (shape === 'stream') {
    if (!mimetype && !content_type && !setsType) return undefined;
    // what the view has opened is used on the thread that opened it
    const name =
      mode === 'pure' && sharesThread(at.app)
        ? supportName(place, 'responses', 'Stream')
        : libraryName(place, 'fastapi.responses', 'StreamingResponse');
    return { name, dropsType: false };
  }
  if (shape !== 'text' && shape !== 'bytes') return undefined;
  const type = mimetype ?? content_type;
  if (!type && setsType) return { name: libraryName(place, 'fastapi', 'Response'), dropsType: false };
  const html = !type || (type === mimetype && isText(type.value, 'text/html'));
  if (html && response) return { name: libraryName(place, 'fastapi.responses', 'HTMLResponse'), dropsType: true };
  if (type === mimetype && type && isText(type.value, 'text/plain') && response) {
    return { name: libraryName(place, 'fastapi.responses', 'PlainTextResponse'), dropsType: true };
  }
  return { name: libraryName(place, 'fastapi', 'Response'), dropsType: false };
}

/** `"text/csv; charset=utf-8"`: nothing is added to it on either side. */
function namesCharset(expr: Expr): boolean {
  return expr.kind === 'string' && /charset=/i.test(expr.value ?? '');
}

function isText(expr: Expr, text: string): boolean {
  return expr.kind === 'string' && expr.value === text;
}

function renamed(argument: Argument, name: string): FileEdit {
  return { start: argument.start, end: argument.value.start, text: `${name}=` };
}

/** The status is the second parameter on both sides, under another name. */
function statusEdits(call: Call, status: Argument): FileEdit[] {
  return call.args.indexOf(status) === 1 && !status.name ? [] : [renamed(status, 'status_code')];
}

function isThird(call: Call, argument: Argument): boolean {
  return call.args.indexOf(argument) === 2;
}

/** Starlette has a charset for text only. */
function charsetOf({ file }: In, type: Expr): FileEdit[] {
  if (type.kind !== 'string' || !type.value || type.value.startsWith('text/')) return [];
  const known = withCharset(type.value);
  return known === type.value ? [] : [{ start: type.start, end: type.end, text: file.quote + known + file.quote }];
}

function dropped(call: Call, argument: Argument): FileEdit[] {
  const previous = call.args[call.args.indexOf(argument) - 1];
  return previous ? [{ start: previous.end, end: argument.end, text: '' }] : [];
}

import { type Returned, returnedBy } from '../../src/model/returns.js';
import { type In, isPath } from '../../src/model/shapes.js';
import { fallsThrough, isGenerator } from '../../src/model/views.js';
import type { Expr } from '../../src/python/ast.js';
import { unparenthesized } from '../../src/python/walk.js';
import { type FileEdit, libraryName, type Named, type Need, supportName, wrapped } from '../../src/transform.js';
import type { Rewritten } from './handler.js';

/** `return {…}, 404` → `return json_response({…}, 404)`. undefined: what is returned shows at run time. */
export function madeResponses(at: In): Rewritten | undefined {
  if (isGenerator(at.def) || fallsThrough(at.def.body)) return undefined;
  const edits: FileEdit[] = [];
  const needs: Need[] = [];
  for (const one of returnedBy(at)) {
    const made = madeResponse(at, one);
    if (!made) return undefined;
    edits.push(...made.edits);
    needs.push(...made.needs);
  }
  return { edits, needs };
}

const NOTHING: Rewritten = { edits: [], needs: [] };

function madeResponse(at: In, { expr, isTuple, parts, shape }: Returned): Rewritten | undefined {
  if (!expr) return undefined;
  const inner = unparenthesized(expr);
  if (isTuple) {
    if (!parts) return undefined;
    const known = maker(at, parts.body, parts.shape);
    const edits = wrapped(at.file, expr.kind === 'parenthesized' ? expr : inner, known.text);
    if (parts.headers && !parts.status && !known.text.endsWith('make_response')) {
      edits.push({ start: parts.headers.start, end: parts.headers.start, text: 'headers=' });
    }
    return { edits, needs: known.needs };
  }
  if (shape === 'response') return NOTHING;
  if (shape !== 'text' && shape !== 'json') return undefined;
  const known = maker(at, inner, shape);
  return { edits: wrapped(at.file, expr, known.text), needs: known.needs };
}

/** What makes a response of a body; make_response takes a response, too. */
function maker(at: In, body: Expr, shape: string): Named {
  const place = { ...at, mode: 'pure' } as const;
  if (shape === 'text') return libraryName(place, 'fastapi.responses', 'HTMLResponse');
  const isJsonify = body.kind === 'call' && isPath(at.app, at.file, body.func, 'flask.jsonify');
  const becomesDict = isJsonify && body.args.length > 0 && body.args.every((argument) => argument.name !== undefined);
  const isDict = shape === 'json' && (!isJsonify || becomesDict);
  return supportName(place, 'responses', isDict ? 'json_response' : 'make_response');
}

import { bodyShape, partsOf } from '../../src/model/returns.js';
import type { In } from '../../src/model/shapes.js';
import type { Call } from '../../src/python/ast.js';
import { type Change, libraryName, type Mode, supportName } from '../../src/transform.js';
import type { messages } from './messages.js';

type Made = Pick<Change<keyof typeof messages>, 'message' | 'data' | 'edits' | 'needs'>;

/** `make_response({…}, 404)` → `json_response({…}, 404)`; of text an HTMLResponse; else decided at run time. */
export function makeResponse(at: In, call: Call, mode: Mode): Made {
  const place = { ...at, mode };
  const plain = call.args.length > 0 && call.args.every((argument) => !argument.star && !argument.name);
  const values = call.args.map(({ value }) => value);
  const [only] = values;
  // make_response((body, 404)) holds the tuple that a view would return
  const parts = plain && only && values.length > 1 ? partsOf(at, values) : undefined;
  const shape = parts?.shape ?? (plain && only && values.length === 1 ? bodyShape(at, only) : 'unknown');
  const known =
    shape === 'json'
      ? supportName(place, 'responses', 'json_response')
      : shape === 'text'
        ? libraryName(place, 'fastapi.responses', 'HTMLResponse')
        : undefined;
  const name = known ?? supportName(place, 'responses', 'make_response');
  const edits = [{ start: call.func.start, end: call.func.end, text: name.text }];
  if (known && parts?.headers && !parts.status) {
    edits.push({ start: parts.headers.start, end: parts.headers.start, text: 'headers=' });
  }
  return {
    message: known ? 'made' : 'at-run-time',
    data: { call: at.file.slice(call.func) },
    edits,
    needs: name.needs,
  };
}

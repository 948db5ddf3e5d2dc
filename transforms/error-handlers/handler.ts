import type { In } from '../../src/model/shapes.js';
import type { Attribute, Name, Param } from '../../src/python/ast.js';
import { walk } from '../../src/python/walk.js';
import {
  type FileEdit,
  isCalledElsewhere,
  type Named,
  type Need,
  requestParameter,
  supportName,
} from '../../src/transform.js';
import type { Kind } from './subject.js';

export interface Rewritten {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** Attributes of Werkzeug's HTTPException that have another name on FastAPI's. */
const RENAMED: Readonly<Record<string, string>> = {
  description: 'detail',
  code: 'status_code',
  original_exception: '__cause__',
};

/**
 * `def lost(e)` → `def lost(request: Request, e: HTTPException)`, and what it reads of the exception.
 *
 * @returns undefined when it does something with the exception that is not known to be the same.
 */
export function rewrittenHandler(at: In, kinds: readonly Kind[], annotation: Named): Rewritten | undefined {
  const { app, file, def } = at;
  const [param, more] = def.params;
  if (!param || more || param.form.startsWith('*') || param.default || isCalledElsewhere(app, file, def)) {
    return undefined;
  }
  const request = requestParameter({ app, file, mode: 'pure', def }, def);
  const edits: FileEdit[] = [];
  const needs: Need[] = [...request.needs];
  const typed = annotationEdit(at, param, annotation);
  if (typed) {
    edits.push(typed);
    needs.push(...annotation.needs);
  }
  for (const node of walk(def.body)) {
    if (node.kind !== 'name' || node.id !== param.name) continue;
    if (kinds.every((kind) => kind === 'other' || kind === 'werkzeug')) continue;
    if (kinds.some((kind) => kind !== 'http')) return undefined;
    const read = readOf(at, node);
    if (!read) return undefined;
    edits.push(...read.edits);
    needs.push(...read.needs);
  }
  return { edits, needs };
}

/** An annotation of the author's stays, unless it names a class of Werkzeug. */
function annotationEdit({ app, file }: In, param: Param, annotation: Named): FileEdit | undefined {
  if (!param.annotation) return { start: param.nameEnd, end: param.nameEnd, text: `: ${annotation.text}` };
  const { start, end } = param.annotation;
  const path = app.project.externalPath(param.annotation, file);
  return path?.startsWith('werkzeug.') ? { start, end, text: annotation.text } : undefined;
}

/** `e.description` → `e.detail`. */
function readOf(at: In, name: Name): Rewritten | undefined {
  const { file } = at;
  const parent = file.parentOf(name);
  if (parent?.kind !== 'attribute') return undefined;
  const attribute: Attribute = parent;
  const renamed = RENAMED[attribute.attr];
  if (renamed) return { edits: [{ start: attribute.attrStart, end: attribute.end, text: renamed }], needs: [] };
  if (attribute.attr !== 'name') return undefined;
  const known = supportName({ ...at, mode: 'pure' }, 'errors', 'error_name');
  const edits = [{ start: attribute.start, end: attribute.end, text: `${known.text}(${name.id})` }];
  return { edits, needs: known.needs };
}

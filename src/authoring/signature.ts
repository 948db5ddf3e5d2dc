import type { Need } from '../edits/needs.js';
import { parseRule } from '../model/rules.js';
import type { Expr, FunctionDef, Param } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { dottedName, walk } from '../python/walk.js';
import type { FileEdit } from '../transform.js';

/** What a converter hands to the view, as a FastAPI annotation. Others hand over what they like: no annotation. */
const TYPES: Readonly<Record<string, string>> = {
  int: 'int',
  float: 'float',
  uuid: 'UUID',
  path: 'str',
  string: 'str',
  default: 'str',
};

export interface Signature {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** Why a signature cannot be FastAPI's. */
export interface SignatureProblem {
  readonly problem: 'star-parameters' | 'annotation' | 'missing-parameter';
  readonly name: string;
}

/**
 * The view's own parameters for the rules it answers: path values get the type of their converter. FastAPI would read an
 * annotation of `str` on an `int` converter as a demand that the value be text, and a default on a path value is refused.
 *
 * @param named Variables whose converter is registered under a name of its own: it hands over what it likes.
 */
export function signatureOf(
  file: SourceFile,
  def: FunctionDef,
  rules: readonly string[],
  named: ReadonlySet<string>,
): Signature | SignatureProblem {
  const edits: FileEdit[] = [];
  const needs: Need[] = [];
  const variables = new Map<string, string | undefined>();
  for (const rule of rules) {
    for (const part of parseRule(rule)) {
      if (part.variable) variables.set(part.text, named.has(part.text) ? undefined : (part.converter ?? 'default'));
    }
  }
  const own = def.params.filter((param) => !isSelf(def, param));
  for (const param of own) {
    if (isStarred(param)) return { problem: 'star-parameters', name: param.form + param.name };
    if (!variables.has(param.name)) {
      if (!param.default) return { problem: 'missing-parameter', name: param.name };
      continue;
    }
    const type = TYPES[variables.get(param.name) ?? ''];
    if (!type) {
      if (param.annotation) return { problem: 'annotation', name: param.name };
      continue;
    }
    if (!param.annotation) {
      edits.push(annotated(file, param, type));
      if (type === 'UUID') needs.push({ kind: 'import', file, module: { library: 'uuid' }, name: 'UUID' });
    } else if (!agrees(param.annotation, type)) {
      return { problem: 'annotation', name: param.name };
    }
  }
  const missing = [...variables.keys()].find((name) => !own.some((param) => param.name === name));
  if (missing) return { problem: 'missing-parameter', name: missing };
  return { edits, needs };
}

/** `page` → `page: int`, `page=1` → `page: int = 1`. */
function annotated(file: SourceFile, { nameEnd, default: value }: Param, type: string): FileEdit {
  const isTight = value && file.text.slice(nameEnd, value.start) === '=';
  if (isTight) return { start: nameEnd, end: value.start, text: `: ${type} = ` };
  return { start: nameEnd, end: nameEnd, text: `: ${type}` };
}

/** The parameters that a rule leaves alone: a query must not fill them either. */
export function unfilledParams(def: FunctionDef, rule: string): Param[] {
  const variables = new Set(parseRule(rule).flatMap((part) => (part.variable ? [part.text] : [])));
  return def.params.filter((param) => !isSelf(def, param) && !isStarred(param) && !variables.has(param.name));
}

function isStarred(param: Param): boolean {
  return param.form === '*' || param.form === '**';
}

function isSelf(def: FunctionDef, param: Param): boolean {
  const isNamed = param.name === 'self' || param.name === 'cls';
  return def.params[0] === param && isNamed && !param.annotation && !param.default;
}

/** Does an annotation of the author's name the converter's type, perhaps as optional? */
function agrees(annotation: Expr, type: string): boolean {
  const names = [...walk(annotation)].flatMap((node) =>
    node.kind === 'name' || node.kind === 'attribute' ? (dottedName(node) ?? []) : [],
  );
  const wanted = type === 'UUID' ? ['UUID', 'uuid.UUID', 'uuid'] : [type];
  const allowed = [...wanted, 'Any', 'typing.Any', 'typing', 'Optional', 'typing.Optional', 'None'];
  return names.length > 0 && names.every((name) => allowed.includes(name));
}

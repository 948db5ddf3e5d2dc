import type { Need } from '../edits/needs.js';
import type { Route } from '../model/app.js';
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
  any: 'str',
};

export interface Signature {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** A rule that a view answers. */
export interface ViewRule {
  readonly rule: string;
  /** What its `defaults=` fills. */
  readonly fixed: readonly string[];
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
 * @param untaken A function before the view may take values out of the path: it need not have all of them.
 */
export function signatureOf(
  file: SourceFile,
  def: FunctionDef,
  rules: readonly ViewRule[],
  untaken = false,
): Signature | SignatureProblem {
  const edits: FileEdit[] = [];
  const needs: Need[] = [];
  const types = typesOf(rules);
  const own = def.params.filter((param) => !isSelf(def, param));
  const starred = own.find(isStarred);
  if (starred) return { problem: 'star-parameters', name: starred.form + starred.name };
  const [missing] = rules.flatMap((rule) => missingIn(rule, own, untaken));
  if (missing !== undefined) return { problem: 'missing-parameter', name: missing };
  for (const param of own) {
    if (!types.has(param.name)) continue;
    const type = types.get(param.name);
    if (!type) {
      if (param.annotation) return { problem: 'annotation', name: param.name };
      continue;
    }
    if (!param.annotation) {
      edits.push(...annotated(file, param, type));
      if (type === 'UUID') needs.push({ kind: 'import', file, module: { library: 'uuid' }, name: 'UUID' });
    } else if (!agrees(param.annotation, type)) {
      return { problem: 'annotation', name: param.name };
    }
  }
  return { edits, needs };
}

/** What the rules hand over for each variable; undefined where no annotation can say it, or not the same everywhere. */
function typesOf(rules: readonly ViewRule[]): ReadonlyMap<string, string | undefined> {
  const types = new Map<string, string | undefined>();
  for (const { rule } of rules) {
    for (const part of parseRule(rule)) {
      if (!part.variable) continue;
      const type = TYPES[part.converter ?? 'default'];
      types.set(part.text, types.has(part.text) && types.get(part.text) !== type ? undefined : type);
    }
  }
  return types;
}

/** The names that a rule hands over and the view does not take, or the other way round. */
function missingIn({ rule, fixed }: ViewRule, own: readonly Param[], untaken: boolean): string[] {
  const given = [...parseRule(rule).flatMap((part) => (part.variable ? [part.text] : [])), ...fixed];
  return [
    ...(untaken ? fixed : given).filter((name) => !own.some((param) => param.name === name)),
    ...own.flatMap((param) => (param.default || given.includes(param.name) ? [] : [param.name])),
  ];
}

/** `number=1` → `number: int = 1`. */
function annotated(file: SourceFile, param: Param, type: string): FileEdit[] {
  const at = param.nameEnd;
  const isTight = param.default && file.text.slice(at, param.default.start) === '=';
  if (!isTight || !param.default) return [{ start: at, end: at, text: `: ${type}` }];
  return [{ start: at, end: param.default.start, text: `: ${type} = ` }];
}

/** The names that a rule's `defaults=` fills; undefined when they are not written out. */
export function ruleDefaults({ site }: Route): ReadonlyMap<string, Expr> | undefined {
  const given = site.call.args.find((argument) => argument.name === 'defaults')?.value;
  if (!given || (given.kind === 'constant' && given.value === null)) return new Map();
  if (given.kind !== 'dict') return undefined;
  const found = new Map<string, Expr>();
  for (const { key, value } of given.entries) {
    if (key?.kind !== 'string' || key.value === undefined || !/^[A-Za-z_]\w*$/.test(key.value)) return undefined;
    found.set(key.value, value);
  }
  return found;
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
  if (annotation.kind === 'string') return annotation.value === type && type !== 'UUID';
  const names = [...walk(annotation)].flatMap((node) =>
    node.kind === 'name' || node.kind === 'attribute' ? (dottedName(node) ?? []) : [],
  );
  const wanted = type === 'UUID' ? ['UUID', 'uuid.UUID', 'uuid'] : [type];
  const allowed = [...wanted, 'Any', 'typing.Any', 'typing', 'Optional', 'typing.Optional', 'None'];
  return names.length > 0 && names.every((name) => allowed.includes(name));
}

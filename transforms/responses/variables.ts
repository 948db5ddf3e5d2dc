import { type In, shapeOf } from '../../src/model/shapes.js';
import type { Attribute, Call, Expr, Name, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type Change, calledBy, type FileEdit, type Mode, type Need, supportName } from '../../src/transform.js';
import { withCharset } from './charsets.js';
import { destination, makers, responseNames, usesOf } from './flow.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** Attributes that a response of Starlette has with the same meaning. */
const SHARED = new Set(['status_code']);

/** Methods of `response.headers` that are the same on both sides. */
const SHARED_HEADERS = new Set(['get', 'setdefault', 'update', 'keys', 'values', 'items']);

/** `Headers` of Werkzeug has them under another name. */
const RENAMED_HEADERS: Readonly<Record<string, string>> = { add: 'append', extend: 'update' };

/** What is done with responses: where they go, and what is read and set of those that have a name. */
export function* responseVariables(at: In, mode: Mode): Iterable<Said> {
  const { file, def } = at;
  const { certain, possible } = responseNames(at);
  for (const call of makers(at)) {
    const to = destination(at, call);
    const isKept = typeof to === 'object' && to.names.every((name) => certain.has(name) || possible.has(name));
    if (to === 'elsewhere' || (typeof to === 'object' && !isKept)) {
      yield { message: 'passed', file, at: call, data: { name: file.slice(call.func) } };
    }
  }
  for (const name of usesOf(def, certain)) yield* usedVariable(at, name, certain, mode);
  for (const name of usesOf(def, possible)) {
    if (!isTarget(file, name) && destination(at, name) !== 'fine') {
      yield { message: 'passed', file, at: name, data: { name: name.id } };
    }
  }
}

function isTarget(file: SourceFile, name: Name): boolean {
  const parent = file.parentOf(name);
  return parent?.kind === 'assign' && parent.targets.includes(name);
}

function* usedVariable(at: In, name: Name, certain: ReadonlySet<string>, mode: Mode): Iterable<Said> {
  const { file } = at;
  const parent = file.parentOf(name);
  if (isTarget(file, name)) return;
  if (parent?.kind === 'attribute') {
    yield* usedAttribute(at, name, parent, mode);
    return;
  }
  const to = destination(at, name);
  const isKept = to === 'fine' || (typeof to === 'object' && to.names.every((other) => certain.has(other)));
  if (!isKept) yield { message: 'passed', file, at: name, data: { name: name.id } };
}

function* usedAttribute(at: In, name: Name, attribute: Attribute, mode: Mode): Iterable<Said> {
  const { file } = at;
  const { attr } = attribute;
  if (SHARED.has(attr)) return;
  const call = calledBy(file, attribute);
  if (attr === 'headers') {
    yield* usedHeaders(at, attribute);
  } else if (call && (attr === 'set_cookie' || attr === 'delete_cookie')) {
    yield { message: 'cookie', file, at: call, data: { call: attr }, ...cookieEdits(at, name, call, attr, mode) };
  } else if (attr === 'mimetype' || attr === 'content_type') {
    yield typeChange(at, name, attribute);
  } else yield { message: 'attribute', file, at: attribute, data: { attribute: attr } };
}

/** `response.set_cookie("a", "b")` → `set_cookie(response, "a", "b")`. */
function cookieEdits(
  at: In,
  name: Name,
  call: Call,
  attr: string,
  mode: Mode,
): { edits: FileEdit[]; needs: readonly Need[] } {
  const known = supportName({ ...at, mode }, 'responses', attr);
  const { parens, args } = call;
  const rest = args.length > 0 ? ', ' : '';
  return {
    edits: [{ start: call.start, end: parens.start + 1, text: `${known.text}(${name.id}${rest}` }],
    needs: known.needs,
  };
}

function* usedHeaders(at: In, headers: Attribute): Iterable<Said> {
  const { file } = at;
  const parent = file.parentOf(headers);
  const unsaid: Said = { message: 'attribute', file, at: headers, data: { attribute: 'headers' } };
  if (parent?.kind === 'subscript') {
    const stmt = file.parentOf(parent);
    if (stmt?.kind === 'assign' && stmt.op !== undefined) yield unsaid;
    const edit = textEdit(at, parent);
    if (edit) yield { message: 'header', file, at: parent, data: { attribute: 'headers' }, edits: edit };
    return;
  }
  if (parent?.kind === 'compare') return;
  if (parent?.kind !== 'attribute') {
    yield unsaid;
    return;
  }
  const call = calledBy(file, parent);
  const { attr, attrStart, end } = parent;
  const renamed = RENAMED_HEADERS[attr];
  const plain = call?.args.every((argument) => !argument.name && !argument.star);
  if (!call || !plain) yield unsaid;
  else if (SHARED_HEADERS.has(attr)) {
    if (attr === 'setdefault') yield* textArguments(at, call);
  } else if (attr === 'set' && call.args.length === 2) {
    yield { message: 'header', file, at: call, data: { attribute: 'headers.set' }, edits: setEdits(at, headers, call) };
  } else if (renamed && (attr === 'add' ? call.args.length === 2 : call.args[0]?.value.kind === 'dict')) {
    const edits = [{ start: attrStart, end, text: renamed }];
    yield { message: 'header', file, at: call, data: { attribute: `headers.${attr}` }, edits };
    yield* textArguments(at, call);
  } else yield unsaid;
}

/** `response.headers["X"] = value`: Starlette takes nothing but text. */
function textEdit(at: In, target: Expr): FileEdit[] | undefined {
  const { file } = at;
  const stmt = file.parentOf(target);
  if (stmt?.kind !== 'assign' || !stmt.targets.includes(target) || !stmt.value) return undefined;
  return asText(at, stmt.value);
}

/** `value` → `str(value)`, unless it is text for sure. */
function asText(at: In, value: Expr): FileEdit[] | undefined {
  if (shapeOf(at, value) === 'text') return undefined;
  return [
    { start: value.start, end: value.start, text: 'str(' },
    { start: value.end, end: value.end, text: ')', rank: 8 },
  ];
}

function* textArguments(at: In, call: Call): Iterable<Said> {
  const value = call.args[1]?.value;
  const edits = value && asText(at, value);
  if (edits) yield { message: 'header', file: at.file, at: call, data: { attribute: 'headers' }, edits };
}

/** `response.headers.set("X", value)` → `response.headers["X"] = value`. */
function setEdits(at: In, headers: Attribute, call: Call): FileEdit[] {
  const [name, value] = call.args.map((argument) => argument.value) as [Expr, Expr];
  return [
    { start: headers.end, end: name.start, text: '[' },
    { start: name.end, end: value.start, text: '] = ' },
    ...(asText(at, value) ?? []),
    { start: value.end, end: call.end, text: '' },
  ];
}

/** `response.mimetype = "text/csv"` → `response.headers["content-type"] = "text/csv; charset=utf-8"`. */
function typeChange(at: In, name: Name, attribute: Attribute): Said {
  const { file } = at;
  const { attr } = attribute;
  const stmt: Node | undefined = file.parentOf(attribute);
  const value = stmt?.kind === 'assign' && stmt.targets.includes(attribute) ? stmt.value : undefined;
  if (value?.kind !== 'string' || value.value === undefined) {
    return { message: 'attribute', file, at: attribute, data: { attribute: attr } };
  }
  const { quote } = file;
  const type = attr === 'mimetype' ? withCharset(value.value) : value.value;
  const edits = [
    { start: attribute.start, end: attribute.end, text: `${name.id}.headers[${quote}content-type${quote}]` },
    ...(type !== value.value ? [{ start: value.start, end: value.end, text: quote + type + quote }] : []),
  ];
  return { message: 'header', file, at: attribute, data: { attribute: attr }, edits };
}

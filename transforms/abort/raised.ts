import { isCaught } from '../../src/model/caught.js';
import { codeOf, EXCEPTIONS } from '../../src/model/exceptions.js';
import type { In } from '../../src/model/shapes.js';
import type { Argument, Attribute, Call, Name, Node } from '../../src/python/ast.js';
import {
  type AnswerLines,
  type Change,
  calledBy,
  type FileEdit,
  httpException,
  interruptAnswered,
  libraryName,
  literalInteger,
  type Mode,
  speaksWerkzeug,
  supportName,
} from '../../src/transform.js';
import { descriptionOf, givenTo, knownStatus } from './arguments.js';
import { differences } from './differences.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

const ABORT = [['code', 'status'], ['description']];

/** `abort(404, "no such item")` → `raise HTTPException(404, "no such item")`. */
export function* abortChanges(at: In, node: Name | Attribute, mode: Mode): Iterable<Said> {
  const { app, file } = at;
  const call = calledBy(file, node);
  const what = file.slice(node);
  const given = call && givenTo(call, ABORT);
  if (speaksWerkzeug(app, at.def) && !given?.code) {
    yield stays(at, node, mode);
    return;
  }
  if (!call) {
    yield { message: 'mentioned', file, at: node, data: { what } };
    return;
  }
  const code = given?.code;
  if (!given || !code) {
    yield { message: 'option', file, at: call, data: { what } };
    return;
  }
  const status = knownStatus(at, code.value);
  const literal = literalInteger(code.value);
  const description = descriptionOf(at, literal, given.description?.value, mode);
  const isOdd = given.description !== undefined && (literal === 405 || literal === 416);
  // it may be a response, which the `abort` of Werkzeug would not know as one
  if (isCaught(app, node) && status === 'unknown' && !given.description) {
    if (speaksWerkzeug(app, at.def)) yield stays(at, node, mode);
    else yield { message: 'option', file, at: call, data: { what } };
    return;
  }
  if (isCaught(app, node) || description === 'not-at-all' || isOdd) {
    yield stays(at, node, mode);
    return;
  }
  const statement = status === 'known' ? statementAround(file, call) : undefined;
  const text = description === 'as-text' ? wrapped(at, given.description as Argument, mode) : NOTHING;
  yield* differences(at, call, literal, given.description, mode);
  if (!statement && app.options.style === 'compatible' && speaksWerkzeug(app, at.def)) {
    yield stays(at, node, mode);
    return;
  }
  if (!statement) {
    // the one of Werkzeug may have that name in the file
    const known = supportName({ ...at, mode }, 'errors', 'abort', app.general?.responses === true);
    const installed = status === 'unknown' ? interruptAnswered(app, mode) : NOTHING;
    const edits = [
      { start: call.func.start, end: call.func.end, text: known.text },
      ...renamed(code, 'code'),
      ...text.edits,
      ...installed.edits,
    ];
    yield { message: 'at-run-time', file, at: call, edits, needs: [...known.needs, ...text.needs, ...installed.needs] };
    return;
  }
  const known = httpException({ ...at, mode });
  const edits = [
    { start: statement.start, end: call.parens.start, text: `raise ${known.text}` },
    ...renamed(code, 'status_code'),
    ...renamed(given.description, 'detail'),
    ...text.edits,
  ];
  const needs = [...known.needs, ...text.needs];
  yield { message: 'raised', file, at: call, data: { what: file.slice(call.func) }, edits, needs };
}

/** `raise NotFound("no such item")` → `raise HTTPException(404, "no such item")`; elsewhere Werkzeug's classes stay. */
export function* exceptionChanges(at: In, path: string, node: Name | Attribute, mode: Mode): Iterable<Said> {
  const { app, file } = at;
  const call = calledBy(file, node);
  const raised = call ?? node;
  const parent = file.parentOf(raised);
  const isRaised = parent?.kind === 'raise' && parent.values[0] === raised;
  const code = path.slice(WERKZEUGS.length) in EXCEPTIONS ? codeOf(path) : undefined;
  const given = call ? givenTo(call, [['description']]) : NONE;
  const description = given && descriptionOf(at, code, given.description?.value, mode);
  if (!isRaised || !code || !given || isCaught(app, node) || description === 'not-at-all') {
    yield { message: 'stays', file, at: node, data: { what: file.slice(node) }, accounts: [node] };
    return;
  }
  const known = httpException({ ...at, mode });
  const text = description === 'as-text' ? wrapped(at, given.description as Argument, mode) : NOTHING;
  yield* differences(at, raised, code, given.description, mode);
  const gap = given.description ? ', ' : '';
  const edits: FileEdit[] = call
    ? [{ start: node.start, end: call.parens.start + 1, text: `${known.text}(${code}${gap}` }]
    : [{ start: node.start, end: node.end, text: `${known.text}(${code})` }];
  edits.push(...renamed(given.description, 'detail'), ...text.edits);
  const needs = [...known.needs, ...text.needs];
  yield { message: 'raised', file, at: raised, data: { what: file.slice(node) }, edits, needs };
}

/** No edits, and nothing that they need. */
const NOTHING: AnswerLines = { edits: [], needs: [] };

const WERKZEUGS = 'werkzeug.exceptions.';
const NONE = { code: undefined, description: undefined };

/** Beside Flask its `abort` needs no context; a pure application takes it from Werkzeug. */
function stays(at: In, node: Name | Attribute, mode: Mode): Said {
  const { file } = at;
  const base = { message: 'caught', file, at: node, data: { what: file.slice(node) } } as const;
  if (mode === 'hybrid') return { ...base, accounts: [node] };
  const known = libraryName({ ...at, mode }, 'werkzeug.exceptions', 'abort');
  return { ...base, edits: [{ start: node.start, end: node.end, text: known.text }], needs: known.needs };
}

/** The statement that the call is all of, or that returns it: `raise` can take its place. */
function statementAround(file: In['file'], call: Call): Node | undefined {
  const parent = file.parentOf(call);
  return (parent?.kind === 'expr' || parent?.kind === 'return') && parent.values[0] === call ? parent : undefined;
}

function renamed(argument: Argument | undefined, name: string): FileEdit[] {
  if (!argument?.name || argument.name === name) return [];
  return [{ start: argument.start, end: argument.start + argument.name.length, text: name }];
}

function wrapped(at: In, { value }: Argument, mode: Mode): typeof NOTHING {
  const known = supportName({ ...at, mode }, 'errors', 'as_text');
  const edits = [
    { start: value.start, end: value.start, text: `${known.text}(` },
    { start: value.end, end: value.end, text: ')', rank: 9 },
  ];
  return { edits, needs: known.needs };
}

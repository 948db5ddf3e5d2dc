import type { In } from '../../src/model/shapes.js';
import type { Call, Node } from '../../src/python/ast.js';
import { unparenthesized } from '../../src/python/walk.js';
import { calledBy } from '../../src/transform.js';
import type { Read } from './reads.js';

/** What is read of the body as bytes or JSON; the form is another matter. */
const BODY = ['json', 'get_json', 'data', 'get_data', 'stream'];
const FORM = ['form', 'files', 'values'];
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  get_json: ['force', 'silent', 'cache'],
  get_data: ['cache', 'as_text'],
};

/** What is said about the body, too, where it is a parameter. */
const ABOUT_BODY = ['is_json', 'mimetype', 'content_length'];

export function isAboutBody({ name, whole }: Read): boolean {
  return whole !== undefined && ABOUT_BODY.includes(name);
}

export function isBodyRead({ name }: Read): boolean {
  return BODY.includes(name);
}

/** Why a read of the body would not give what it gave in Flask, if it would not. */
export function bodyProblem(at: In, read: Read, all: readonly Read[]): 'attribute' | 'body-read-twice' | undefined {
  const { file } = at;
  const { name, whole } = read;
  const call = whole && calledBy(file, whole);
  const known = ARGUMENTS[name];
  if (known && !(call && takesOnly(call, known))) return 'attribute';
  if (name === 'stream' && !(whole && isReadWhole(at, whole))) return 'attribute';
  const others = all.filter((one) => one !== read && (isBodyRead(one) || FORM.includes(one.name)));
  const isRepeated = others.length > 0 || runsOften(at, read.head);
  // who reads the stream, or does not keep what was read, leaves nothing to the next
  if (isRepeated && (name === 'stream' || (call && !isKept(call, name)))) return 'body-read-twice';
  // `data` takes a form apart, too
  const withForm = others.some((one) => one.name === 'data' || FORM.includes(one.name));
  if (withForm && (name === 'get_data' || (call && name === 'get_json' && isForced(call)))) return 'body-read-twice';
  return undefined;
}

function takesOnly(call: Call, names: readonly string[]): boolean {
  return (
    call.args.length <= names.length &&
    call.args.every(({ name, star }) => !star && (name === undefined || names.includes(name)))
  );
}

/** `request.stream.read()` */
function isReadWhole({ file }: In, stream: Node): boolean {
  const method = file.parentOf(stream);
  const call = method?.kind === 'attribute' && method.attr === 'read' ? calledBy(file, method) : undefined;
  return call?.args.length === 0;
}

/** May the same place run several times in a request: in a loop, or in a function inside the view? */
function runsOften({ file, def }: In, node: Node): boolean {
  for (let parent = file.parentOf(node); parent && parent !== def; parent = file.parentOf(parent)) {
    if (['for', 'while', 'comprehension', 'function', 'lambda'].includes(parent.kind)) return true;
  }
  return false;
}

function isKept(call: Call, name: string): boolean {
  const given = argument(call, name, 'cache');
  return !given || (given.kind === 'constant' && given.value === true);
}

function isForced(call: Call): boolean {
  const given = argument(call, 'get_json', 'force');
  return given !== undefined && !(given.kind === 'constant' && given.value === false);
}

function argument(call: Call, method: string, name: string) {
  const index = ARGUMENTS[method]?.indexOf(name) ?? -1;
  const positional = call.args[index];
  const found = call.args.find((one) => one.name === name) ?? (positional?.name ? undefined : positional);
  return found && unparenthesized(found.value);
}

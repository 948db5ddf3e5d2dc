import type { Argument, Call, Expr, FunctionDef } from '../../python/ast.js';
import type { SourceFile } from '../../python/source-file.js';
import { canonical } from '../flask-names.js';
import { isGenerator } from '../views.js';
import { goesThrough, kindOf, plainOf } from './expressions.js';
import { type Frame, isPlain } from './frame.js';
import { effectsOf } from './functions.js';
import {
  BUILTINS,
  CALLS,
  EXCEPTIONS,
  GOING_THROUGH,
  type Kind,
  METHODS,
  METHODS_GOING_THROUGH,
  RESPONSE_METHODS,
  SHORT,
  WAITING,
} from './tables.js';

/** Our own support modules: their functions compute. */
const SUPPORT = /(^|\/)(web|web_support|decant_web)\/(responses|urls|errors)\.py$/;

const MAX_DEPTH = 12;

/** What a call comes to. */
export function callOf(frame: Frame, call: Call, awaited = false): Kind {
  const { project } = frame.world.app;
  const ref = project.resolve(call.func, frame.file);
  switch (ref?.kind) {
    case 'external':
      return ofLibrary(frame, call, canonical(ref.path), awaited);
    case 'builtin':
      return awaited ? unknownCall(frame, call) : ofBuiltin(frame, call, ref.name);
    case 'function':
      if (SUPPORT.test(ref.file.path)) return ofSupport(frame, call);
      return ofProject(frame, call, ref.file, ref.node, awaited);
    case 'class':
      return ofClass(frame, call, ref.node.bases, ref.node.body, ref.file);
    default:
      return call.func.kind === 'attribute' && !awaited
        ? ofMethod(frame, call, call.func.value, call.func.attr)
        : unknownCall(frame, call);
  }
}

function unknownCall(frame: Frame, call: Call): Kind {
  return frame.unknown(call, `what \`${frame.text(call.func)}()\` does is not known`);
}

function ofLibrary(frame: Frame, call: Call, path: string, awaited: boolean): Kind {
  if (awaited) {
    argumentsOf(frame, call.args);
    return path === 'asyncio.sleep' ? 'data' : unknownCall(frame, call);
  }
  // functions of the application are asked for values
  if (path === 'flask.url_for' && frame.world.app.wiring.some(({ what }) => /^(app_)?url_defaults\b/.test(what))) {
    argumentsOf(frame, call.args);
    return unknownCall(frame, call);
  }
  const known = CALLS[path] ?? (path.startsWith('werkzeug.exceptions.') ? 'data' : undefined);
  if (known) {
    argumentsOf(frame, call.args, path === 'flask.make_response');
    return known;
  }
  if (WAITING.some((pattern) => pattern.test(path))) return waiting(frame, call, path);
  const { func } = call;
  if (func.kind === 'attribute' && isData(path.slice(0, path.lastIndexOf('.')))) {
    return ofMethod(frame, call, func.value, func.attr);
  }
  argumentsOf(frame, call.args);
  return unknownCall(frame, call);
}

/** `request.args.get()`: a method of something whose type is known. */
function isData(path: string): boolean {
  return /^flask\.request\.(args|form|values|headers|cookies|json|view_args|method|path|data)$/.test(path);
}

function waiting(frame: Frame, call: Call, name: string): Kind {
  argumentsOf(frame, call.args);
  frame.note('waits', call, `\`${name}()\` waits, or takes its time`);
  return 'unknown';
}

function ofBuiltin(frame: Frame, call: Call, name: string): Kind {
  const values = call.args.map(({ value }) => value);
  if (WAITING.some((pattern) => pattern.test(`builtins.${name}`))) return waiting(frame, call, name);
  if (name === 'range') {
    argumentsOf(frame, call.args);
    const isShort = values.every((value) => value.kind === 'number' && value.value <= SHORT);
    if (!isShort) frame.note('long', call, `how long \`${frame.text(call)}\` is depends on its values`);
    return 'data';
  }
  if (EXCEPTIONS.has(name)) {
    argumentsOf(frame, call.args);
    return 'data';
  }
  if (name === 'isinstance') {
    plainOf(frame, values.slice(0, 1));
    return 'number';
  }
  const known = BUILTINS[name] ?? GOING_THROUGH[name];
  if (!known) return unknownCall(frame, call);
  argumentsOf(frame, call.args);
  if (GOING_THROUGH[name] && name !== 'next' && name !== 'enumerate') goesThrough(frame, values, call);
  return known;
}

function ofSupport(frame: Frame, call: Call): Kind {
  for (const { value } of call.args) if (kindOf(frame, value) === 'unknown') unknownCall(frame, call);
  return 'response';
}

function ofMethod(frame: Frame, call: Call, object: Expr, name: string): Kind {
  const kind = kindOf(frame, object);
  argumentsOf(frame, call.args);
  if (kind === 'moment') return 'moment';
  if (kind === 'response' && RESPONSE_METHODS.has(name)) return 'data';
  if (!isPlain(kind)) return unknownCall(frame, call);
  const isText = object.kind === 'string' || kind === 'text';
  if (name === 'format' || name === 'replace') {
    const [, second] = call.args;
    const isFixed = name === 'format' ? hasFixedWidths(object) : second?.value.kind === 'string';
    if (!isFixed) frame.note('long', call, `how large \`${frame.text(call)}\` is depends on its values`);
    return isText ? 'text' : 'data';
  }
  if (METHODS_GOING_THROUGH.has(name)) goesThrough(frame, [object, ...call.args.map(({ value }) => value)], call);
  else if (!METHODS.has(name)) return unknownCall(frame, call);
  return isText && !/split|partition|count|find|index/.test(name) ? 'text' : 'data';
}

/** `"{} of {:>8}"`, but not `"{:>{}}"`. */
function hasFixedWidths(format: Expr): boolean {
  return format.kind === 'string' && format.value !== undefined && !/\{[^{}]+\{/.test(format.value);
}

/** Plain values, and functions that are called with plain values: `key=lambda one: one["id"]`, `type=int`. */
function argumentsOf(frame: Frame, args: readonly Argument[], responses = false): void {
  for (const { value } of args) {
    if (value.kind === 'lambda') {
      for (const param of value.params) {
        if (param.default) plainOf(frame, [param.default]);
        frame.bind(param.name, 'data');
        frame.items.add(param.name);
      }
      frame.loops++;
      plainOf(frame, [value.body]);
      frame.loops--;
    } else if (isFunctionOfPython(frame, value)) {
      // it is called with plain values, and computes
    } else if (!(responses && kindOf(frame, value) === 'response')) plainOf(frame, [value]);
  }
}

function isFunctionOfPython(frame: Frame, value: Expr): boolean {
  if (value.kind !== 'name') return false;
  const ref = frame.world.app.project.resolve(value, frame.file);
  return ref?.kind === 'builtin' && (BUILTINS[ref.name] ?? GOING_THROUGH[ref.name]) !== undefined;
}

/** An exception of the project that does nothing of its own. */
function ofClass(
  frame: Frame,
  call: Call,
  bases: readonly Argument[],
  body: readonly { readonly kind: string }[],
  file: SourceFile,
): Kind {
  const isPlainException = bases.every(({ value }) => {
    const ref = frame.world.app.project.resolve(value, file);
    return ref?.kind === 'builtin' && EXCEPTIONS.has(ref.name);
  });
  argumentsOf(frame, call.args);
  if (bases.length === 0 || !isPlainException || body.some(({ kind }) => kind === 'function')) {
    return unknownCall(frame, call);
  }
  return 'data';
}

/** A function of the project is looked into, with the kinds of what it is given. */
function ofProject(frame: Frame, call: Call, file: SourceFile, def: FunctionDef, awaited: boolean): Kind {
  const name = `\`${def.name}()\``;
  if (def.isAsync !== awaited) return frame.unknown(call, `${name} is a coroutine that nothing waits for`);
  if (def.decorators.length > 0) return frame.unknown(call, `${name} has a decorator`);
  if (isGenerator(def)) return frame.unknown(call, `${name} is a generator`);
  // nothing more can be learnt
  if (frame.opaque || frame.stack.length > MAX_DEPTH) return unknownCall(frame, call);
  if (frame.stack.includes(def)) {
    frame.note('long', call, `${name} calls itself`);
    return 'unknown';
  }
  const kinds = new Map<string, Kind>();
  for (const param of def.params) if (param.default) kinds.set(param.name, kindOf(frame, param.default));
  const positional = def.params.filter(({ form }) => form === 'positional' || form === 'positional-only');
  for (const [i, { star, name: keyword, value }] of call.args.entries()) {
    const kind = kindOf(frame, value);
    const target = star ? undefined : (keyword ?? positional[i]?.name);
    if (!target || !def.params.some((param) => param.name === target)) return unknownCall(frame, call);
    if (!isPlain(kind) && kind !== 'response') frame.unknown(value, `\`${frame.text(value)}\` is of unknown type`);
    kinds.set(target, kind);
  }
  const effects = effectsOf(frame.world, file, def, kinds, frame.stack, frame.loops);
  frame.problem ??= effects.problem;
  frame.opaque ||= effects.opaque;
  return effects.returns;
}

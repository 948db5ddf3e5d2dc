import type { Call, Expr, FunctionDef, Name, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { walk, walkOwn } from '../python/walk.js';
import type { App } from './app.js';
import { isFlaskName } from './flask-names.js';
import { makerOf } from './made.js';

/** What a decorator makes of a function. */
export type Decorating =
  /** The function itself, marked or entered somewhere. */
  | { readonly kind: 'same' }
  | {
      readonly kind: 'wrapper';
      readonly file: SourceFile;
      readonly decorator: FunctionDef;
      readonly wrapper: FunctionDef;
      /** The parameter that stands for the function. */
      readonly of: string;
      readonly hasWraps: boolean;
      /** Does it take whatever it is called with: `*args, **kwargs`? */
      readonly takesAll: boolean;
      readonly problem: 'arguments' | 'result' | 'unknown' | undefined;
    }
  | { readonly kind: 'library'; readonly path: string }
  /** Of Flask or an extension: others deal with it. */
  | { readonly kind: 'flask' }
  | { readonly kind: 'unknown' };

/** What `@expr` does to what it stands on, as far as it can be followed. */
export function decoratingOf(app: App, file: SourceFile, expr: Expr): Decorating {
  if (isMark(app, file, expr)) return { kind: 'same' };
  const isMade = expr.kind === 'call';
  const ref = app.project.resolve(isMade ? expr.func : expr, file);
  if (ref?.kind === 'external') return isFlaskName(ref.path) ? { kind: 'flask' } : { kind: 'library', path: ref.path };
  if (ref?.kind === 'builtin') return { kind: 'library', path: ref.name };
  if (ref?.kind !== 'function') return { kind: 'unknown' };
  const decorator = isMade ? returnedFunction(ref.node) : ref.node;
  if (!decorator || decorator.isAsync || ref.node.isAsync || ref.node.decorators.length > 0) return { kind: 'unknown' };
  return ofDecorator(app, ref.file, decorator);
}

/** `@csrf.exempt` only notes the name of the function. */
function isMark(app: App, file: SourceFile, expr: Expr): boolean {
  if (expr.kind !== 'attribute' || expr.attr !== 'exempt') return false;
  return makerOf(app.project, file, expr.value) === 'flask_wtf.csrf.CSRFProtect';
}

function ofDecorator(app: App, file: SourceFile, decorator: FunctionDef): Decorating {
  const [param, more] = decorator.params;
  const of = param?.name;
  const names = returnedNames(decorator);
  if (!of || more || !names) return { kind: 'unknown' };
  if (names.every((name) => name === of)) return { kind: 'same' };
  const wrapper = returnedFunction(decorator);
  if (!wrapper || wrapper.isAsync) return { kind: 'unknown' };
  const hasWraps = wrapper.decorators.some(({ expr }) => isWraps(app, file, expr, of));
  if (wrapper.decorators.length > (hasWraps ? 1 : 0)) return { kind: 'unknown' };
  // with parameters of its own it would not take what a converted view is given besides: the request
  const takesAll =
    wrapper.params.some(({ form }) => form === '**') &&
    wrapper.params.every(({ form }) => form === '*' || form === '**');
  const problem = wrapperProblem(file, decorator, wrapper, of);
  return { kind: 'wrapper', file, decorator, wrapper, of, hasWraps, takesAll, problem };
}

/** `@wraps(view)` with nothing else in its parentheses. */
function isWraps(app: App, file: SourceFile, expr: Expr, of: string): boolean {
  if (expr.kind !== 'call' || app.project.externalPath(expr.func, file) !== 'functools.wraps') return false;
  const [only, more] = expr.args;
  return !more && !only?.star && only?.value.kind === 'name' && only.value.id === of;
}

/** The names that a function returns; undefined when it returns anything else. */
function returnedNames(def: FunctionDef): string[] | undefined {
  const names: string[] = [];
  for (const node of walkOwn(def.body)) {
    if (node.kind !== 'return') continue;
    const [value] = node.values;
    if (value?.kind !== 'name') return undefined;
    names.push(value.id);
  }
  return names.length > 0 ? names : undefined;
}

/** The one function inside that a function returns, and returns only. */
function returnedFunction(def: FunctionDef): FunctionDef | undefined {
  const [name, ...others] = returnedNames(def) ?? [];
  if (!name || others.some((other) => other !== name)) return undefined;
  const bound = [...walkOwn(def.body)].filter((node) => node.kind === 'function' && node.name === name);
  const [only, more] = bound;
  return only?.kind === 'function' && !more ? only : undefined;
}

/** The function has to be called with what the wrapper was called with, and what it returns handed on as it is. */
function wrapperProblem(
  file: SourceFile,
  decorator: FunctionDef,
  wrapper: FunctionDef,
  of: string,
): 'arguments' | 'result' | 'unknown' | undefined {
  const inWrapper = new Set<Node>(walk(wrapper.body));
  for (const node of walk(decorator.body)) {
    if (node.kind !== 'name' || node.id !== of) continue;
    const parent = file.parentOf(node);
    const isCalled = parent?.kind === 'call' && parent.func === node;
    if (!inWrapper.has(node)) {
      // wraps(view), view.is_public = True
      if (isCalled) return 'unknown';
      continue;
    }
    if (parent?.kind === 'attribute') continue;
    if (!isCalled) return 'unknown';
    if (!handsOnAll(parent, wrapper)) return 'arguments';
    if (!isHandedOn(file, parent, wrapper)) return 'result';
  }
  return wrapper.params.some((param) => isChanged(file, wrapper, param.name)) ? 'arguments' : undefined;
}

/** `view(*args, **kwargs)`, or each parameter of the wrapper by its name. */
function handsOnAll(call: Call, wrapper: FunctionDef): boolean {
  if (call.args.length !== wrapper.params.length) return false;
  return wrapper.params.every(({ name, form }) =>
    call.args.some(({ star, name: keyword, value }) => {
      if (value.kind !== 'name' || value.id !== name) return false;
      return form === '*' || form === '**' ? star === form : !star && (keyword === undefined || keyword === name);
    }),
  );
}

/** `return view(…)`, or a variable that is returned and nothing else. */
function isHandedOn(file: SourceFile, call: Call, wrapper: FunctionDef): boolean {
  const parent = file.parentOf(call);
  if (parent?.kind === 'return') return true;
  const [target] = parent?.kind === 'assign' && !parent.op ? parent.targets : [];
  if (target?.kind !== 'name') return false;
  return [...walk(wrapper.body)].every(
    (node) =>
      node.kind !== 'name' || node.id !== target.id || node === target || file.parentOf(node)?.kind === 'return',
  );
}

/** Is a parameter of the wrapper, or what is in it, anything but read? */
function isChanged(file: SourceFile, wrapper: FunctionDef, name: string): boolean {
  return [...walk(wrapper.body)].some((node) => node.kind === 'name' && node.id === name && !isRead(file, node));
}

function isRead(file: SourceFile, node: Name): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind === 'argument') return parent.star !== undefined;
  if (parent?.kind === 'compare') return true;
  const outer = parent && file.parentOf(parent);
  if (parent?.kind === 'subscript')
    return outer?.kind !== 'del' && !(outer?.kind === 'assign' && outer.targets.includes(parent));
  if (parent?.kind === 'attribute') return outer?.kind === 'call' && READING.has(parent.attr);
  return false;
}

const READING = new Set(['get', 'items', 'keys', 'values']);

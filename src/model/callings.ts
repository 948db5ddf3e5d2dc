import { givenArgument } from '../python/arguments.js';
import type { Argument, Call, Expr, Node, Param } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';

/** A function that is called, by itself or by a thread that is started with it. */
export interface Calling {
  readonly func: Expr;
  /** What the parameter at `index` is given; undefined also where that cannot be told. */
  readonly given: (param: Param, index: number) => Expr | undefined;
}

/** The call that an expression is handed to: `send(app)`, `Thread(target=send, args=[app])`. */
export function callingWith(project: Project, file: SourceFile, node: Node): Calling | undefined {
  const parent = file.parentOf(node);
  if (parent?.kind !== 'list' && parent?.kind !== 'tuple') return callAround(file, parent, direct);
  return callAround(file, file.parentOf(parent), (call, argument) =>
    argument.name === 'args' ? threaded(project, file, call) : undefined,
  );
}

/** The call of what an expression names: `send` of the same. */
export function callingOf(project: Project, file: SourceFile, node: Node): Calling | undefined {
  const parent = file.parentOf(node);
  if (parent?.kind === 'call') return parent.func === node ? direct(parent) : undefined;
  return callAround(file, parent, (call, argument) =>
    argument.name === 'target' ? threaded(project, file, call) : undefined,
  );
}

function callAround(
  file: SourceFile,
  argument: Node | undefined,
  read: (call: Call, argument: Argument) => Calling | undefined,
): Calling | undefined {
  const call = argument?.kind === 'argument' ? file.parentOf(argument) : undefined;
  return argument?.kind === 'argument' && call?.kind === 'call' ? read(call, argument) : undefined;
}

function direct(call: Call): Calling {
  const given = (param: Param, index: number) => {
    if (param.form.startsWith('*')) return undefined;
    const place = param.form === 'keyword-only' ? Number.POSITIVE_INFINITY : index;
    return givenArgument(call, place, param.name)?.value;
  };
  return { func: call.func, given };
}

/** `Thread(target=send, args=(app, mail))`, all of it by name. */
function threaded(project: Project, file: SourceFile, call: Call): Calling | undefined {
  if (project.externalPath(call.func, file) !== 'threading.Thread') return undefined;
  const named = (name: string) => call.args.find((argument) => argument.name === name)?.value;
  const [func, args] = [named('target'), named('args')];
  if (!func || (args?.kind !== 'list' && args?.kind !== 'tuple') || named('kwargs')) return undefined;
  if (call.args.some(({ star }) => star) || args.elements.some(({ kind }) => kind === 'starred')) return undefined;
  return { func, given: (param, index) => (param.form.startsWith('*') ? undefined : args.elements[index]) };
}

import type { Expr, FunctionDef, Stmt } from '../../python/ast.js';
import type { SourceFile } from '../../python/source-file.js';
import { condition, kindOf, loop, plainOf } from './expressions.js';
import { type Effects, Frame, isPlain, joined, type World } from './frame.js';
import { EXCEPTIONS, type Kind } from './tables.js';

/** What calling a function comes to, with arguments of these kinds. */
export function effectsOf(
  world: World,
  file: SourceFile,
  def: FunctionDef,
  given: ReadonlyMap<string, Kind>,
  stack: readonly FunctionDef[] = [],
  loops = 0,
): Effects {
  const kinds = new Map(given);
  for (;;) {
    // a variable may be given something else further down, in an earlier turn of a loop: again, until nothing changes
    const before = [...kinds].join();
    const frame = new Frame(world, file, def, kinds, [...stack, def], loops);
    body(frame, def.body);
    if ([...kinds].join() === before) {
      return { problem: frame.problem, opaque: frame.opaque, returns: frame.returns ?? 'data' };
    }
  }
}

function body(frame: Frame, statements: readonly Stmt[]): void {
  for (const stmt of statements) statement(frame, stmt);
}

function statement(frame: Frame, stmt: Stmt): void {
  switch (stmt.kind) {
    case 'expr':
      for (const value of stmt.values) kindOf(frame, value);
      return;
    case 'return':
      for (const value of stmt.values) returned(frame, value);
      return;
    case 'raise':
      for (const value of stmt.values) if (!isException(frame, value)) plainOf(frame, [value]);
      return;
    case 'assert':
    case 'del':
      plainOf(frame, stmt.values);
      return;
    case 'pass':
    case 'break':
    case 'continue':
    case 'global':
    case 'nonlocal':
      return;
    case 'assign':
      if (stmt.value) assign(frame, stmt.targets, stmt.op, stmt.value);
      return;
    case 'if':
      for (const branch of stmt.branches) {
        condition(frame, branch.test);
        body(frame, branch.body);
      }
      body(frame, stmt.orelse);
      return;
    case 'for':
      if (stmt.isAsync) frame.unknown(stmt, 'an `async for` cannot be followed');
      loop(frame, stmt.target, stmt.subject, () => body(frame, stmt.body));
      body(frame, stmt.orelse);
      return;
    case 'while':
      frame.note('long', stmt, 'how long a `while` goes on is not known');
      condition(frame, stmt.subject);
      frame.loops++;
      body(frame, stmt.body);
      frame.loops--;
      return;
    case 'try':
      body(frame, stmt.body);
      for (const handler of stmt.handlers) {
        // what was raised by plain code holds plain values
        if (handler.name) frame.bind(handler.name, 'data');
        body(frame, handler.body);
      }
      body(frame, [...stmt.orelse, ...stmt.finalbody]);
      return;
    case 'import':
    case 'from':
      frame.note('waits', stmt, 'a module is imported when the function runs');
      return;
    default:
      frame.unknown(stmt, `a \`${stmt.kind === 'function' ? 'def' : stmt.kind}\` inside cannot be followed`);
  }
}

/** `raise KeyError`, `raise NotFound`: made without arguments. */
function isException(frame: Frame, value: Expr): boolean {
  const ref = frame.world.app.project.resolve(value, frame.file);
  if (ref?.kind === 'external') return ref.path.startsWith('werkzeug.exceptions.');
  return ref?.kind === 'builtin' && EXCEPTIONS.has(ref.name);
}

/** `return body, 404`: of a tuple, each part may be a response or plain. */
function returned(frame: Frame, value: Expr): void {
  const parts = value.kind === 'tuple' ? value.elements : [value];
  const kinds = parts.map((part) => kindOf(frame, part));
  const strange = parts.find((_, i) => kinds[i] === 'unknown');
  if (strange) frame.unknown(strange, `\`${frame.text(strange)}\` is of unknown type`);
  const kind = value.kind !== 'tuple' ? (kinds[0] as Kind) : kinds.every(isPlain) ? 'data' : 'response';
  frame.returns = frame.returns === undefined ? kind : joined(frame.returns, kind);
}

function assign(frame: Frame, targets: readonly Expr[], op: string | undefined, value: Expr): void {
  const isWhole = op === undefined;
  const kind = kindOf(frame, value);
  if (op && /^(\*|<<)/.test(op)) frame.note('long', value, 'how large the product is depends on its values');
  for (const target of targets) {
    if (target.kind === 'name') {
      if (!isWhole && !isPlain(kind)) frame.unknown(value, `\`${frame.text(value)}\` is of unknown type`);
      store(frame, target.id, isWhole ? kind : 'data', target);
    } else if (target.kind === 'tuple' || target.kind === 'list') {
      if (!isPlain(kind)) frame.unknown(value, `\`${frame.text(value)}\` is of unknown type`);
      for (const element of target.elements) {
        if (element.kind === 'name') store(frame, element.id, 'data', element);
        else frame.unknown(element, `\`${frame.text(element)}\` cannot be followed`);
      }
    } else if (target.kind === 'subscript') {
      plainOf(frame, [target.value, ...target.index]);
      if (!isPlain(kind)) frame.unknown(value, `\`${frame.text(value)}\` is of unknown type`);
    } else if (!(target.kind === 'attribute' && kindOf(frame, target.value) === 'response' && isPlain(kind))) {
      frame.unknown(target, `\`${frame.text(target)}\` may be a property`);
    }
  }
}

function store(frame: Frame, name: string, kind: Kind, at: Expr): void {
  const isOuter = frame.world.app.project.scopes(frame.file).of(frame.def).outer.has(name);
  if (!isOuter) frame.bind(name, kind);
  // a variable of the module stays what it was taken for only if this is plain
  else if (!isPlain(kind)) frame.unknown(at, `\`${name}\` is of unknown type`);
}

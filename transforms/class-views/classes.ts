import { canonical } from '../../src/model/flask-names.js';
import { functionsOf } from '../../src/model/views.js';
import { decoratorList } from '../../src/model/wrappers.js';
import type { ClassDef, Expr, FunctionDef, Name, Node, Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import type { App } from '../../src/transform.js';
import type { Problem } from './messages.js';

const BASES = ['flask.views.MethodView', 'flask.views.View'];

/** What the base class gives to its methods. */
const OF_VIEW = new Set(['as_view', 'dispatch_request', 'methods', 'decorators', 'init_every_request', 'view_class']);

/** Why the methods of a class cannot stand for themselves, on one object for all requests. */
export function classProblem(app: App, file: SourceFile, def: ClassDef): Problem | undefined {
  return baseProblem(app, file, def) ?? dispatchProblem(app, file, def) ?? stateProblem(file, def);
}

function baseProblem(app: App, file: SourceFile, def: ClassDef): Problem | undefined {
  const [base, more] = def.bases;
  const path = base && app.project.externalPath(base.value, file);
  if (more || path === undefined || !BASES.includes(canonical(path))) {
    return { problem: 'base', reason: 'it has other bases' };
  }
  if (def.decorators.length > 0) return { problem: 'base', reason: 'it has a decorator' };
  const isDerived = app.files.some((other) => [...walk(other.module)].some((node) => derives(app, other, node, def)));
  return isDerived ? { problem: 'base', reason: 'another class derives from it' } : undefined;
}

function derives(app: App, file: SourceFile, node: Node, def: ClassDef): boolean {
  if (node.kind !== 'class') return false;
  return node.bases.some(({ value }) => {
    const ref = app.project.resolve(value, file);
    return ref?.kind === 'class' && ref.node === def;
  });
}

function dispatchProblem(app: App, file: SourceFile, def: ClassDef): Problem | undefined {
  const answering = functionsOf(def);
  if (answering.length === 0) return { problem: 'dispatch', reason: 'it has no methods of its own' };
  const methods = methodsOf(def);
  if (answering[0]?.name !== 'dispatch_request' && methods.some(({ name }) => name === 'dispatch_request')) {
    return { problem: 'dispatch', reason: '`dispatch_request` is overridden' };
  }
  const automatic = answering.find(({ name }) => ['head', 'options', 'trace'].includes(name));
  if (automatic) return { problem: 'dispatch', reason: `\`${automatic.name}\` is a method that Flask answers itself` };
  for (const node of walk(def.body)) {
    if (node.kind === 'name' && node.id === 'super') {
      const ref = app.project.resolve(node, file);
      if (ref?.kind === 'builtin') return { problem: 'dispatch', reason: '`super()` is called' };
    }
  }
  return undefined;
}

function stateProblem(file: SourceFile, def: ClassDef): Problem | undefined {
  for (const method of methodsOf(def)) {
    const { name } = method;
    if (/^__\w+__$/.test(name) && name !== '__init__') return { problem: 'state', reason: `it has \`${name}\`` };
    const isStatic = method.decorators.some(({ expr }) => expr.kind === 'name' && expr.id === 'staticmethod');
    if (isStatic || method.decorators.some(({ expr }) => expr.kind === 'name' && expr.id === 'classmethod')) continue;
    if (name === '__init__') {
      const strange = method.body.find((stmt) => !keepsArgument(stmt, method));
      if (strange) return { problem: 'state', reason: '`__init__` does more than keep its arguments' };
      continue;
    }
    const self = method.params[0]?.name;
    if (!self) return { problem: 'state', reason: `\`${name}\` takes no \`self\`` };
    for (const node of walk(method.body)) {
      const reason = node.kind === 'name' && node.id === self ? stateAt(file, node) : undefined;
      if (reason) return { problem: 'state', reason };
    }
  }
  return undefined;
}

/** `self.store = store`, a docstring: the same object for each request in Flask too. */
function keepsArgument(stmt: Stmt, method: FunctionDef): boolean {
  if (stmt.kind === 'pass' || (stmt.kind === 'expr' && stmt.values.every(({ kind }) => kind === 'string'))) return true;
  if (stmt.kind !== 'assign' || stmt.op || !stmt.value) return false;
  const [self, ...params] = method.params;
  const isKept = ({ kind }: Expr) => kind === 'number' || kind === 'string' || kind === 'constant';
  const { value } = stmt;
  const isArgument = value.kind === 'name' && params.some(({ name }) => name === value.id);
  return (
    (isKept(value) || isArgument) &&
    stmt.targets.every(
      (target) => target.kind === 'attribute' && target.value.kind === 'name' && target.value.id === self?.name,
    )
  );
}

/** What a mention of `self` does beside reading an attribute or calling a method. */
function stateAt(file: SourceFile, self: Name): string | undefined {
  const member = file.parentOf(self);
  if (member?.kind !== 'attribute') return 'the object is handed on';
  if (OF_VIEW.has(member.attr)) return `\`${member.attr}\` is read`;
  const parent = file.parentOf(member);
  const isStored =
    (parent?.kind === 'assign' && parent.targets.includes(member)) ||
    parent?.kind === 'del' ||
    parent?.kind === 'starred' ||
    ((parent?.kind === 'tuple' || parent?.kind === 'list') && isTarget(file, parent)) ||
    (parent?.kind === 'for' && parent.target === member) ||
    (parent?.kind === 'with' && parent.items.some(({ target }) => target === member));
  return isStored ? `\`${member.attr}\` is assigned` : undefined;
}

function isTarget(file: SourceFile, node: Expr): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind === 'assign') return parent.targets.includes(node);
  return parent?.kind === 'for' && parent.target === node;
}

function methodsOf(def: ClassDef): FunctionDef[] {
  return def.body.filter((stmt): stmt is FunctionDef => stmt.kind === 'function');
}

/** The class's decorators as they are named in the module; undefined when that cannot be done. */
export function decoratorTexts(app: App, file: SourceFile, def: ClassDef): readonly string[] | undefined {
  const own = app.project.scopes(file).of(def).bindings;
  const texts: string[] = [];
  for (const expr of decoratorList(def) ?? []) {
    const isNamed = expr.kind === 'name' || expr.kind === 'attribute' || expr.kind === 'call';
    const isOwn = [...walk(expr)].some((node) => node.kind === 'name' && own.has(node.id));
    if (!isNamed || isOwn) return undefined;
    texts.push(file.slice(expr));
  }
  return texts;
}

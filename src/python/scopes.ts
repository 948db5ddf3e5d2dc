import type {
  ClassDef,
  Comprehension,
  Expr,
  FunctionDef,
  ImportedName,
  ImportFrom,
  Lambda,
  Module,
  Node,
  Param,
  Stmt,
} from './ast.js';
import { childrenOf, dottedName } from './walk.js';

/** One place that gives a name a meaning. */
export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'function' | 'class' | 'value' | 'param';
  /** The `def`, the imported name, the parameter, or the target expression. */
  readonly node: FunctionDef | ClassDef | ImportedName | Param | Expr | Stmt;
  /** What is assigned, for a plain `name = value` that takes nothing apart. */
  readonly value?: Expr;
  /** Below `if TYPE_CHECKING:`: never runs. */
  readonly typing: boolean;
  /** Below an `except ImportError:`: the second choice. */
  readonly fallback: boolean;
}

export type ScopeNode = Module | FunctionDef | ClassDef | Lambda | Comprehension;

/** The names of one module, function, class, lambda or comprehension. */
export class Scope {
  readonly bindings = new Map<string, Binding[]>();
  readonly stars: ImportFrom[] = [];
  /** Names declared `global` (true) or `nonlocal` (false) here. */
  readonly outer = new Map<string, boolean>();

  constructor(
    readonly node: ScopeNode,
    readonly parent: Scope | undefined,
  ) {}

  /** The scope and the bindings that a bare `name` used in this scope means; undefined for builtins and the unknown. */
  lookup(name: string): { readonly scope: Scope; readonly bindings: readonly Binding[] } | undefined {
    const module = this.module();
    let scope: Scope | undefined = this.outer.get(name) ? module : this;
    let own = true;
    while (scope) {
      // a class's names are seen in its own body only, not in its methods (Python reference, 4.2.2)
      const visible = own || scope.node.kind !== 'class';
      const bindings = scope.outer.get(name) === undefined ? scope.bindings.get(name) : undefined;
      if (bindings && visible) return { scope, bindings };
      if (scope.outer.get(name)) scope = module === scope ? undefined : module;
      else scope = scope.parent;
      own = false;
    }
    return undefined;
  }

  module(): Scope {
    let scope: Scope = this;
    while (scope.parent) scope = scope.parent;
    return scope;
  }
}

/** All scopes of a file, and which one each node stands in. */
export class Scopes {
  readonly module: Scope;
  readonly #byNode = new Map<Node, Scope>();

  constructor(root: Module) {
    this.module = new Scope(root, undefined);
    this.#byNode.set(root, this.module);
    this.#fill();
  }

  /** The scope that a function, class, lambda, comprehension or the module opens. */
  of(node: ScopeNode): Scope {
    const scope = this.#byNode.get(node);
    if (!scope) throw new Error(`no scope for ${node.kind} at ${node.start}`);
    return scope;
  }

  /** The innermost scope among `node` and its parents. */
  at(node: Node, parentOf: (node: Node) => Node | undefined): Scope {
    let child: Node | undefined;
    let current: Node | undefined = node;
    while (current) {
      const scope = this.#byNode.get(current);
      if (scope && !(child && evaluatedOutside(current, child))) return scope;
      child = current;
      current = parentOf(current);
    }
    return this.module;
  }

  /** One walk over the file with a stack of its own: (node, scope it stands in, flags). */
  #fill(): void {
    const stack: [node: Node, scope: Scope, typing: boolean, fallback: boolean][] = [];
    const push = (nodes: readonly Node[], scope: Scope, typing: boolean, fallback: boolean) => {
      for (let i = nodes.length - 1; i >= 0; i--) stack.push([nodes[i] as Node, scope, typing, fallback]);
    };
    push(this.module.node.kind === 'module' ? this.module.node.body : [], this.module, false, false);
    for (let item = stack.pop(); item; item = stack.pop()) {
      const [node, scope, typing, fallback] = item;
      const bind = (name: string, kind: Binding['kind'], at: Binding['node'], value?: Expr) => {
        const binding: Binding = { name, kind, node: at, typing, fallback, ...(value && { value }) };
        const target = scope.outer.get(name) ? this.module : scope;
        const found = target.bindings.get(name);
        if (found) found.push(binding);
        else target.bindings.set(name, [binding]);
      };
      switch (node.kind) {
        case 'function':
        case 'lambda': {
          if (node.kind === 'function') bind(node.name, 'function', node);
          const inner = this.#open(node, scope);
          for (const param of node.params) {
            inner.bindings.set(param.name, [{ name: param.name, kind: 'param', node: param, typing, fallback }]);
          }
          if (node.kind === 'function') {
            declareOuter(node.body, inner);
            push(
              [...node.decorators, ...node.params, ...(node.returns ? [node.returns] : [])],
              scope,
              typing,
              fallback,
            );
            push(node.body, inner, typing, fallback);
          } else {
            push(node.params, scope, typing, fallback);
            push([node.body], inner, typing, fallback);
          }
          continue;
        }
        case 'class': {
          bind(node.name, 'class', node);
          push([...node.decorators, ...node.bases], scope, typing, fallback);
          push(node.body, this.#open(node, scope), typing, fallback);
          continue;
        }
        case 'comprehension': {
          const inner = this.#open(node, scope);
          for (const clause of node.clauses) {
            for (const name of targetNames(clause.target)) {
              inner.bindings.set(name.id, [{ name: name.id, kind: 'value', node: name, typing, fallback }]);
            }
          }
          // the first iterable is evaluated outside (Python reference, 6.2.4)
          const [head, ...rest] = node.clauses;
          if (head) push([head.iterable], scope, typing, fallback);
          push(head ? head.conditions : [], inner, typing, fallback);
          push([node.element, ...(node.value ? [node.value] : []), ...rest], inner, typing, fallback);
          continue;
        }
        case 'import':
          for (const name of node.names) {
            bind(name.asName ?? (name.name.split('.')[0] as string), 'import', name);
          }
          break;
        case 'from':
          if (node.star) scope.stars.push(node);
          for (const name of node.names) bind(name.asName ?? name.name, 'import', name);
          break;
        case 'assign': {
          for (const target of node.targets) {
            const plain = target.kind === 'name' && node.op === undefined;
            for (const name of targetNames(target)) bind(name.id, 'value', name, plain ? node.value : undefined);
          }
          break;
        }
        case 'named':
          bind(node.target.id, 'value', node.target, node.value);
          break;
        case 'for':
          if (node.target) for (const name of targetNames(node.target)) bind(name.id, 'value', name);
          break;
        case 'with':
          for (const item of node.items) {
            if (item.target) for (const name of targetNames(item.target)) bind(name.id, 'value', name);
          }
          break;
        case 'match':
          for (const one of node.cases) for (const name of one.names) bind(name, 'value', node);
          break;
        case 'if': {
          for (const branch of node.branches) {
            const checking = isTypeChecking(branch.test);
            push([branch.test], scope, typing, fallback);
            push(branch.body, scope, typing || checking, fallback);
          }
          push(node.orelse, scope, typing, fallback);
          continue;
        }
        case 'try': {
          push(node.finalbody, scope, typing, fallback);
          push(node.orelse, scope, typing, fallback);
          for (const handler of [...node.handlers].reverse()) {
            if (handler.type) push([handler.type], scope, typing, fallback);
            push(handler.body, scope, typing, fallback || catchesImportError(handler.type));
            if (handler.name) bind(handler.name, 'value', node);
          }
          push(node.body, scope, typing, fallback);
          continue;
        }
        default:
          break;
      }
      push(childrenOf(node), scope, typing, fallback);
    }
  }

  #open(node: ScopeNode, parent: Scope): Scope {
    const scope = new Scope(node, parent);
    this.#byNode.set(node, scope);
    return scope;
  }
}

/** Decorators, defaults and annotations of a function, bases of a class: they run in the scope outside. */
function evaluatedOutside(opener: Node, child: Node): boolean {
  if (opener.kind === 'function')
    return child.kind === 'decorator' || child.kind === 'param' || child === opener.returns;
  if (opener.kind === 'class') return child.kind === 'decorator' || child.kind === 'argument';
  if (opener.kind === 'lambda') return child.kind === 'param';
  return false;
}

/** `global` and `nonlocal` hold for the whole function, wherever they stand. */
function declareOuter(body: readonly Stmt[], scope: Scope): void {
  const stack: Node[] = [...body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'global' || node.kind === 'nonlocal') {
      for (const name of node.names) scope.outer.set(name, node.kind === 'global');
    } else if (node.kind !== 'function' && node.kind !== 'class' && node.kind !== 'lambda') {
      stack.push(...childrenOf(node));
    }
  }
}

/** The names that an assignment target binds: `a`, `(a, *b)`; attributes and items bind none. */
export function targetNames(target: Expr): Extract<Expr, { kind: 'name' }>[] {
  switch (target.kind) {
    case 'name':
      return [target];
    case 'tuple':
    case 'list':
      return target.elements.flatMap(targetNames);
    case 'starred':
      return targetNames(target.value);
    case 'parenthesized':
      return target.value ? targetNames(target.value) : [];
    default:
      return [];
  }
}

function isTypeChecking(test: Expr): boolean {
  const name = dottedName(test);
  return name === 'TYPE_CHECKING' || name?.endsWith('.TYPE_CHECKING') === true;
}

function catchesImportError(type: Expr | undefined): boolean {
  if (!type) return true;
  const names =
    type.kind === 'tuple' ? type.elements : type.kind === 'parenthesized' && type.value ? [type.value] : [type];
  return names
    .flatMap((name) => (name.kind === 'tuple' ? name.elements : [name]))
    .some((name) => ['ImportError', 'ModuleNotFoundError', 'Exception'].includes(dottedName(name) ?? ''));
}

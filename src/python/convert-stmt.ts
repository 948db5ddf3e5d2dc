import type { Node as TreeNode } from 'web-tree-sitter';
import type {
  Assign,
  ClassDef,
  Decorator,
  Expr,
  FunctionDef,
  Handler,
  If,
  ImportedName,
  ImportFrom,
  Match,
  Module,
  Stmt,
  Try,
  With,
} from './ast.js';
import { ExprConverter, field, first, kids, NestedTooDeeply } from './convert-expr.js';

/** Python 2 statements that the grammar still reads. A file that has one is not Python 3. */
export class PythonTwo extends Error {
  constructor(readonly at: number) {
    super('Python 2 syntax');
  }
}

const MAX_BLOCKS = 110;

/** Turns a parsed file into our syntax tree. */
export class Converter {
  readonly #exprs: ExprConverter;
  #depth = 0;

  constructor(text: string) {
    this.#exprs = new ExprConverter(text);
  }

  /** @throws PythonTwo, NestedTooDeeply */
  module(root: TreeNode): Module {
    return { kind: 'module', start: root.startIndex, end: root.endIndex, body: this.#body(root) };
  }

  #body(block: TreeNode | null): Stmt[] {
    if (!block) return [];
    if (++this.#depth > MAX_BLOCKS) throw new NestedTooDeeply(block.startIndex);
    const result = kids(block).map((kid) => this.#stmt(kid));
    this.#depth--;
    return result;
  }

  #expr(node: TreeNode): Expr {
    return this.#exprs.expr(node);
  }

  #text(node: TreeNode): string {
    return this.#exprs.textOf(node);
  }

  #stmt(node: TreeNode): Stmt {
    const at = { start: node.startIndex, end: node.endIndex };
    switch (node.type) {
      case 'decorated_definition':
        return this.#decorated(node);
      case 'function_definition':
        return this.#function(node, [], node);
      case 'class_definition':
        return this.#class(node, [], node);
      case 'expression_statement':
        return this.#expressionStatement(node);
      case 'if_statement':
        return this.#if(node);
      case 'for_statement':
      case 'while_statement':
        return {
          kind: node.type === 'for_statement' ? 'for' : 'while',
          ...at,
          isAsync: isAsync(node),
          ...(node.type === 'for_statement' && { target: this.#expr(field(node, 'left')) }),
          subject: this.#expr(field(node, node.type === 'for_statement' ? 'right' : 'condition')),
          body: this.#body(field(node, 'body')),
          orelse: this.#body(node.childForFieldName('alternative')?.childForFieldName('body') ?? null),
        };
      case 'try_statement':
        return this.#try(node);
      case 'with_statement':
        return this.#with(node);
      case 'match_statement':
        return this.#match(node);
      case 'import_statement':
      case 'future_import_statement':
      case 'import_from_statement':
        return this.#import(node);
      case 'return_statement':
        return { kind: 'return', ...at, values: this.#exprs.inside(node) };
      case 'raise_statement':
        return { kind: 'raise', ...at, values: this.#exprs.inside(node) };
      case 'assert_statement':
        return { kind: 'assert', ...at, values: this.#exprs.inside(node) };
      case 'delete_statement':
        return { kind: 'del', ...at, values: this.#exprs.inside(node) };
      case 'global_statement':
      case 'nonlocal_statement':
        return {
          kind: node.type === 'global_statement' ? 'global' : 'nonlocal',
          ...at,
          names: kids(node).map((kid) => this.#text(kid)),
        };
      case 'pass_statement':
        return { kind: 'pass', ...at, values: [] };
      case 'break_statement':
        return { kind: 'break', ...at, values: [] };
      case 'continue_statement':
        return { kind: 'continue', ...at, values: [] };
      case 'type_alias_statement':
        return { kind: 'type-alias', ...at, values: this.#exprs.inside(node) };
      case 'print_statement':
      case 'exec_statement':
        throw new PythonTwo(node.startIndex);
      default:
        return { kind: 'expr', ...at, values: [this.#expr(node)] };
    }
  }

  #decorated(node: TreeNode): Stmt {
    const decorators = kids(node)
      .filter((kid) => kid.type === 'decorator')
      .map(
        (kid): Decorator => ({
          kind: 'decorator',
          start: kid.startIndex,
          // the grammar lets a decorator run to the end of its line, newline included
          end: this.#expr(first(kid)).end,
          expr: this.#expr(first(kid)),
        }),
      );
    const definition = field(node, 'definition');
    return definition.type === 'class_definition'
      ? this.#class(definition, decorators, node)
      : this.#function(definition, decorators, node);
  }

  #function(node: TreeNode, decorators: readonly Decorator[], outer: TreeNode): FunctionDef {
    const name = field(node, 'name');
    const parameters = field(node, 'parameters');
    const returns = node.childForFieldName('return_type');
    return {
      kind: 'function',
      start: outer.startIndex,
      end: outer.endIndex,
      name: this.#text(name),
      nameStart: name.startIndex,
      isAsync: isAsync(node),
      params: this.#exprs.params(parameters),
      parens: { start: parameters.startIndex, end: parameters.endIndex },
      ...(returns && { returns: this.#expr(returns) }),
      body: this.#body(field(node, 'body')),
      decorators,
      defStart: node.startIndex,
    };
  }

  #class(node: TreeNode, decorators: readonly Decorator[], outer: TreeNode): ClassDef {
    const name = field(node, 'name');
    const bases = node.childForFieldName('superclasses');
    return {
      kind: 'class',
      start: outer.startIndex,
      end: outer.endIndex,
      name: this.#text(name),
      nameStart: name.startIndex,
      bases: bases ? this.#exprs.args(bases) : [],
      body: this.#body(field(node, 'body')),
      decorators,
      defStart: node.startIndex,
    };
  }

  #expressionStatement(node: TreeNode): Stmt {
    const at = { start: node.startIndex, end: node.endIndex };
    const inside = kids(node);
    const only = inside[0];
    if (only && inside.length === 1) {
      if (only.type === 'assignment') return this.#assign(only);
      if (only.type === 'augmented_assignment') {
        return {
          kind: 'assign',
          ...at,
          targets: [this.#expr(field(only, 'left'))],
          value: this.#expr(field(only, 'right')),
          op: field(only, 'operator').type,
        };
      }
      return { kind: 'expr', ...at, values: [this.#expr(only)] };
    }
    // `a, b` alone on a line: a tuple whose parts stand side by side in the grammar
    return { kind: 'expr', ...at, values: [{ kind: 'tuple', ...at, elements: this.#exprs.inside(node) }] };
  }

  #assign(node: TreeNode): Assign {
    const targets: Expr[] = [];
    const type = node.childForFieldName('type');
    let value: TreeNode | null = node;
    while (value?.type === 'assignment') {
      targets.push(this.#expr(field(value, 'left')));
      value = value.childForFieldName('right');
    }
    return {
      kind: 'assign',
      start: node.startIndex,
      end: node.endIndex,
      targets,
      ...(type && { annotation: this.#expr(type) }),
      ...(value && { value: this.#expr(value) }),
    };
  }

  #if(node: TreeNode): If {
    const alternatives = node.childrenForFieldName('alternative').filter((kid) => kid !== null);
    const clauses = [node, ...alternatives.filter((kid) => kid.type === 'elif_clause')];
    const orelse = alternatives.find((kid) => kid.type === 'else_clause');
    return {
      kind: 'if',
      start: node.startIndex,
      end: node.endIndex,
      branches: clauses.map((clause) => ({
        test: this.#expr(field(clause, 'condition')),
        body: this.#body(clause.childForFieldName('consequence')),
      })),
      orelse: this.#body(orelse?.childForFieldName('body') ?? null),
    };
  }

  #try(node: TreeNode): Try {
    const inside = kids(node);
    const block = (type: string) => {
      const clause = inside.find((kid) => kid.type === type);
      return this.#body(clause ? (kids(clause).find((kid) => kid.type === 'block') ?? null) : null);
    };
    return {
      kind: 'try',
      start: node.startIndex,
      end: node.endIndex,
      body: this.#body(field(node, 'body')),
      handlers: inside.filter((kid) => kid.type.startsWith('except')).map((kid) => this.#handler(kid)),
      orelse: block('else_clause'),
      finalbody: block('finally_clause'),
    };
  }

  #handler(node: TreeNode): Handler {
    let [type, name] = kids(node).filter((kid) => kid.type !== 'block');
    if (type && name && this.#exprs.text.slice(type.endIndex, name.startIndex).includes(',')) {
      throw new PythonTwo(node.startIndex); // except A, e:
    }
    if (type?.type === 'as_pattern') {
      name = type.childForFieldName('alias') ?? undefined;
      type = first(type);
    }
    return {
      kind: 'handler',
      start: node.startIndex,
      end: node.endIndex,
      ...(type && { type: this.#expr(type) }),
      ...(name && { name: this.#text(name) }),
      body: this.#body(kids(node).find((kid) => kid.type === 'block') ?? null),
    };
  }

  #with(node: TreeNode): With {
    const clause = kids(node).find((kid) => kid.type === 'with_clause');
    const items = (clause ? kids(clause) : []).map((item) => {
      const value = field(item, 'value');
      const target = value.type === 'as_pattern' ? value.childForFieldName('alias') : null;
      if (!target) return { value: this.#expr(value) };
      return { value: this.#expr(first(value)), target: this.#expr(first(target)) };
    });
    return {
      kind: 'with',
      start: node.startIndex,
      end: node.endIndex,
      isAsync: isAsync(node),
      items,
      body: this.#body(field(node, 'body')),
    };
  }

  #match(node: TreeNode): Match {
    const subjects = node.childrenForFieldName('subject').filter((kid) => kid?.isNamed);
    const cases = kids(field(node, 'body')).filter((kid) => kid.type === 'case_clause');
    return {
      kind: 'match',
      start: node.startIndex,
      end: node.endIndex,
      subject: this.#expr(subjects[0] as TreeNode),
      cases: cases.map((clause) => {
        const guard = clause.childForFieldName('guard');
        const patterns = kids(clause).filter((kid) => kid.type === 'case_pattern');
        return {
          // every bare name in a pattern may be bound; dotted ones are compared
          names: patterns.flatMap((pattern) => pattern.descendantsOfType('identifier').map((name) => this.#text(name))),
          ...(guard && { guard: this.#expr(first(guard)) }),
          body: this.#body(clause.childForFieldName('consequence')),
        };
      }),
    };
  }

  #import(node: TreeNode): Stmt {
    const at = { start: node.startIndex, end: node.endIndex };
    const names = node
      .childrenForFieldName('name')
      .filter((kid) => kid?.isNamed)
      .map((kid): ImportedName => {
        const span = { kind: 'imported' as const, start: kid.startIndex, end: kid.endIndex };
        if (kid.type !== 'aliased_import') return { ...span, name: this.#text(kid).replace(/\s+/g, '') };
        const name = this.#text(field(kid, 'name')).replace(/\s+/g, '');
        return { ...span, name, asName: this.#text(field(kid, 'alias')) };
      });
    if (node.type === 'import_statement') return { kind: 'import', ...at, names };
    return this.#importFrom(node, names);
  }

  #importFrom(node: TreeNode, names: readonly ImportedName[]): ImportFrom {
    const source = node.type === 'future_import_statement' ? '__future__' : this.#text(field(node, 'module_name'));
    const compact = source.replace(/\s+/g, '');
    const level = /^\.*/.exec(compact)?.[0].length ?? 0;
    const open = node.children.find((child) => child?.type === '(');
    const close = node.children.find((child) => child?.type === ')');
    return {
      kind: 'from',
      start: node.startIndex,
      end: node.endIndex,
      level,
      module: compact.slice(level),
      names,
      star: kids(node).some((kid) => kid.type === 'wildcard_import'),
      ...(open && close && { parens: { start: open.startIndex, end: close.endIndex } }),
    };
  }
}

function isAsync(node: TreeNode): boolean {
  return node.children[0]?.type === 'async';
}

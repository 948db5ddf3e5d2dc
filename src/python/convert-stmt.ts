import type {
  Assign,
  ClassDef,
  Decorator,
  Expr,
  FunctionDef,
  Handler,
  If,
  Import,
  ImportFrom,
  Loop,
  Match,
  Module,
  Stmt,
  Try,
  With,
} from './ast.js';
import { ExprConverter } from './convert-expr.js';
import { convertImport } from './convert-import.js';
import { type Branch, Unreadable } from './tree.js';

const MAX_BLOCKS = 110;

/** Turns a parsed file into our syntax tree. */
export class Converter {
  readonly #exprs: ExprConverter;
  readonly #imports: (Import | ImportFrom)[] = [];
  #depth = 0;

  constructor(text: string) {
    this.#exprs = new ExprConverter(text);
  }

  /** @throws Unreadable */
  module(root: Branch): Module {
    const body = this.#body(root);
    return { kind: 'module', start: root.start, end: root.end, body, imports: this.#imports };
  }

  #body(block: Branch | undefined): Stmt[] {
    if (!block) return [];
    if (++this.#depth > MAX_BLOCKS) throw new Unreadable('nested too deeply', block.start);
    this.#checkIndentation(block);
    const result = block.kids.map((kid) => this.#stmt(kid));
    this.#depth--;
    return result;
  }

  /** The grammar takes a statement that stands deeper or less deep than its neighbours for theirs. */
  #checkIndentation({ kids }: Branch): void {
    const { text } = this.#exprs;
    // undefined behind a semicolon
    const indentation = ({ start }: Branch) => {
      const before = text.slice(
        Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1,
        start,
      );
      return /\S/.test(before) ? undefined : before.replaceAll('\f', '');
    };
    const [head] = kids;
    for (const kid of kids) {
      if (kid.column === head?.column) continue;
      const own = indentation(kid);
      if (own !== undefined && own !== indentation(head as Branch))
        throw new Unreadable('wrong indentation', kid.start);
    }
  }

  #expr(node: Branch): Expr {
    return this.#exprs.expr(node);
  }

  #text(node: Branch): string {
    return this.#exprs.textOf(node);
  }

  #stmt(node: Branch): Stmt {
    const at = { start: node.start, end: node.end };
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
        return this.#loop(node);
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
        // raise E, "message"
        if (node.kids[0]?.type === 'expression_list') throw new Unreadable('Python 2 syntax', node.start);
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
          names: node.kids.map((kid) => this.#text(kid)),
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
        throw new Unreadable('Python 2 syntax', node.start);
      default:
        return { kind: 'expr', ...at, values: [this.#expr(node)] };
    }
  }

  #decorated(node: Branch): Stmt {
    const decorators = node.kids
      .filter((kid) => kid.type === 'decorator')
      .map(
        (kid): Decorator => ({
          kind: 'decorator',
          start: kid.start,
          // the grammar lets a decorator run to the end of its line, newline included
          end: this.#expr(kid.kid(0)).end,
          expr: this.#expr(kid.kid(0)),
        }),
      );
    const definition = node.kids.at(-1) as Branch;
    return definition.type === 'class_definition'
      ? this.#class(definition, decorators, node)
      : this.#function(definition, decorators, node);
  }

  #function(node: Branch, decorators: readonly Decorator[], outer: Branch): FunctionDef {
    const name = node.kid(0);
    const parameters = node.get('parameters');
    const returns = node.find('type');
    return {
      kind: 'function',
      start: outer.start,
      end: outer.end,
      name: this.#text(name),
      nameStart: name.start,
      isAsync: this.#isAsync(node),
      params: this.#exprs.params(parameters),
      parens: { start: parameters.start, end: parameters.end },
      ...(returns && { returns: this.#expr(returns) }),
      body: this.#body(node.get('block')),
      decorators,
      defStart: node.start,
    };
  }

  #loop(node: Branch): Loop {
    const isFor = node.type === 'for_statement';
    return {
      kind: isFor ? 'for' : 'while',
      start: node.start,
      end: node.end,
      isAsync: this.#isAsync(node),
      ...(isFor && { target: this.#expr(node.kid(0)) }),
      subject: this.#expr(node.kid(isFor ? 1 : 0)),
      body: this.#body(node.get('block')),
      orelse: this.#body(node.find('else_clause')?.get('block')),
    };
  }

  #class(node: Branch, decorators: readonly Decorator[], outer: Branch): ClassDef {
    const name = node.kid(0);
    const bases = node.find('argument_list');
    return {
      kind: 'class',
      start: outer.start,
      end: outer.end,
      name: this.#text(name),
      nameStart: name.start,
      bases: bases ? this.#exprs.args(bases) : [],
      body: this.#body(node.get('block')),
      decorators,
      defStart: node.start,
    };
  }

  #expressionStatement(node: Branch): Stmt {
    const at = { start: node.start, end: node.end };
    const inside = node.kids;
    const only = inside[0];
    if (only && inside.length === 1) {
      if (only.type === 'assignment') return this.#assign(only);
      if (only.type === 'augmented_assignment') {
        const [left, right] = only.kids as [Branch, Branch];
        const op = /[^\s\\]+/.exec(this.#exprs.text.slice(left.end, right.start))?.[0] ?? '=';
        return { kind: 'assign', ...at, targets: [this.#expr(left)], value: this.#expr(right), op };
      }
      return { kind: 'expr', ...at, values: [this.#expr(only)] };
    }
    // `a, b` alone on a line: a tuple whose parts stand side by side in the grammar
    return { kind: 'expr', ...at, values: [{ kind: 'tuple', ...at, elements: this.#exprs.inside(node) }] };
  }

  #assign(node: Branch): Assign {
    const targets: Expr[] = [];
    const type = node.find('type');
    let value: Branch | undefined = node;
    while (value?.type === 'assignment') {
      targets.push(this.#expr(value.kid(0)));
      value = value.kids.slice(1).find((kid) => kid.type !== 'type');
    }
    return {
      kind: 'assign',
      start: node.start,
      end: node.end,
      targets,
      ...(type && { annotation: this.#expr(type) }),
      ...(value && { value: this.#expr(value) }),
    };
  }

  #if(node: Branch): If {
    const clauses = [node, ...node.kids.filter((kid) => kid.type === 'elif_clause')];
    return {
      kind: 'if',
      start: node.start,
      end: node.end,
      branches: clauses.map((clause) => ({
        test: this.#expr(clause.kid(0)),
        body: this.#body(clause.find('block')),
      })),
      orelse: this.#body(node.find('else_clause')?.find('block')),
    };
  }

  #try(node: Branch): Try {
    return {
      kind: 'try',
      start: node.start,
      end: node.end,
      body: this.#body(node.get('block')),
      handlers: node.kids.filter((kid) => kid.type.startsWith('except')).map((kid) => this.#handler(kid)),
      orelse: this.#body(node.find('else_clause')?.find('block')),
      finalbody: this.#body(node.find('finally_clause')?.find('block')),
    };
  }

  #handler(node: Branch): Handler {
    let [type, name] = node.kids.filter((kid) => kid.type !== 'block');
    if (type && name && this.#exprs.text.slice(type.end, name.start).includes(',')) {
      throw new Unreadable('Python 2 syntax', node.start); // except A, e:
    }
    if (type?.type === 'as_pattern') {
      name = type.find('as_pattern_target');
      type = type.kid(0);
    }
    return {
      kind: 'handler',
      start: node.start,
      end: node.end,
      ...(type && { type: this.#expr(type) }),
      ...(name && { name: this.#text(name) }),
      body: this.#body(node.find('block')),
    };
  }

  #with(node: Branch): With {
    const items = node.get('with_clause').kids.map((item) => {
      const value = item.kid(0);
      const target = value.type === 'as_pattern' ? value.find('as_pattern_target') : undefined;
      if (!target) return { value: this.#expr(value) };
      return { value: this.#expr(value.kid(0)), target: this.#expr(target.kid(0)) };
    });
    return {
      kind: 'with',
      start: node.start,
      end: node.end,
      isAsync: this.#isAsync(node),
      items,
      body: this.#body(node.get('block')),
    };
  }

  #match(node: Branch): Match {
    const cases = node.get('block').kids.filter((kid) => kid.type === 'case_clause');
    return {
      kind: 'match',
      start: node.start,
      end: node.end,
      subject: this.#expr(node.kid(0)),
      cases: cases.map((clause) => {
        const guard = clause.find('if_clause');
        const patterns = clause.kids.filter((kid) => kid.type === 'case_pattern');
        return {
          // every bare name in a pattern may be bound; dotted ones are compared
          names: patterns.flatMap((pattern) => this.#namesIn(pattern)),
          ...(guard && { guard: this.#expr(guard.kid(0)) }),
          body: this.#body(clause.find('block')),
        };
      }),
    };
  }

  #namesIn(pattern: Branch): string[] {
    return pattern.type === 'identifier' ? [this.#text(pattern)] : pattern.kids.flatMap((kid) => this.#namesIn(kid));
  }

  #import(node: Branch): Import | ImportFrom {
    const found = convertImport(node, this.#exprs.text);
    this.#imports.push(found);
    return found;
  }

  #isAsync(node: Branch): boolean {
    return this.#exprs.text.startsWith('async', node.start);
  }
}

import type { Node as TreeNode } from 'web-tree-sitter';
import type {
  Argument,
  Call,
  ComprehensionClause,
  DictEntry,
  Expr,
  Name,
  Operation,
  Param,
  Str,
  StringPart,
  StringPiece,
} from './ast.js';
import { literalParts, literalValue } from './strings.js';

/** Thrown for code that nests deeper than Python itself takes; the file is then named as unread. */
export class NestedTooDeeply extends Error {
  constructor(readonly at: number) {
    super('nested too deeply');
  }
}

/** CPython's own limit is 200 brackets and 100 blocks; chains of calls are longer in practice. */
const MAX_DEPTH = 900;

/** Turns tree-sitter's expression nodes into ours. One for each file; holds its text and how deep we are. */
export class ExprConverter {
  #depth = 0;

  constructor(readonly text: string) {}

  /** @throws NestedTooDeeply */
  expr(node: TreeNode): Expr {
    if (++this.#depth > MAX_DEPTH) throw new NestedTooDeeply(node.startIndex);
    try {
      return this.#convert(node);
    } finally {
      this.#depth--;
    }
  }

  /** The expressions among the children of `node`. */
  inside(node: TreeNode): Expr[] {
    return kids(node).map((kid) => this.expr(kid));
  }

  textOf(node: TreeNode): string {
    return this.text.slice(node.startIndex, node.endIndex);
  }

  #convert(node: TreeNode): Expr {
    const at = { start: node.startIndex, end: node.endIndex };
    switch (node.type) {
      case 'identifier':
      case 'keyword_identifier':
        return { kind: 'name', ...at, id: this.textOf(node) };
      case 'dotted_name':
        return this.#dotted(node);
      case 'attribute': {
        const attribute = field(node, 'attribute');
        return {
          kind: 'attribute',
          ...at,
          value: this.expr(field(node, 'object')),
          attr: this.textOf(attribute),
          attrStart: attribute.startIndex,
        };
      }
      case 'call':
        return this.#call(node);
      case 'subscript':
        return {
          kind: 'subscript',
          ...at,
          value: this.expr(field(node, 'value')),
          index: node
            .childrenForFieldName('subscript')
            .filter(isReal)
            .map((kid) => this.expr(kid)),
        };
      case 'slice':
        return { kind: 'slice', ...at, parts: this.inside(node) };
      case 'string':
      case 'concatenated_string':
        return this.#string(node);
      case 'integer':
      case 'float':
        return this.#number(node);
      case 'true':
        return { kind: 'constant', ...at, value: true };
      case 'false':
        return { kind: 'constant', ...at, value: false };
      case 'none':
        return { kind: 'constant', ...at, value: null };
      case 'ellipsis':
        return { kind: 'constant', ...at, value: '...' };
      case 'tuple':
      case 'tuple_pattern':
      case 'expression_list':
      case 'pattern_list':
        return { kind: 'tuple', ...at, elements: this.inside(node) };
      case 'list':
      case 'list_pattern':
        return { kind: 'list', ...at, elements: this.inside(node) };
      case 'set':
        return { kind: 'set', ...at, elements: this.inside(node) };
      case 'dictionary':
        return { kind: 'dict', ...at, entries: kids(node).map((kid) => this.#entry(kid)) };
      case 'list_splat':
      case 'list_splat_pattern':
      case 'parenthesized_list_splat':
        return { kind: 'starred', ...at, value: this.expr(first(node)) };
      case 'lambda': {
        const params = node.childForFieldName('parameters');
        return {
          kind: 'lambda',
          ...at,
          params: params ? this.params(params) : [],
          body: this.expr(field(node, 'body')),
        };
      }
      case 'conditional_expression': {
        const [body, test, orelse] = this.inside(node) as [Expr, Expr, Expr];
        return { kind: 'conditional', ...at, body, test, orelse };
      }
      case 'boolean_operator':
      case 'binary_operator':
        return this.#chain(node);
      case 'comparison_operator':
        return this.#comparison(node);
      case 'not_operator':
        return { kind: 'unary', ...at, ops: ['not'], operands: [this.expr(field(node, 'argument'))] };
      case 'unary_operator':
        return {
          kind: 'unary',
          ...at,
          ops: [field(node, 'operator').type],
          operands: [this.expr(field(node, 'argument'))],
        };
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        return this.#comprehension(node);
      case 'parenthesized_expression':
        return { kind: 'parenthesized', ...at, value: this.expr(first(node)) };
      case 'await':
        return { kind: 'await', ...at, value: this.expr(first(node)) };
      case 'yield': {
        const value = kids(node)[0];
        const kind = node.children.some((child) => child?.type === 'from') ? 'yield-from' : 'yield';
        return { kind, ...at, ...(value && { value: this.expr(value) }) };
      }
      case 'named_expression':
        return {
          kind: 'named',
          ...at,
          target: this.expr(field(node, 'name')) as Name,
          value: this.expr(field(node, 'value')),
        };
      case 'type':
        return this.expr(first(node));
      case 'generic_type':
        return this.#genericType(node);
      case 'union_type':
        return { kind: 'binary', ...at, ops: ['|'], operands: this.inside(node) };
      default:
        return { kind: 'other-expr', ...at, inside: this.inside(node) };
    }
  }

  /** `a.b` where the grammar has one node for the whole name. */
  #dotted(node: TreeNode): Expr {
    let result: Expr | undefined;
    for (const part of kids(node)) {
      result = result
        ? {
            kind: 'attribute',
            start: node.startIndex,
            end: part.endIndex,
            value: result,
            attr: this.textOf(part),
            attrStart: part.startIndex,
          }
        : { kind: 'name', start: part.startIndex, end: part.endIndex, id: this.textOf(part) };
    }
    return result ?? { kind: 'other-expr', start: node.startIndex, end: node.endIndex, inside: [] };
  }

  #call(node: TreeNode): Call {
    const list = field(node, 'arguments');
    // f(x for x in y): the grammar hands the parentheses to the generator
    const alone = list.type === 'generator_expression';
    const args = alone
      ? [{ kind: 'argument' as const, start: list.startIndex, end: list.endIndex, value: this.expr(list) }]
      : this.args(list);
    return {
      kind: 'call',
      start: node.startIndex,
      end: node.endIndex,
      func: this.expr(field(node, 'function')),
      args,
      parens: { start: list.startIndex, end: list.endIndex },
    };
  }

  /** The arguments of a call, or the bases of a class. */
  args(list: TreeNode): Argument[] {
    return kids(list).map((kid) => {
      const at = { kind: 'argument' as const, start: kid.startIndex, end: kid.endIndex };
      switch (kid.type) {
        case 'keyword_argument':
          return { ...at, name: this.textOf(field(kid, 'name')), value: this.expr(field(kid, 'value')) };
        case 'list_splat':
          return { ...at, star: '*' as const, value: this.expr(first(kid)) };
        case 'dictionary_splat':
          return { ...at, star: '**' as const, value: this.expr(first(kid)) };
        default:
          return { ...at, value: this.expr(kid) };
      }
    });
  }

  #entry(node: TreeNode): DictEntry {
    const at = { kind: 'entry' as const, start: node.startIndex, end: node.endIndex };
    if (node.type !== 'pair') return { ...at, value: this.expr(first(node)) };
    return { ...at, key: this.expr(field(node, 'key')), value: this.expr(field(node, 'value')) };
  }

  /** `a + b + c` leans to the left, one level for each operator: 20,000 of them are no recursion here. */
  #chain(node: TreeNode): Expr {
    const kind = node.type === 'boolean_operator' ? 'bool' : 'binary';
    const levels: TreeNode[] = [];
    let left = node;
    while (left.type === node.type) {
      levels.push(left);
      left = field(left, 'left');
    }
    let result: Expr = this.expr(left);
    for (const level of levels.reverse()) {
      const right = this.expr(field(level, 'right'));
      const op = field(level, 'operator').type;
      const same: Operation | undefined =
        kind === 'bool' && result.kind === 'bool' && result.ops[0] === op ? result : undefined;
      result = {
        kind,
        start: level.startIndex,
        end: level.endIndex,
        ops: [...(same?.ops ?? []), op],
        operands: [...(same?.operands ?? [result]), right],
      };
    }
    return result;
  }

  #comparison(node: TreeNode): Expr {
    const operands = this.inside(node);
    const ops = node.childrenForFieldName('operators').map((op) => op.type.replace(/\s+/g, ' '));
    return { kind: 'compare', start: node.startIndex, end: node.endIndex, ops, operands };
  }

  #comprehension(node: TreeNode): Expr {
    const of = { list_comprehension: 'list', set_comprehension: 'set', dictionary_comprehension: 'dict' }[node.type] as
      | 'list'
      | 'set'
      | 'dict'
      | undefined;
    const body = field(node, 'body');
    const clauses: { -readonly [K in keyof ComprehensionClause]: ComprehensionClause[K] }[] = [];
    for (const kid of kids(node)) {
      if (kid.type === 'for_in_clause') {
        const iterables = kid
          .childrenForFieldName('right')
          .filter(isReal)
          .map((one) => this.expr(one));
        clauses.push({
          kind: 'clause',
          start: kid.startIndex,
          end: kid.endIndex,
          target: this.expr(field(kid, 'left')),
          iterable: iterables[0] as Expr,
          conditions: [],
          isAsync: kid.children[0]?.type === 'async',
        });
      } else if (kid.type === 'if_clause') {
        const clause = clauses.at(-1);
        if (clause) clause.conditions = [...clause.conditions, this.expr(first(kid))];
      }
    }
    const at = { kind: 'comprehension' as const, start: node.startIndex, end: node.endIndex, clauses };
    if (of === 'dict') {
      return { ...at, of, element: this.expr(field(body, 'key')), value: this.expr(field(body, 'value')) };
    }
    return { ...at, of: of ?? 'generator', element: this.expr(body) };
  }

  #genericType(node: TreeNode): Expr {
    const [base, ...rest] = kids(node);
    return {
      kind: 'subscript',
      start: node.startIndex,
      end: node.endIndex,
      value: base ? this.expr(base) : { kind: 'other-expr', start: node.startIndex, end: node.startIndex, inside: [] },
      index: rest.flatMap((kid) => this.inside(kid)),
    };
  }

  #number(node: TreeNode): Expr {
    const at = { start: node.startIndex, end: node.endIndex };
    const text = this.textOf(node).replaceAll('_', '').toLowerCase();
    if (text.endsWith('j')) return { kind: 'other-expr', ...at, inside: [] };
    const value = /^0o/.test(text) ? Number.parseInt(text.slice(2), 8) : Number(text.replace(/^0+(?=\d)/, ''));
    return { kind: 'number', ...at, value, float: node.type === 'float' };
  }

  #string(node: TreeNode): Str {
    const literals = node.type === 'string' ? [node] : kids(node);
    const parts: StringPart[] = [];
    const pieces: StringPiece[] = [];
    let bytes = false;
    let value: string | undefined = '';
    for (const literal of literals) {
      const { prefix, quote, contentStart } = literalParts(this.textOf(literal));
      pieces.push({ start: literal.startIndex, end: literal.endIndex, prefix, quote });
      bytes ||= prefix.includes('b');
      const raw = prefix.includes('r');
      const interpolations = prefix.includes('f') ? kids(literal).filter((kid) => kid.type === 'interpolation') : [];
      let from = literal.startIndex + contentStart;
      const text = (to: number) => {
        let found = literalValue(this.text.slice(from, to), raw, bytes);
        if (prefix.includes('f')) found = found?.replaceAll('{{', '{').replaceAll('}}', '}');
        value = value === undefined || found === undefined ? undefined : value + found;
        if (found) parts.push({ kind: 'text', value: found });
      };
      for (const one of interpolations) {
        text(one.startIndex);
        value = undefined;
        from = one.endIndex;
        const conversion = one.childForFieldName('type_conversion');
        const format = one.childForFieldName('format_specifier');
        parts.push({
          kind: 'expr',
          value: this.expr(field(one, 'expression')),
          ...(conversion && { conversion: this.textOf(conversion) }),
          ...(format && { format: this.textOf(format) }),
        });
      }
      text(literal.endIndex - quote.length);
    }
    const at = { kind: 'string' as const, start: node.startIndex, end: node.endIndex, bytes, parts, pieces };
    return value === undefined ? at : { ...at, value };
  }

  /** A parameter list, of a function or a lambda. */
  params(list: TreeNode): Param[] {
    const result: Param[] = [];
    let form: Param['form'] = 'positional';
    for (const kid of kids(list)) {
      if (kid.type === 'keyword_separator') {
        form = 'keyword-only';
      } else if (kid.type === 'positional_separator') {
        for (const [i, param] of result.entries()) result[i] = { ...param, form: 'positional-only' };
      } else {
        const param = this.#param(kid, form);
        if (param.form === '*') form = 'keyword-only';
        result.push(param);
      }
    }
    return result;
  }

  #param(node: TreeNode, form: Param['form']): Param {
    const type = node.childForFieldName('type');
    const value = node.childForFieldName('value');
    let named = node.childForFieldName('name') ?? (node.type === 'typed_parameter' ? first(node) : node);
    let kind = form;
    if (named.type === 'list_splat_pattern' || named.type === 'dictionary_splat_pattern') {
      kind = named.type === 'list_splat_pattern' ? '*' : '**';
      named = first(named);
    }
    return {
      kind: 'param',
      start: node.startIndex,
      end: node.endIndex,
      name: this.textOf(named),
      nameEnd: named.endIndex,
      form: kind,
      ...(type && { annotation: this.expr(type) }),
      ...(value && { default: this.expr(value) }),
    };
  }
}

function isReal(node: TreeNode | null): node is TreeNode {
  return node?.isNamed === true && node.type !== 'comment' && node.type !== 'line_continuation';
}

/** The named children, without comments. */
export function kids(node: TreeNode): TreeNode[] {
  return node.namedChildren.filter((kid) => kid.type !== 'comment' && kid.type !== 'line_continuation');
}

export function first(node: TreeNode): TreeNode {
  const found = kids(node)[0];
  if (!found) throw new Error(`${node.type} at ${node.startIndex} is empty`);
  return found;
}

export function field(node: TreeNode, name: string): TreeNode {
  const found = node.childForFieldName(name);
  if (!found) throw new Error(`${node.type} at ${node.startIndex} has no ${name}`);
  return found;
}

import type { Argument, Call, ComprehensionClause, DictEntry, Expr, Name, Param } from './ast.js';
import { convertParams } from './convert-params.js';
import { convertString } from './convert-string.js';
import { plainDotted } from './dotted.js';
import { type Branch, Unreadable } from './tree.js';

/** CPython's own limit is 200 brackets and 100 blocks; chains of calls are longer in practice. */
const MAX_DEPTH = 900;

/** Turns tree-sitter's expression nodes into ours. One for each file; holds its text and how deep we are. */
export class ExprConverter {
  #depth = 0;

  constructor(readonly text: string) {}

  /** @throws Unreadable */
  expr(node: Branch): Expr {
    if (++this.#depth > MAX_DEPTH) throw new Unreadable('nested too deeply', node.start);
    try {
      return this.#convert(node);
    } finally {
      this.#depth--;
    }
  }

  /** The expressions among the children of `node`. */
  inside(node: Branch): Expr[] {
    return node.kids.map((kid) => this.expr(kid));
  }

  textOf(node: Branch): string {
    return this.text.slice(node.start, node.end);
  }

  #convert(node: Branch): Expr {
    const at = { start: node.start, end: node.end };
    switch (node.type) {
      case 'identifier':
      case 'keyword_identifier':
        return { kind: 'name', ...at, id: this.textOf(node) };
      case 'dotted_name':
        return this.#dotted(node);
      case 'attribute': {
        const plain = plainDotted(this.text, node.start, node.end);
        if (plain) return plain;
        const attribute = node.kid(1);
        return {
          kind: 'attribute',
          ...at,
          value: this.expr(node.kid(0)),
          attr: this.textOf(attribute),
          attrStart: attribute.start,
        };
      }
      case 'call':
        return this.#call(node);
      case 'subscript':
        return {
          kind: 'subscript',
          ...at,
          value: this.expr(node.kid(0)),
          index: node.kids.slice(1).map((kid) => this.expr(kid)),
        };
      case 'slice':
        return { kind: 'slice', ...at, parts: this.inside(node) };
      case 'string':
      case 'concatenated_string':
        return convertString(node, this.text, (one) => this.expr(one));
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
        return { kind: 'dict', ...at, entries: node.kids.map((kid) => this.#entry(kid)) };
      case 'list_splat':
      case 'list_splat_pattern':
      case 'parenthesized_list_splat':
        return { kind: 'starred', ...at, value: this.expr(node.kid(0)) };
      case 'lambda': {
        const params = node.find('lambda_parameters');
        const body = node.kids.at(-1) as Branch;
        return { kind: 'lambda', ...at, params: params ? this.params(params) : [], body: this.expr(body) };
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
        return { kind: 'unary', ...at, ops: ['not'], operands: [this.expr(node.kid(0))] };
      case 'unary_operator':
        return {
          kind: 'unary',
          ...at,
          ops: [this.text[node.start] as string],
          operands: [this.expr(node.kid(0))],
        };
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        return this.#comprehension(node);
      case 'parenthesized_expression':
        return { kind: 'parenthesized', ...at, value: this.expr(node.kid(0)) };
      case 'await':
        return { kind: 'await', ...at, value: this.expr(node.kid(0)) };
      case 'yield': {
        const value = node.kids[0];
        const kind = /^yield\s+from\b/.test(this.text.slice(node.start, node.kids[0]?.start)) ? 'yield-from' : 'yield';
        return { kind, ...at, ...(value && { value: this.expr(value) }) };
      }
      case 'named_expression':
        return {
          kind: 'named',
          ...at,
          target: this.expr(node.kid(0)) as Name,
          value: this.expr(node.kid(1)),
        };
      case 'type':
        return this.expr(node.kid(0));
      case 'generic_type':
        return this.#genericType(node);
      case 'union_type':
        return { kind: 'binary', ...at, ops: ['|'], operands: this.inside(node) };
      default:
        return { kind: 'other-expr', ...at, inside: this.inside(node) };
    }
  }

  /** `a.b` where the grammar has one node for the whole name. */
  #dotted(node: Branch): Expr {
    let result: Expr | undefined;
    for (const part of node.kids) {
      result = result
        ? {
            kind: 'attribute',
            start: node.start,
            end: part.end,
            value: result,
            attr: this.textOf(part),
            attrStart: part.start,
          }
        : { kind: 'name', start: part.start, end: part.end, id: this.textOf(part) };
    }
    return result ?? { kind: 'other-expr', start: node.start, end: node.end, inside: [] };
  }

  #call(node: Branch): Call {
    const list = node.kid(1);
    // f(x for x in y): the grammar hands the parentheses to the generator
    const alone = list.type === 'generator_expression';
    const args = alone
      ? [{ kind: 'argument' as const, start: list.start, end: list.end, value: this.expr(list) }]
      : this.args(list);
    return {
      kind: 'call',
      start: node.start,
      end: node.end,
      func: this.expr(node.kid(0)),
      args,
      parens: { start: list.start, end: list.end },
    };
  }

  /** The arguments of a call, or the bases of a class. */
  args(list: Branch): Argument[] {
    return list.kids.map((kid) => {
      const at = { kind: 'argument' as const, start: kid.start, end: kid.end };
      switch (kid.type) {
        case 'keyword_argument':
          return { ...at, name: this.textOf(kid.kid(0)), value: this.expr(kid.kid(1)) };
        case 'list_splat':
          return { ...at, star: '*' as const, value: this.expr(kid.kid(0)) };
        case 'dictionary_splat':
          return { ...at, star: '**' as const, value: this.expr(kid.kid(0)) };
        default:
          return { ...at, value: this.expr(kid) };
      }
    });
  }

  #entry(node: Branch): DictEntry {
    const at = { kind: 'entry' as const, start: node.start, end: node.end };
    if (node.type !== 'pair') return { ...at, value: this.expr(node.kid(0)) };
    return { ...at, key: this.expr(node.kid(0)), value: this.expr(node.kid(1)) };
  }

  /** `a + b + c` leans to the left, one level for each operator: 20,000 of them are no recursion here. */
  #chain(node: Branch): Expr {
    const kind = node.type === 'boolean_operator' ? 'bool' : 'binary';
    const levels: Branch[] = [];
    let left = node;
    while (left.type === node.type) {
      levels.push(left);
      left = left.kid(0);
    }
    let result: Expr = this.expr(left);
    let same: { readonly ops: string[]; readonly operands: Expr[] } | undefined;
    for (const level of levels.reverse()) {
      const right = level.kid(1);
      const op = this.#between(level.kid(0), right);
      const operand = this.expr(right);
      if (kind === 'bool' && same?.ops[0] === op) {
        same.ops.push(op);
        same.operands.push(operand);
      } else {
        same = { ops: [op], operands: [result, operand] };
      }
      result = { kind, start: level.start, end: level.end, ...same };
    }
    return result;
  }

  #comparison(node: Branch): Expr {
    const ops = node.kids.slice(1).map((kid, i) => this.#between(node.kid(i), kid));
    if (ops.includes('<>')) throw new Unreadable('Python 2 syntax', node.start);
    return { kind: 'compare', start: node.start, end: node.end, ops, operands: this.inside(node) };
  }

  /** The operator that stands between two operands: `not in`. */
  #between(left: Branch, right: Branch): string {
    const text = this.text.slice(left.end, right.start);
    const plain = /[#\\]/.test(text) ? text.replace(/#.*|\\/g, '') : text;
    return plain.trim().replace(/\s+/g, ' ');
  }

  #comprehension(node: Branch): Expr {
    const of = { list_comprehension: 'list', set_comprehension: 'set', dictionary_comprehension: 'dict' }[node.type] as
      | 'list'
      | 'set'
      | 'dict'
      | undefined;
    const [body, ...rest] = node.kids as [Branch, ...Branch[]];
    const clauses: { -readonly [K in keyof ComprehensionClause]: ComprehensionClause[K] }[] = [];
    for (const kid of rest) {
      if (kid.type === 'for_in_clause') {
        clauses.push({
          kind: 'clause',
          start: kid.start,
          end: kid.end,
          target: this.expr(kid.kid(0)),
          iterable: this.expr(kid.kid(1)),
          conditions: [],
          isAsync: this.text.startsWith('async', kid.start),
        });
      } else if (kid.type === 'if_clause') {
        const clause = clauses.at(-1);
        if (clause) clause.conditions = [...clause.conditions, this.expr(kid.kid(0))];
      }
    }
    const at = { kind: 'comprehension' as const, start: node.start, end: node.end, clauses };
    if (of === 'dict') {
      return { ...at, of, element: this.expr(body.kid(0)), value: this.expr(body.kid(1)) };
    }
    return { ...at, of: of ?? 'generator', element: this.expr(body) };
  }

  #genericType(node: Branch): Expr {
    const [base, ...rest] = node.kids;
    return {
      kind: 'subscript',
      start: node.start,
      end: node.end,
      value: base ? this.expr(base) : { kind: 'other-expr', start: node.start, end: node.start, inside: [] },
      index: rest.flatMap((kid) => this.inside(kid)),
    };
  }
  #number(node: Branch): Expr {
    const at = { start: node.start, end: node.end };
    const text = this.textOf(node).replaceAll('_', '').toLowerCase();
    if (/^0\d*[1-9]\d*$|l$/.test(text)) throw new Unreadable('Python 2 syntax', node.start); // 0777, 10L
    if (text.endsWith('j')) return { kind: 'other-expr', ...at, inside: [] };
    const value = text.startsWith('0o') ? Number.parseInt(text.slice(2), 8) : Number(text.replace(/^0+(?=\d)/, ''));
    return { kind: 'number', ...at, value, float: node.type === 'float' };
  }

  /** A parameter list, of a function or a lambda. */
  params(list: Branch): Param[] {
    return convertParams(list, this.text, (one) => this.expr(one));
  }
}

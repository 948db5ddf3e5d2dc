import type { Expr, Param } from './ast.js';
import { type Branch, Unreadable } from './tree.js';

/** A parameter list, of a function or a lambda. */
export function convertParams(list: Branch, text: string, expr: (node: Branch) => Expr): Param[] {
  const result: Param[] = [];
  let form: Param['form'] = 'positional';
  for (const kid of list.kids) {
    if (kid.type === 'keyword_separator') {
      form = 'keyword-only';
    } else if (kid.type === 'positional_separator') {
      for (const [i, param] of result.entries()) result[i] = { ...param, form: 'positional-only' };
    } else {
      const param = convertParam(kid, form, text, expr);
      if (param.form === '*') form = 'keyword-only';
      result.push(param);
    }
  }
  return result;
}

function convertParam(node: Branch, form: Param['form'], text: string, expr: (node: Branch) => Expr): Param {
  const parted = /^(typed_|default_|typed_default_)parameter$/.test(node.type);
  const type = parted ? node.find('type') : undefined;
  const value = node.type.endsWith('default_parameter') ? node.kids.at(-1) : undefined;
  let named = parted ? node.kid(0) : node;
  let kind = form;
  if (named.type === 'list_splat_pattern' || named.type === 'dictionary_splat_pattern') {
    kind = named.type === 'list_splat_pattern' ? '*' : '**';
    named = named.kid(0);
  }
  if (named.type === 'tuple_pattern') throw new Unreadable('Python 2 syntax', named.start);
  return {
    kind: 'param',
    start: node.start,
    end: node.end,
    name: text.slice(named.start, named.end),
    nameEnd: named.end,
    form: kind,
    ...(type && { annotation: expr(type) }),
    ...(value && { default: expr(value) }),
  };
}

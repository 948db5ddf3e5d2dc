import type { Attribute, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { calledBy } from '../../src/transform.js';

/**
 * Headers that a request has at most once (RFC 9110). Of any other, a WSGI server joins the values, and Starlette takes the
 * first.
 */
const SINGLE = new Set([
  'authorization',
  'content-length',
  'content-type',
  'from',
  'host',
  'if-modified-since',
  'if-range',
  'if-unmodified-since',
  'max-forwards',
  'origin',
  'proxy-authorization',
  'range',
  'referer',
  'user-agent',
]);

/** Is this use of `request.headers` the same on Starlette's: `"X" in …`, `….get("Referer")`, `…["Referer"]`? */
export function keepsHeaders(file: SourceFile, headers: Attribute): boolean {
  const parent = file.parentOf(headers);
  if (parent?.kind === 'compare') {
    const [left, right, more] = parent.operands;
    return right === headers && !more && left?.kind === 'string' && /^(not )?in$/.test(parent.ops[0] ?? '');
  }
  if (parent?.kind === 'subscript') {
    return parent.value === headers && parent.index.length === 1 && isSingle(parent.index[0]);
  }
  const call = parent?.kind === 'attribute' && parent.attr === 'get' ? calledBy(file, parent) : undefined;
  if (!call) return false;
  const [name, ...rest] = call.args;
  const isPlain =
    rest.length <= 1 && rest.every(({ star, name: keyword }) => !star && (keyword ?? 'default') === 'default');
  return name !== undefined && !name.name && !name.star && isPlain && isSingle(name.value);
}

function isSingle(name: Expr | undefined): boolean {
  return name?.kind === 'string' && name.value !== undefined && SINGLE.has(name.value.toLowerCase());
}

import type { Expr, FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type Route, unfilledParams } from '../../src/transform.js';
import type { Problem } from './messages.js';

/**
 * What fills the parameters that the rule leaves alone, as arguments: `, page=1`. From `defaults=` of the registration, else the
 * function's own defaults; a client could fill them through the query otherwise.
 */
export function fixedValues(route: Route, file: SourceFile, def: FunctionDef): { readonly text: string } | Problem {
  const values = new Map<string, string>();
  const given = route.site.call.args.find(({ name }) => name === 'defaults')?.value;
  if (given) {
    if (given.kind !== 'dict') return { problem: 'registration', reason: '`defaults` is computed' };
    for (const { key, value } of given.entries) {
      if (key?.kind !== 'string' || key.value === undefined || !def.params.some(({ name }) => name === key.value)) {
        return { problem: 'registration', reason: '`defaults` names what is no parameter' };
      }
      values.set(key.value, route.site.file.slice(value));
    }
  }
  for (const param of unfilledParams(def, route.rule)) {
    if (values.has(param.name) || !param.default) continue;
    if (!isLiteral(param.default)) {
      return { problem: 'parameters', data: { name: param.name, method: def.name } };
    }
    values.set(param.name, file.slice(param.default));
  }
  return { text: [...values].map(([name, value]) => `, ${name}=${value}`).join('') };
}

function isLiteral({ kind }: Expr): boolean {
  return kind === 'number' || kind === 'string' || kind === 'constant';
}

import type { Route } from '../model/app.js';
import { AT_RUN_TIME } from '../model/routes.js';
import { fastapiPath, parseRule } from '../model/rules.js';
import type { Call, Expr } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { FileEdit } from '../transform.js';

/** A path in FastAPI's words. */
export interface Path {
  /** Inside the literal as it stands. */
  readonly edits: readonly FileEdit[];
  /** The whole expression with those edits made. */
  readonly text: string;
  /** Of a literal; undefined for a computed path. */
  readonly quote: string | undefined;
}

/** The rule of a registration: a literal, or an expression. */
export function ruleArgument(call: Call): Expr | undefined {
  const [first] = call.args;
  if (first && !first.star && (!first.name || first.name === 'rule' || first.name === 'path')) return first.value;
  return call.args.find((argument) => argument.name === 'rule' || argument.name === 'path')?.value;
}

/**
 * `"/items/<int:id>"` → `"/items/{id:int}"`; undefined when it cannot be said in FastAPI's words.
 *
 * @param rule What the expression is worth, if that is known: one without variables can stay as it is written.
 * @param named Convertors of the application's own, by variable.
 * @param prefix The prefix of the blueprint: Flask puts one slash between the two.
 */
export function pathOf(
  file: SourceFile,
  expr: Expr,
  rule: string | undefined,
  named: ReadonlyMap<string, string>,
  prefix: string | undefined,
): Path | undefined {
  const source = file.slice(expr);
  // Flask takes the prefix as it is then, with its slash; a router has none
  if (rule === '' && prefix?.includes(AT_RUN_TIME)) return undefined;
  const lacksSlash =
    rule !== undefined && prefix !== undefined && (rule === '' ? prefix.endsWith('/') : rule[0] !== '/');
  if (expr.kind !== 'string' || expr.value === undefined || expr.pieces.length !== 1) {
    const plain = rule !== undefined && !/[<>{}]/.test(rule);
    return plain && !lacksSlash ? { edits: [], text: source, quote: undefined } : undefined;
  }
  const edits: FileEdit[] = [];
  const begin = (expr.pieces[0]?.prefix.length ?? 0) + (expr.pieces[0]?.quote.length ?? 1);
  let text = '';
  let at = 0;
  if (lacksSlash) {
    edits.push({ start: expr.start + begin, end: expr.start + begin, text: '/' });
    text = `${source.slice(0, begin)}/`;
    at = begin;
  }
  for (const part of parseRule(expr.value)) {
    if (!part.variable) {
      if (/[{}<>]/.test(part.text)) return undefined;
      continue;
    }
    const args = part.args === undefined ? '' : `(${part.args})`;
    const written = part.converter ? `<${part.converter}${args}:${part.text}>` : `<${part.text}>`;
    const found = source.indexOf(written, at);
    const convertor = named.get(part.text);
    const spelled = convertor ? `{${part.text}:${convertor}}` : fastapiPath(written);
    if (found < 0 || spelled === undefined) return undefined;
    edits.push({ start: expr.start + found, end: expr.start + found + written.length, text: spelled });
    text += source.slice(at, found) + spelled;
    at = found + written.length;
  }
  return { edits, text: text + source.slice(at), quote: expr.pieces[0]?.quote };
}

/** The prefix that the innermost blueprint's is joined with the rule after. */
export function prefixBefore({ blueprints }: Route): string | undefined {
  return blueprints.at(-1)?.prefix;
}

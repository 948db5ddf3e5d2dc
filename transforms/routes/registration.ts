import type { Call, Decorator, Expr, Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { statementOf } from '../../src/python/surroundings.js';
import type { FileEdit, Need, Path, RouteSite } from '../../src/transform.js';
import { argumentRemoved } from '../../src/transform.js';

const VERBS = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'trace'];

export interface Rewritten {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** A registration in FastAPI's words. */
export interface Wanted {
  /** What it is registered on. */
  readonly router: string;
  readonly path: Path;
  readonly methods: readonly string[];
  /** undefined: FastAPI makes the same name. */
  readonly name: string | undefined;
}

/**
 * `@bp.route("/x", methods=["GET", "POST"], endpoint="y")` → `@router.post("/x", name="y")` above `@router.get("/x", name="y")`:
 * two routes in FastAPI, so that each has an operation id of its own.
 */
export function rewrittenDecorator(site: RouteSite, wanted: Wanted): Rewritten | undefined {
  const { call, file } = site;
  const { func } = call;
  const verbs = wanted.methods.map((method) => method.toLowerCase());
  if (func.kind !== 'attribute' || verbs.length === 0 || verbs.some((verb) => !VERBS.includes(verb))) return undefined;
  const at = site.decorator ?? statementOf(file, call);
  if (!at || (!site.decorator && verbs.length > 1)) return undefined;
  const opening = (verb: string) => `${wanted.router}.${verb}(`;
  const [own] = verbs as [string];
  const edits: FileEdit[] = [
    { start: call.start, end: func.end, text: `${wanted.router}.${own}` },
    ...wanted.path.edits,
    ...withoutOptions(call),
  ];
  const needs = furtherOnes(site, at, wanted, opening, verbs);
  if (!needs) return undefined;
  return { edits, needs: [...needs, ...nameOption(site, wanted)] };
}

/** `bp.add_url_rule("/x", view_func=show)` → `router.add_api_route("/x", show, methods=["GET"], name="show")`. */
export function rewrittenCall(site: RouteSite, wanted: Wanted, view: Expr): Rewritten | undefined {
  const { call, file } = site;
  const stmt = statementOf(file, call);
  if (stmt?.kind !== 'expr' || wanted.methods.length === 0) return undefined;
  const method = (name: string) => `, methods=[${quoted(file, name.toUpperCase())}]`;
  const written = file.slice(view);
  const [own, ...others] = wanted.methods as [string, ...string[]];
  const text = `${wanted.router}.add_api_route(${wanted.path.text}, ${written}`;
  const further = slashTwin(call, wanted.path);
  if (further === false) return undefined;
  const needs: Need[] = others.map((name) => stack(site, stmt, text + method(name)));
  if (further) {
    for (const name of wanted.methods) {
      const opening = `${wanted.router}.add_api_route(${further}, ${written}${method(name)}`;
      needs.push({ ...stack(site, stmt, opening), options: { include_in_schema: 'False' } });
    }
  }
  const [first] = call.args;
  if (!first) return undefined;
  const { parens } = call;
  // what follows the last argument stays: a trailing comma, a comment
  const last = call.args.at(-1) ?? first;
  return {
    edits: [
      { start: call.start, end: call.func.end, text: `${wanted.router}.add_api_route` },
      { start: parens.start + 1, end: last.end, text: `${wanted.path.text}, ${written}${method(own)}` },
    ],
    needs: [...needs, ...nameOption(site, wanted)],
  };
}

function furtherOnes(
  site: RouteSite,
  at: Decorator | Stmt,
  wanted: Wanted,
  opening: (verb: string) => string,
  verbs: readonly string[],
): Need[] | undefined {
  const needs: Need[] = verbs
    .slice(1)
    .reverse()
    .map((verb) => stack(site, at, opening(verb) + wanted.path.text));
  const twin = slashTwin(site.call, wanted.path);
  if (twin === false || (twin && !site.decorator)) return undefined;
  for (const verb of twin ? verbs : []) {
    needs.push({ ...stack(site, at, opening(verb) + twin), options: { include_in_schema: 'False' } });
  }
  return needs;
}

function stack(site: RouteSite, at: Decorator | Stmt, opening: string) {
  return { kind: 'stack', file: site.file, at, call: site.call, opening } as const;
}

function nameOption({ file, call }: RouteSite, { name }: Wanted): Need[] {
  return name === undefined ? [] : [{ kind: 'option', file, call, name: 'name', value: quoted(file, name) }];
}

/** Takes Flask's own options out of the parentheses; what they say is said otherwise. */
function withoutOptions(call: Call): FileEdit[] {
  const edits: FileEdit[] = [];
  const removed = call.args.filter((argument) => argument.name && argument.name !== 'rule' && argument.name !== 'path');
  const [first, last] = [removed[0], removed.at(-1)];
  if (first && last) {
    const before = call.args[call.args.indexOf(first) - 1];
    const together = removed.length === call.args.indexOf(last) - call.args.indexOf(first) + 1;
    if (before && together) edits.push({ start: before.end, end: last.end, text: '' });
    else for (const argument of removed) edits.push(argumentRemoved(call, argument));
  }
  const rule = call.args.find((argument) => argument.name === 'rule');
  if (rule) edits.push({ start: rule.start, end: rule.start + 'rule'.length, text: 'path' });
  return edits;
}

/** The path with or without its slash, for `strict_slashes=False`; false when that cannot be made. */
function slashTwin(call: Call, path: Path): string | false | undefined {
  const strict = call.args.find((argument) => argument.name === 'strict_slashes')?.value;
  if (!strict || (strict.kind === 'constant' && strict.value === true)) return undefined;
  if (strict.kind !== 'constant' || !path.quote) return false;
  const inner = path.text.slice(0, -path.quote.length);
  return inner.endsWith('/') ? inner.slice(0, -1) + path.quote : `${inner}/${path.quote}`;
}

export function quoted(file: SourceFile, text: string): string {
  return file.quote + text + file.quote;
}

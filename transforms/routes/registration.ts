import type { Call, Decorator, FunctionDef, Stmt } from '../../src/python/ast.js';
import { commentsIn } from '../../src/python/comments.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  argumentRemoved,
  type FileEdit,
  keptComments,
  type Need,
  type Path,
  type RouteSite,
  takesLines,
} from '../../src/transform.js';

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
  const at = site.decorator ?? statementOf(file, call);
  const twin = slashTwin(call, wanted.path);
  if (func.kind !== 'attribute' || !at || twin === false || !verbs.every((verb) => VERBS.includes(verb)))
    return undefined;
  const [own, ...others] = verbs as [string, ...string[]];
  if (!own || (!site.decorator && (twin || others.length > 0))) return undefined;
  const opening = (verb: string, path: string) => `${wanted.router}.${verb}(${path}`;
  const needs: Need[] = others.reverse().map((verb) => stack(site, at, opening(verb, wanted.path.text), verb));
  for (const verb of twin ? verbs : []) {
    needs.push({ ...stack(site, at, opening(verb, twin as string), verb), options: HIDDEN });
  }
  return {
    edits: [
      { start: call.start, end: func.end, text: `${wanted.router}.${own}` },
      ...wanted.path.edits,
      ...withoutOptions(file, call, at.start),
    ],
    needs: [...needs, ...nameOption(site, wanted)],
  };
}

/**
 * `bp.add_url_rule("/x", view_func=show)` → `router.add_api_route("/x", show, methods=["GET"])`, and so
 * `bp.route("/x", methods=["GET", "POST"])(show)`.
 *
 * @param view The expression that stands for the view.
 */
export function rewrittenCall(site: RouteSite, wanted: Wanted, view: string): Rewritten | undefined {
  const { call, file } = site;
  const outer = site.form === 'applied' ? file.parentOf(call) : call;
  const stmt = statementOf(file, call);
  const twin = slashTwin(call, wanted.path);
  const [first, last] = [call.args[0], call.args.at(-1)];
  if (stmt?.kind !== 'expr' || outer?.kind !== 'call' || !first || !last || twin === false) return undefined;
  const registered = [
    ...wanted.methods.map((name) => ({ path: wanted.path.text, name, hidden: false })),
    ...(twin ? wanted.methods.map((name) => ({ path: twin, name, hidden: true })) : []),
  ];
  if (registered.length > 1 && !takesLines(file, { before: stmt })) return undefined;
  const texts = ({ path, name }: (typeof registered)[number]) => [path, view, methodsArgument(file, name)];
  // what stands first answers OPTIONS; the statement itself is the last of the lines
  const own = registered[wanted.methods.length - 1];
  const others = registered.filter((one) => one !== own);
  if (!own) return undefined;
  const breaks = /[\r\n]/.test(file.text.slice(call.parens.start, first.start));
  const gap = breaks ? `,\n${file.indentAt(first.start)}` : ', ';
  const span =
    outer === call ? { start: first.start, end: last.end } : { start: first.start, end: outer.parens.end - 1 };
  return {
    edits: [
      { start: call.start, end: call.func.end, text: `${wanted.router}.add_api_route` },
      { start: first.start, end: last.end, text: texts(own).join(gap) },
      // where the options of the registration go is between the two
      ...(outer === call ? [] : [{ start: last.end, end: span.end, text: '' }]),
      ...keptComments(file, span, stmt.start),
    ],
    needs: [
      ...others.map((one) => ({
        ...stack(site, stmt, `${wanted.router}.add_api_route(${texts(one).join(', ')}`, one.name),
        ...(one.hidden && { options: HIDDEN }),
      })),
      ...nameOption(site, wanted),
    ],
  };
}

/** A registration of its own below the view, in place of the decorator. */
export function registeredBelow(
  site: RouteSite,
  decorator: Decorator,
  def: FunctionDef,
  wanted: Wanted,
  view: string,
): Rewritten {
  const { file, call } = site;
  const span = { start: file.lineStart(decorator.start), end: file.lineEnd(decorator.end) };
  const indent = file.indentAt(decorator.start);
  const comments = commentsIn(file, span).map((comment) => `${indent}${comment}\n`);
  const twin = slashTwin(call, wanted.path);
  const paths = [{ path: wanted.path.text, options: {} }, ...(twin ? [{ path: twin, options: HIDDEN }] : [])];
  const needs = paths.flatMap(({ path, options }) =>
    wanted.methods.map((name): Need => {
      const opening = `${wanted.router}.add_api_route(${path}, ${view}, ${methodsArgument(file, name)}`;
      return {
        kind: 'stack',
        file,
        at: def,
        below: true,
        call,
        instead: true,
        method: name.toUpperCase(),
        opening,
        options,
      };
    }),
  );
  return { edits: [{ ...span, text: comments.join('') }], needs: [...needs, ...nameOption(site, wanted)] };
}

const HIDDEN = { include_in_schema: 'False' };

function methodsArgument(file: SourceFile, name: string): string {
  return `methods=[${quoted(file, name.toUpperCase())}]`;
}

function stack(site: RouteSite, at: Decorator | Stmt, opening: string, method: string) {
  return { kind: 'stack', file: site.file, at, call: site.call, method: method.toUpperCase(), opening } as const;
}

function nameOption({ file, call }: RouteSite, { name }: Wanted): Need[] {
  return name === undefined ? [] : [{ kind: 'option', file, call, name: 'name', value: quoted(file, name) }];
}

/** Takes Flask's own options out of the parentheses; what they say is said otherwise. */
function withoutOptions(file: SourceFile, call: Call, above: number): FileEdit[] {
  const edits: FileEdit[] = [];
  const removed = call.args.filter((argument) => argument.name && argument.name !== 'rule' && argument.name !== 'path');
  const [first, last] = [removed[0], removed.at(-1)];
  if (first && last) {
    const before = call.args[call.args.indexOf(first) - 1];
    const together = removed.length === call.args.indexOf(last) - call.args.indexOf(first) + 1;
    if (before && together) edits.push({ start: before.end, end: last.end, text: '' });
    else for (const argument of removed) edits.push(argumentRemoved(call, argument));
  }
  edits.push(...edits.flatMap((edit) => keptComments(file, edit, above)));
  const rule = call.args.find((argument) => argument.name === 'rule');
  if (rule) edits.push({ start: rule.start, end: rule.start + 'rule'.length, text: 'path' });
  return edits;
}

/** The path with or without its slash, for `strict_slashes=False`; false when that cannot be made. */
export function slashTwin(call: Call, path: Path): string | false | undefined {
  const strict = call.args.find((argument) => argument.name === 'strict_slashes')?.value;
  if (!strict || (strict.kind === 'constant' && strict.value !== false)) return undefined;
  if (strict.kind !== 'constant' || !path.quote) return false;
  const inner = path.text.slice(0, -path.quote.length);
  return inner.endsWith('/') ? inner.slice(0, -1) + path.quote : `${inner}/${path.quote}`;
}

export function quoted(file: SourceFile, text: string): string {
  return file.quote + text + file.quote;
}

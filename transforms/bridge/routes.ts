import { fastapiPath, parseRule } from '../../src/model/rules.js';
import type { Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App, FileEdit, Need, RouteSite } from '../../src/transform.js';
import { argumentRemoved, freshName } from '../../src/transform.js';
import { type Homes, inlineRouter } from './homes.js';
import { bridgePath } from './names.js';

const VERBS = ['get', 'post', 'put', 'delete', 'patch'];

export interface BridgedSite {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/**
 * `@bp.route("/items/<int:id>", methods=["POST"])` → `@bridged.post("/items/{id:int}")`. What FastAPI has no word for
 * (other converters, defaults, computed rules) stays in Flask's: FlaskRouter has `route` and `add_url_rule` too.
 */
export function bridgedSite(site: RouteSite, app: App, homes: Homes): BridgedSite | undefined {
  const { receiver, file, call } = site;
  if (!receiver || call.func.kind !== 'attribute') return undefined;
  const router = routerAt(receiver, file, app, homes);
  const inWords = site.form === 'decorator' ? fastapiWords(file, call) : undefined;
  if (inWords) {
    return {
      edits: [{ start: receiver.start, end: call.func.end, text: `${router.text}.${inWords.verb}` }, ...inWords.edits],
      needs: router.needs,
    };
  }
  const { attr, attrStart, end } = call.func;
  const edits: FileEdit[] = [{ start: receiver.start, end: receiver.end, text: router.text }];
  if (VERBS.includes(attr)) {
    // FlaskRouter.get takes FastAPI's words; Flask's own go through route()
    const [rule] = call.args;
    edits.push({ start: attrStart, end, text: 'route' });
    if (rule) edits.push({ start: rule.end, end: rule.end, text: `, methods=[${literal(attr.toUpperCase(), file)}]` });
  }
  return { edits, needs: router.needs };
}

/** The text that names the FlaskRouter at a site, and what has to be there for it. */
function routerAt(receiver: Expr, file: SourceFile, app: App, homes: Homes): { text: string; needs: Need[] } {
  const path = bridgePath(app);
  const home = homes.of(receiver, file);
  if (!home) {
    const local = localClass(file);
    return {
      text: inlineRouter(local, file, receiver),
      needs: [{ kind: 'import', file, module: { path }, name: 'FlaskRouter', local }],
    };
  }
  const needs: Need[] = [];
  if (home.anchor) {
    const local = localClass(home.file);
    needs.push(
      { kind: 'import', file: home.file, module: { path }, name: 'FlaskRouter', local },
      {
        kind: 'lines',
        file: home.file,
        anchor: home.anchor,
        rank: 0,
        lines: [`${home.router} = ${local}(${home.target})`],
      },
    );
  }
  const sameFile = home.file === file;
  if (sameFile) return { text: home.router, needs };
  if (receiver.kind === 'attribute') {
    return { text: `${file.slice(receiver.value)}.${home.router}`, needs };
  }
  const known = importedAs(app, file, home.file, home.router);
  if (known) return { text: known, needs };
  const local = freshName(file, [home.router, `${home.target}_bridged`]);
  needs.push({ kind: 'import', file, module: { path: home.file.path }, name: home.router, local });
  return { text: local, needs };
}

/** The local name of FlaskRouter: that of an earlier run's import, or one that is free. */
function localClass(file: SourceFile): string {
  return /\bimport\b[^\n]*\bFlaskRouter\b(?!\s+as)/.test(file.text)
    ? 'FlaskRouter'
    : freshName(file, ['FlaskRouter', 'BridgedRouter']);
}

/** The name under which `file` imports `name` of `source` already. */
function importedAs(app: App, file: SourceFile, source: SourceFile, name: string): string | undefined {
  for (const bindings of app.project.scopes(file).module.bindings.values()) {
    for (const binding of bindings) {
      if (binding.node.kind !== 'imported' || binding.node.name !== name) continue;
      const ref = app.project.imported(binding, file);
      if (ref?.kind === 'variable' && ref.file === source) return binding.name;
    }
  }
  return undefined;
}

/** The edits inside the parentheses, when the whole call can be said in FastAPI's words. */
function fastapiWords(file: SourceFile, call: Call): { verb: string; edits: FileEdit[] } | undefined {
  if (call.func.kind !== 'attribute') return undefined;
  const [rule, ...rest] = call.args;
  if (!rule || rule.star || (rule.name && rule.name !== 'rule')) return undefined;
  if (rule.value.kind !== 'string' || rule.value.value === undefined || rule.value.pieces.length !== 1)
    return undefined;
  if (fastapiPath(rule.value.value) === undefined || rest.some((arg) => arg.star || !arg.name)) return undefined;
  if (rest.some((arg) => arg.name !== 'methods' && arg.name !== 'endpoint')) return undefined;
  const edits = [...pathEdits(file, rule.value)];
  if (rule.name) edits.push({ start: rule.start, end: rule.start + 'rule'.length, text: 'path' });
  const endpoint = rest.find((arg) => arg.name === 'endpoint');
  if (endpoint) edits.push({ start: endpoint.start, end: endpoint.start + 'endpoint'.length, text: 'name' });
  const methods = rest.find((arg) => arg.name === 'methods');
  if (call.func.attr !== 'route') return methods ? undefined : { verb: call.func.attr, edits };
  if (!methods) return { verb: 'get', edits };
  const only = onlyMethod(methods.value);
  if (!only) return { verb: 'api_route', edits };
  edits.push(argumentRemoved(call, methods));
  return { verb: only, edits };
}

/** `["POST"]` → `post`; undefined for several, or what is not literal. */
function onlyMethod(value: Expr): string | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'set') return undefined;
  const [only, more] = value.elements;
  if (!only || more || only.kind !== 'string' || only.value === undefined) return undefined;
  const verb = only.value.toLowerCase();
  return VERBS.includes(verb) ? verb : undefined;
}

/** `<int:id>` → `{id:int}`, each where it stands in the literal. */
function pathEdits(file: SourceFile, literalRule: Extract<Expr, { kind: 'string' }>): FileEdit[] {
  const source = file.slice(literalRule);
  const edits: FileEdit[] = [];
  let at = 0;
  for (const part of parseRule(literalRule.value as string)) {
    if (!part.variable) continue;
    const written = part.converter ? `<${part.converter}:${part.text}>` : `<${part.text}>`;
    const found = source.indexOf(written, at);
    if (found < 0) continue;
    at = found + written.length;
    const start = literalRule.start + found;
    edits.push({ start, end: start + written.length, text: fastapiPath(written) as string });
  }
  return edits;
}

function literal(text: string, file: SourceFile): string {
  return `${file.quote}${text}${file.quote}`;
}

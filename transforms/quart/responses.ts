import { isBelow, references } from '../../src/model/references.js';
import type { Attribute, Expr } from '../../src/python/ast.js';
import { boundAt } from '../../src/python/lookup.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import type { App } from '../../src/transform.js';
import { type QuartChange, said } from './change.js';
import { BODY_PARTS, RESPONSE_PARTS } from './names.js';

/** What is read of a response, where it may be one. */
export function* responses(app: App): Iterable<QuartChange> {
  const ofRequest = new Set(
    references(app).flatMap((reference) => (isBelow(reference, 'flask.request') ? [reference.node] : [])),
  );
  for (const file of app.files) {
    if (app.programs.has(file)) continue;
    for (const node of walk(file.module)) {
      if (node.kind !== 'attribute' || ofRequest.has(node)) continue;
      if (app.project.resolve(node, file)) continue;
      const isSpoken = RESPONSE_PARTS.has(node.attr) || (BODY_PARTS.has(node.attr) && mayBeResponse(app, file, node));
      if (isSpoken) yield said('response', file, node, file.slice(node));
    }
  }
}

/** Of a parameter, or of what a call of Flask or of the project's own gives: `answer.json`, not `requests.get(…).json()`. */
function mayBeResponse(app: App, file: SourceFile, node: Attribute): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind === 'call' && parent.func === node) return false;
  return isResponse(app, file, node.value);
}

function isResponse(app: App, file: SourceFile, expr: Expr, hops = 0): boolean {
  if (expr.kind === 'parenthesized' && expr.value) return isResponse(app, file, expr.value, hops);
  if (expr.kind === 'call') {
    const ref = app.project.resolve(expr.func, file);
    return ref?.kind === 'function' || (ref?.kind === 'external' && /^flask\./.test(ref.path));
  }
  if (expr.kind !== 'name' || hops > 4) return false;
  const bindings = boundAt(app.project, file, expr)?.bindings ?? [];
  return bindings.some(({ node, value }) =>
    node.kind === 'param' ? isHooked(app, file, node) : value !== undefined && isResponse(app, file, value, hops + 1),
  );
}

/** The parameter of a function that is called with the response. */
function isHooked(app: App, file: SourceFile, param: Expr | { readonly start: number; readonly end: number }): boolean {
  return app.wiring.some(({ event }) => {
    if (event?.kind !== 'hook' || !/^after_/.test(event.hook) || event.function?.kind !== 'function') return false;
    const { def, file: home } = event.function;
    return home === file && def.start <= param.start && param.end <= def.end;
  });
}

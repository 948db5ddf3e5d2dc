import type { Param } from '../../src/python/ast.js';
import {
  type App,
  type FileEdit,
  type Mode,
  type Need,
  type Path,
  type Route,
  supportName,
} from '../../src/transform.js';
import { quoted } from './registration.js';

/**
 * A rule that leaves parameters of the view to fixed values (`defaults=`, or Python's own defaults): a route of its own below
 * the view, because a client could fill them through the query otherwise.
 *
 * @param unfilled The parameters with a default that the rule has no variable for.
 */
export function fixedRoute(
  route: Route,
  app: App,
  mode: Mode,
  router: string,
  path: Path,
  unfilled: readonly Param[],
): { readonly edits: readonly FileEdit[]; readonly needs: readonly Need[] } | undefined {
  const { site, view } = route;
  const { decorator, file, call } = site;
  if (!decorator || view?.def.kind !== 'function') return undefined;
  const values = new Map<string, string>();
  const given = call.args.find((argument) => argument.name === 'defaults')?.value;
  if (given) {
    if (given.kind !== 'dict') return undefined;
    for (const { key, value } of given.entries) {
      if (key?.kind !== 'string' || key.value === undefined) return undefined;
      values.set(key.value, file.slice(value));
    }
  }
  for (const param of unfilled) {
    if (!values.has(param.name) && param.default) values.set(param.name, view.file.slice(param.default));
  }
  const known = supportName({ app, file, mode }, 'urls', 'with_defaults');
  const methods = route.registration.event.methods ?? ['GET'];
  const isGet = methods.length === 1 && methods[0] === 'GET';
  const list = isGet ? '' : `, methods=[${methods.map((method) => quoted(file, method)).join(', ')}]`;
  const fixed = [...values].map(([name, value]) => `, ${name}=${value}`).join('');
  const name = `, name=${quoted(file, route.endpoint)}`;
  const line = `${router}.add_api_route(${path.text}, ${known.text}(${view.def.name}${fixed})${list}${name}`;
  return {
    edits: [{ start: file.lineStart(decorator.start), end: file.lineEnd(decorator.end), text: '' }],
    needs: [...known.needs, { kind: 'stack', file, at: view.def, below: true, call, instead: true, opening: line }],
  };
}

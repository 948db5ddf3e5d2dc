import type { FunctionDef, Param } from '../../src/python/ast.js';
import {
  type App,
  type Mode,
  type Named,
  type Need,
  type Route,
  ruleDefaults,
  supportName,
} from '../../src/transform.js';
import { quoted } from './registration.js';

/**
 * The view with the parameters filled that its rule leaves to fixed values: by `defaults=`, or by Python's own defaults. A client
 * could fill them through the query otherwise.
 *
 * @param unfilled The parameters that the rule has no variable for.
 */
export function filledView(
  route: Route,
  app: App,
  mode: Mode,
  view: string,
  unfilled: readonly Param[],
): Named | undefined {
  const { file } = route.site;
  const place = { app, file, mode };
  const fixed = ruleDefaults(route);
  if (!fixed) return undefined;
  const needs: Need[] = [];
  let text = view;
  const wrap = (name: string, values: readonly string[]) => {
    if (values.length === 0) return;
    const known = supportName(place, 'urls', name);
    needs.push(...known.needs);
    text = `${known.text}(${text}, ${values.join(', ')})`;
  };
  const own = unfilled.filter((param) => !fixed.has(param.name));
  wrap(
    'without_parameters',
    own.map((param) => quoted(file, param.name)),
  );
  wrap(
    'with_defaults',
    [...fixed].map(([name, value]) => `${name}=${file.slice(value)}`),
  );
  return { text, needs };
}

/** Is the function under its name what the decorator registers? `@cached` above `@app.route(…)` is not part of the view. */
export function isViewByName({ site }: Route, app: App, def: FunctionDef): boolean {
  const at = site.decorator ? def.decorators.indexOf(site.decorator) : 0;
  const above = def.decorators.slice(0, Math.max(at, 0));
  return above.every((one) => app.sites.some((other) => other.decorator === one));
}

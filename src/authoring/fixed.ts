import type { Need } from '../edits/needs.js';
import type { App, Route } from '../model/app.js';
import type { Expr, FunctionDef, Param } from '../python/ast.js';
import type { Mode } from '../transform.js';
import { type Named, supportName } from './names.js';

/** The names that a rule's `defaults=` fills; undefined when they are not written out. */
export function fixedValues({ site }: Route): ReadonlyMap<string, Expr> | undefined {
  const given = site.call.args.find((argument) => argument.name === 'defaults')?.value;
  if (!given || (given.kind === 'constant' && given.value === null)) return new Map();
  if (given.kind !== 'dict') return undefined;
  const found = new Map<string, Expr>();
  for (const { key, value } of given.entries) {
    if (key?.kind !== 'string' || key.value === undefined || !/^[A-Za-z_]\w*$/.test(key.value)) return undefined;
    found.set(key.value, value);
  }
  return found;
}

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
  const fixed = fixedValues(route);
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
    own.map((param) => file.quote + param.name + file.quote),
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

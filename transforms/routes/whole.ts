import { decoratingOf } from '../../src/model/decorating.js';
import { AT_RUN_TIME } from '../../src/model/routes.js';
import type { Expr, FunctionDef, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import {
  type App,
  fixedValues,
  isViewByName,
  type Named,
  type Route,
  supportName,
  type View,
} from '../../src/transform.js';
import { type Rewritten, registeredBelow, rewrittenCall, rewrittenDecorator, type Wanted } from './registration.js';

/**
 * The registration of a view that is called as Flask called it: `@path_values_only` between route and view, or around it where
 * other code calls the view, or the rule has `defaults=`.
 *
 * @param written The view as it stands in `add_url_rule(…)`.
 */
export function wholeSite(
  route: Route,
  app: App,
  view: View,
  wanted: Wanted,
  written: Expr | undefined,
): Rewritten | undefined {
  const { site } = route;
  const { file, decorator } = site;
  const place = { app, file, mode: 'pure' } as const;
  const known = supportName(place, 'dispatch', 'path_values_only');
  const fixed = fixedValues(route);
  // a wrapper may have a name that only run time tells; without a blueprint it is the route's by itself
  const isUnknown = route.endpoint.includes(AT_RUN_TIME);
  if (!fixed || (isUnknown && route.blueprints.length > 0)) return undefined;
  const named = { ...wanted, name: isUnknown ? undefined : (wanted.name ?? nameOf(route, app, view)) };
  if (!decorator || view.def.kind !== 'function') {
    return written && withNeeds(rewrittenCall(site, named, called(file, known, file.slice(written), fixed)), known);
  }
  const { def } = view;
  if (fixed.size === 0 && isOnTop(app, def) && !isUsedElsewhere(app, def)) {
    const rewritten = rewrittenDecorator(site, named);
    const last = def.decorators.findLast((one) => app.sites.some((other) => other.decorator === one)) ?? decorator;
    const next = def.decorators[def.decorators.indexOf(last) + 1];
    const start = file.lineStart(next?.start ?? def.defStart);
    const line = { start, end: start, text: `${file.indentAt(start)}@${known.text}\n`, rank: 9 };
    return rewritten && withNeeds({ edits: [...rewritten.edits, line], needs: rewritten.needs }, known);
  }
  if (!isViewByName(route, app, def)) return undefined;
  return withNeeds(registeredBelow(site, decorator, def, named, called(file, known, def.name, fixed)), known);
}

function withNeeds(rewritten: Rewritten | undefined, { needs }: Named): Rewritten | undefined {
  return rewritten && { edits: rewritten.edits, needs: [...rewritten.needs, ...needs] };
}

/** `path_values_only(show, page=1)` */
function called(file: SourceFile, { text }: Named, view: string, fixed: ReadonlyMap<string, Expr>): string {
  const values = [...fixed].map(([name, value]) => `${name}=${file.slice(value)}`);
  return `${text}(${[view, ...values].join(', ')})`;
}

/** A wrapper that does not say what it stands for has a name of its own. */
function nameOf({ endpoint }: Route, app: App, { file, decorators }: View): string | undefined {
  const isNamed = decorators.every((one) => {
    if (app.sites.some((site) => site.decorator === one)) return true;
    const found = decoratingOf(app, file, one.expr);
    return found.kind === 'same' || (found.kind === 'wrapper' && found.hasWraps);
  });
  return isNamed ? undefined : endpoint;
}

/** Do the decorators that register stand above all others? */
function isOnTop(app: App, def: FunctionDef): boolean {
  const registers = def.decorators.map((one) => app.sites.some((site) => site.decorator === one));
  return registers.lastIndexOf(true) < registers.filter(Boolean).length;
}

const mentionsOf = new WeakMap<App, ReadonlySet<Node>>();

/** Is the view called, or handed on, by other code? */
function isUsedElsewhere(app: App, def: FunctionDef): boolean {
  let found = mentionsOf.get(app);
  if (!found) {
    const mentioned = new Set<Node>();
    for (const file of app.files) {
      for (const node of walk(file.module)) {
        if (node.kind !== 'name' && node.kind !== 'attribute') continue;
        const ref = app.project.resolve(node, file);
        if (ref?.kind === 'function') mentioned.add(ref.node);
      }
    }
    found = mentioned;
    mentionsOf.set(app, found);
  }
  return found.has(def);
}

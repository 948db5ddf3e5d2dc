import type { ClassDef, FunctionDef } from '../python/ast.js';
import type { App, Route, RouteSite } from './app.js';

/**
 * What of a pure application is written in the general form, because the nearest one of FastAPI does not fit. There a function
 * stays as it is, and gets under the names that it knows what works as it does in Flask.
 */
export interface General {
  /** Views that are called with the values of their path, by their names, and nothing else. */
  readonly views: ReadonlySet<FunctionDef | ClassDef>;
  /** Responses of functions that are no views, and of those views, are Werkzeug's. */
  readonly responses: boolean;
  /** Error handlers are found and called as Flask does. */
  readonly errors: boolean;
}

/** What an obstacle would not be in the general form of: one view, or all responses or error handlers together. */
export type GeneralPart = 'view' | 'responses' | 'errors';

export const NEAREST: General = { views: new Set(), responses: false, errors: false };

/** The application, some of it in the general form: such a view is {@link Route.whole}, and no view for any transform. */
export function inGeneralForm(app: App, general: General): App {
  const sites = new Map<RouteSite, RouteSite>();
  const routes = new Map<Route, Route>();
  for (const site of app.sites) {
    const own: Route[] = [];
    const copy: RouteSite = { ...site, routes: own };
    sites.set(site, copy);
    for (const route of site.routes) {
      const { view } = route;
      const isWhole = view !== undefined && general.views.has(view.def);
      const known: Route = { ...route, site: copy, view: isWhole ? undefined : view, ...(isWhole && { whole: view }) };
      own.push(known);
      routes.set(route, known);
    }
  }
  return {
    ...app,
    general,
    sites: app.sites.map((site) => sites.get(site) ?? site),
    routes: app.routes.map((route) => routes.get(route) ?? route),
  };
}

/** Are the responses that a function makes or gets those of Werkzeug? */
export function speaksWerkzeug(app: App, def: FunctionDef | undefined): boolean {
  return app.general?.responses === true && !(def && isOfView(app, def));
}

const ofViews = new WeakMap<App, ReadonlySet<FunctionDef | ClassDef>>();

/** Is it a function that FastAPI calls, or a method of such a class? */
function isOfView(app: App, def: FunctionDef): boolean {
  let found = ofViews.get(app);
  if (!found) {
    found = new Set(app.routes.flatMap(({ view }) => (view ? functionsInside(view.def) : [])));
    ofViews.set(app, found);
  }
  return found.has(def);
}

function functionsInside(def: FunctionDef | ClassDef): FunctionDef[] {
  if (def.kind === 'function') return [def];
  return def.body.filter((stmt): stmt is FunctionDef => stmt.kind === 'function');
}

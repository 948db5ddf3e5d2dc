import { AT_RUN_TIME } from '../../src/model/routes.js';
import { ruleVariables } from '../../src/model/rules.js';
import { type App, type Change, changesPathValues, installation, type Route } from '../../src/transform.js';

/** FastAPI documents the values of a path that are parameters of its function. Without the others the document is invalid. */
export function* untakenValues(app: App): Iterable<Change<'path-values'>> {
  const route = app.routes.find((one) => leavesOut(one, app));
  const needs = route && installation(app, 'openapi', 'document_path_values');
  if (!needs) return;
  const { endpoint, site } = route;
  yield { message: 'path-values', file: site.file, at: site.call, data: { endpoint }, needs };
}

/** A view that no signature is known of is called with whatever the path has; hooks before the view may take values out. */
function leavesOut(route: Route, app: App): boolean {
  const { rule, view, words } = route;
  if (words !== 'flask' || !(rule.includes(AT_RUN_TIME) || ruleVariables(rule).length > 0)) return false;
  return !view || changesPathValues(app, route);
}

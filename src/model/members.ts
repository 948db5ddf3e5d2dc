import type { Attribute, Expr } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import type { App } from './app.js';
import { canonical } from './flask-names.js';
import { isApplication } from './objects.js';

/** What Flask offers by two names: as an attribute of the application, and as a function or class by itself. */
const MEMBERS: Readonly<Record<string, string>> = {
  make_response: 'flask.make_response',
  response_class: 'flask.Response',
  redirect: 'flask.redirect',
  url_for: 'flask.url_for',
  // no function has that: it goes by the name of the method
  _find_error_handler: 'flask._find_error_handler',
};

const SPELLED = /\.(make_response|response_class|redirect|url_for|_find_error_handler)\b/;

/**
 * `app.make_response(…)` and `current_app.response_class(…)` are another spelling of `make_response(…)` and `Response(…)`, unless
 * the application puts something of its own there.
 */
export function nameMembers(app: App): void {
  const { scaffold, project } = app;
  // of what a class of the project's is made of nothing is known
  if (scaffold.cls?.def.bases.some(({ value }) => !project.externalPath(value, scaffold.cls?.file as SourceFile)))
    return;
  const own = new Set(app.wiring.flatMap(({ event }) => (event?.kind === 'assign' ? [event.attribute] : [])));
  for (const stmt of scaffold.cls?.def.body ?? []) {
    if (stmt.kind === 'function') own.add(stmt.name);
    if (stmt.kind === 'assign') for (const target of stmt.targets) if (target.kind === 'name') own.add(target.id);
  }
  for (const file of app.files) {
    if (!SPELLED.test(file.text)) continue;
    const found: [Attribute, string][] = [];
    for (const node of walk(file.module)) {
      const path = node.kind === 'attribute' && !own.has(node.attr) ? MEMBERS[node.attr] : undefined;
      if (path && node.kind === 'attribute' && isOfApplication(app, file, node.value)) found.push([node, path]);
    }
    for (const [node, path] of found) project.nameMember(node, path);
  }
}

function isOfApplication(app: App, file: SourceFile, object: Expr): boolean {
  return (
    canonical(app.project.externalPath(object, file) ?? '') === 'flask.current_app' || isApplication(app, file, object)
  );
}

import type { Expr } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { App, Wiring } from './app.js';
import { canonical } from './flask-names.js';
import { makerOf } from './made.js';
import { isApplication } from './objects.js';
import { references } from './references.js';

/** The class of Flask-Login that an application makes an object of. */
export const LOGIN_MANAGER = 'flask_login.LoginManager';

/** How that object is given the application. */
export const LOGIN_INSTALLED: readonly string[] = [LOGIN_MANAGER, `${LOGIN_MANAGER}().init_app`];

/** The attribute by which the application has it from then on. */
export const LOGIN_ATTRIBUTE = 'login_manager';

/** Are users loaded with Flask-Login, by whatever function of the project? */
export function hasLogin(app: App): boolean {
  return references(app).some(({ path }) => path === LOGIN_MANAGER);
}

/** Where the application is given to the object. */
export function loginItems(app: App): readonly Wiring[] {
  return app.wiring.filter(({ kind, what }) => kind === 'extension' && LOGIN_INSTALLED.includes(what));
}

/** Is it the object, by a name of the project's own, or as an attribute of the application? */
export function isLoginManager(app: App, file: SourceFile, expr: Expr): boolean {
  if (expr.kind !== 'name' && expr.kind !== 'attribute') return false;
  if (canonical(app.project.externalPath(expr, file) ?? '') === `flask.current_app.${LOGIN_ATTRIBUTE}`) return true;
  if (expr.kind === 'attribute' && expr.attr === LOGIN_ATTRIBUTE && isApplication(app, file, expr.value)) return true;
  return makerOf(app.project, file, expr) === LOGIN_MANAGER;
}

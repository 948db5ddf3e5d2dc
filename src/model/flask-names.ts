/** Flask and Werkzeug offer most names in two places; one of them is the name we know them by. */
const ALIASES: Readonly<Record<string, string>> = {
  'flask.app.Flask': 'flask.Flask',
  'flask.blueprints.Blueprint': 'flask.Blueprint',
  'flask.sansio.blueprints.Blueprint': 'flask.Blueprint',
  'flask.globals.request': 'flask.request',
  'flask.globals.g': 'flask.g',
  'flask.globals.session': 'flask.session',
  'flask.globals.current_app': 'flask.current_app',
  'flask.wrappers.Request': 'flask.Request',
  'flask.wrappers.Response': 'flask.Response',
  'flask.json.jsonify': 'flask.jsonify',
  'flask.ctx.has_request_context': 'flask.has_request_context',
  'flask.ctx.has_app_context': 'flask.has_app_context',
  'flask.ctx.after_this_request': 'flask.after_this_request',
  'flask.ctx.copy_current_request_context': 'flask.copy_current_request_context',
  'flask.templating.render_template': 'flask.render_template',
  'flask.templating.render_template_string': 'flask.render_template_string',
  'flask.templating.stream_template': 'flask.stream_template',
  'flask.exceptions.HTTPException': 'werkzeug.exceptions.HTTPException',
  'flask_wtf.form.FlaskForm': 'flask_wtf.FlaskForm',
  'flask_wtf.CSRFProtect': 'flask_wtf.csrf.CSRFProtect',
  'flask_wtf.CsrfProtect': 'flask_wtf.csrf.CSRFProtect',
  'flask_wtf.csrf.CsrfProtect': 'flask_wtf.csrf.CSRFProtect',
  'werkzeug.exceptions.abort': 'flask.abort',
  'werkzeug.abort': 'flask.abort',
  'werkzeug.utils.redirect': 'flask.redirect',
  'werkzeug.redirect': 'flask.redirect',
  'werkzeug.Response': 'werkzeug.wrappers.Response',
  'werkzeug.wrappers.response.Response': 'werkzeug.wrappers.Response',
  'werkzeug.Request': 'werkzeug.wrappers.Request',
  'fastapi.applications.FastAPI': 'fastapi.FastAPI',
  'fastapi.routing.APIRouter': 'fastapi.APIRouter',
};

/** Modules whose every name is offered by their package itself. */
const PARTS =
  /^(?:(flask)\.(?:helpers|globals|templating)|(flask_login)\.(?:config|login_manager|mixins|signals|test_client|utils))\.(?=.)/;

/** The one name of a library object: `flask.helpers.send_file` → `flask.send_file`. */
export function canonical(path: string): string {
  const call = path.endsWith('()') ? '()' : '';
  const plain = call ? path.slice(0, -2) : path;
  const alias = ALIASES[plain];
  if (alias) return alias + call;
  return path.replace(PARTS, (_, flask?: string, login?: string) => `${flask ?? login}.`);
}

/** Is this a name of Flask, Werkzeug or an extension, so that it cannot stand in a pure FastAPI application unseen? */
export function isFlaskName(path: string): boolean {
  return /^(flask|werkzeug|quart)(\.|$)/.test(path) || /^flask_\w+/.test(path) || /^flaskext(\.|$)/.test(path);
}

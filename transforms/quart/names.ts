import type { supportName } from '../../src/transform.js';

type SupportModule = Parameters<typeof supportName>[1];

/** Where Quart has what Flask has in a module. */
export const MODULES: Readonly<Record<string, string>> = {
  flask: 'quart',
  'flask.app': 'quart',
  'flask.blueprints': 'quart',
  'flask.cli': 'quart.cli',
  'flask.ctx': 'quart',
  'flask.globals': 'quart',
  'flask.helpers': 'quart',
  'flask.json': 'quart.json',
  'flask.templating': 'quart',
  'flask.typing': 'quart.typing',
  'flask.views': 'quart.views',
  'flask.wrappers': 'quart',
};

/** What is the same in Quart, and no coroutine function there. */
export const SAME: ReadonlySet<string> = new Set(
  [
    ...['Blueprint', 'Markup', 'Response', 'abort', 'after_this_request', 'current_app', 'escape', 'g'],
    ...['get_flashed_messages', 'has_app_context', 'has_request_context', 'json', 'json.dumps', 'json.jsonify'],
    ...['json.loads', 'jsonify', 'redirect', 'request', 'session', 'typing.ResponseReturnValue', 'url_for', 'views'],
    ...['cli', 'cli.with_appcontext', 'views.MethodView', 'views.View'],
  ].map((name) => `flask.${name}`),
);

/** Coroutine functions of Quart, and what does the same in the thread of a request. */
export const TWINS: Readonly<Record<string, readonly [SupportModule, string]>> = {
  'flask.render_template': ['quart_twins', 'render_template'],
  'flask.render_template_string': ['quart_twins', 'render_template_string'],
  'flask.flash': ['quart_twins', 'flash'],
  'flask.make_response': ['quart_twins', 'make_response'],
  'flask.send_file': ['quart_files', 'send_file'],
  'flask.send_from_directory': ['quart_files', 'send_from_directory'],
  'flask.current_app.open_resource': ['quart_files', 'open_resource'],
};

/** What has to be waited for: properties of Quart's request, and methods. */
export const BODY_PROPERTIES = ['data', 'files', 'form', 'json', 'values'];
export const BODY_METHODS = ['get_data', 'get_json'];

/** Is it one of the functions that run in a thread, or something of one? */
export function isTwin(path: string): boolean {
  return Object.keys(TWINS).some((known) => path === known || path.startsWith(`${known}.`));
}

/** Does it read the body? */
export function waitsFor(path: string): boolean {
  const [, object, member = ''] = path.split('.');
  return path.startsWith('flask.') && object === 'request' && [...BODY_METHODS, ...BODY_PROPERTIES].includes(member);
}

/** What a request has in both, read from the head of it. */
export const REQUEST: ReadonlySet<string> = new Set(
  `
  accept_charsets accept_encodings accept_languages accept_mimetypes access_control_request_headers
  access_control_request_method access_route args authorization base_url blueprint blueprints cache_control
  content_encoding content_length content_type cookies date endpoint full_path headers host host_url if_match
  if_modified_since if_none_match if_range if_unmodified_since is_json is_secure method mimetype mimetype_params
  origin path query_string range referrer remote_addr root_path root_url scheme script_root url url_root url_rule
  user_agent view_args
  `
    .trim()
    .split(/\s+/),
);

/** What else a request has in one of them, and what it is made of: no name for anything of an application's own. */
const OF_REQUESTS: ReadonlySet<string> = new Set(
  `
  application body body_class body_timeout close content_md5 data dict_storage_class environ files form
  form_data_parser_class from_values get_data get_json http_version input_stream is_multiprocess is_multithread
  is_run_once json json_module list_storage_class lock_class make_form_data_parser max_content_length
  max_form_memory_size max_form_parts max_forwards on_json_loading_failed parameter_storage_class pragma remote_user
  routing_exception scope send_push_promise server shallow stream trusted_hosts user_agent_class values
  want_form_data_parsed
  `
    .trim()
    .split(/\s+/),
);

/** May an application keep something under that name on its request? Both are plain objects, one for each request. */
export function isFreeOnRequest(name: string): boolean {
  return !REQUEST.has(name) && !OF_REQUESTS.has(name) && !name.startsWith('_');
}

/** What an application has in both, and may be asked for or changed. */
export const APPLICATION: ReadonlySet<string> = new Set(
  `
  add_template_filter add_template_global add_template_test add_url_rule after_request app_context_processor
  app_errorhandler app_template_filter app_template_global app_template_test app_url_defaults
  app_url_value_preprocessor after_app_request before_app_request before_request cli config context_processor
  add_app_template_filter add_app_template_global add_app_template_test debug delete endpoint errorhandler extensions
  get has_static_folder import_name instance_path jinja_env jinja_loader jinja_options logger name patch
  permanent_session_lifetime post put register_blueprint register_error_handler root_path route run secret_key
  shell_context_processor static_folder static_url_path teardown_app_request teardown_appcontext teardown_request
  template_filter template_folder template_global template_test testing url_defaults url_map url_prefix
  url_value_preprocessor
  `
    .trim()
    .split(/\s+/),
);

/** Of `app.jinja_env`: what templates rendered in a thread see as well. */
export const ENVIRONMENT = /^(add_extension|autoescape|filters|globals|lstrip_blocks|policies|tests|trim_blocks)$/;

/** Arguments of `app.run` that Quart takes, or lets pass with a warning. */
export const RUN_ARGUMENTS = /^(host|port|debug|use_reloader|threaded)$/;

/** Settings and options with which Quart matches hosts and builds addresses in another way. */
export const OPTIONS = ['host_matching', 'static_host', 'subdomain', 'subdomain_matching', 'host'];
export const SETTINGS = /\b(JSON(IFY)?_[A-Z_]+|PREFERRED_URL_SCHEME|SERVER_NAME|USE_X_SENDFILE)\b/;

/** What of Werkzeug knows nothing of WSGI. */
export const WERKZEUG =
  /^werkzeug\.(exceptions|security|datastructures|urls|http|routing|utils\.secure_filename)(\.|$)/;

/** What only a response of Flask has in this form. */
export const RESPONSE_PARTS: ReadonlySet<string> = new Set([
  ...['add_etag', 'calculate_content_length', 'call_on_close', 'direct_passthrough', 'freeze', 'get_app_iter'],
  ...['get_data', 'get_json', 'get_wsgi_headers', 'get_wsgi_response', 'implicit_sequence_conversion', 'is_sequence'],
  ...['is_streamed', 'iter_encoded', 'make_conditional', 'make_sequence'],
]);

/** The same of names that other things have, too. */
export const BODY_PARTS: ReadonlySet<string> = new Set(['data', 'json', 'response', 'stream']);

/** Every attribute of `flask.Flask`, of this version or an earlier one: what a subclass has under such a name changes Flask. */
const FLASKS = new Set(
  `
  _check_setup_finished _find_error_handler _get_exc_class_and_code _got_first_request _is_setup_finished
  _method_route _static_folder _static_url_path aborter aborter_class add_template_filter add_template_global
  add_template_test add_url_rule after_request after_request_funcs app_context app_ctx_globals_class async_to_sync
  auto_find_instance_path before_first_request before_first_request_funcs before_request before_request_funcs
  blueprints cli config config_class context_processor create_global_jinja_loader create_jinja_environment
  create_url_adapter debug debug_log_format default_config delete dispatch_request do_teardown_appcontext
  do_teardown_request endpoint ensure_sync env error_handler_spec error_handlers errorhandler extensions
  finalize_request full_dispatch_request get get_send_file_max_age got_first_request handle_exception
  handle_http_exception handle_url_build_error handle_user_exception has_static_folder import_name init_jinja_globals
  inject_url_defaults instance_path iter_blueprints jinja_env jinja_environment jinja_loader jinja_options json
  json_decoder json_encoder json_provider_class log_exception logger logger_name make_aborter make_config
  make_default_options_response make_null_session make_response make_shell_context modules name open_instance_resource
  open_resource open_session patch permanent_session_lifetime post preprocess_request preserve_context_on_exception
  process_response propagate_exceptions put raise_routing_exception redirect register_blueprint register_error_handler
  register_module request_class request_context request_globals_class response_class root_path route run save_session
  secret_key select_jinja_autoescape send_file_max_age_default send_static_file session_cookie_name session_interface
  shell_context_processor shell_context_processors should_ignore_error static_folder static_path static_url_path
  subdomain_matching teardown_appcontext teardown_appcontext_funcs teardown_request teardown_request_funcs
  template_context_processors template_filter template_folder template_global template_test templates_auto_reload
  test_cli_runner test_cli_runner_class test_client test_client_class test_request_context testing trap_http_exception
  try_trigger_before_first_request_functions update_template_context url_build_error_handlers url_default_functions
  url_defaults url_for url_map url_map_class url_rule_class url_value_preprocessor url_value_preprocessors
  use_x_sendfile view_functions wsgi_app
  `
    .trim()
    .split(/\s+/),
);

/** Every attribute of `fastapi.FastAPI`, and what the support modules keep on the object. */
const FASTAPIS = new Set(
  `
  _native_telemetry _openapi_routes_version _telemetry add_api_route add_api_websocket_route add_event_handler
  add_exception_handler add_middleware add_route add_websocket_route api_route app_request_hooks
  build_middleware_stack contact debug delete dependency_overrides description docs_url error_handlers
  exception_handler exception_handlers extra form_limits frontend generate_unique_id_function get head host
  include_router license_info mail_settings max_body_size middleware middleware_stack mount nested_blueprints on_event openapi
  openapi_external_docs openapi_schema openapi_tags openapi_url openapi_version options patch post put receives_bodies
  redoc_url request_hooks request_lifecycle root_path root_path_in_servers router routes separate_input_output_schemas
  servers setup state strict_content_type summary swagger_ui_init_oauth swagger_ui_oauth2_redirect_url
  swagger_ui_parameters teardown_functions telemetry template_parts terms_of_service title trace url_path_for
  user_middleware version webhooks websocket websocket_route
  `
    .trim()
    .split(/\s+/),
);

/** Special methods that say nothing about how the application answers. */
const HARMLESS = new Set(['__init__', '__repr__', '__str__', '__doc__', '__module__', '__annotations__']);

/** Does Flask, or Python, ask the application for something of that name? */
export function isAskedFor(name: string): boolean {
  return FLASKS.has(name) || (/^__\w+__$/.test(name) && !HARMLESS.has(name));
}

/** Would FastAPI take it for something of its own? */
export function isOfFastapi(name: string): boolean {
  return FASTAPIS.has(name);
}

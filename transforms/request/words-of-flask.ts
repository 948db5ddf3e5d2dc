/** What the request in the context knows before its body has arrived, by the same names as that of Flask. */
export const WORDS: ReadonlySet<string> = new Set(
  `accept_charsets accept_encodings accept_languages accept_mimetypes access_control_request_headers
  access_control_request_method access_route args authorization base_url blueprint blueprints cache_control content_encoding
  content_length content_md5 content_type cookies date endpoint full_path headers host host_url if_match if_modified_since
  if_none_match if_range if_unmodified_since is_json is_secure max_content_length max_form_memory_size max_form_parts
  max_forwards method mimetype mimetype_params origin path pragma query_string range referrer remote_addr root_path root_url
  scheme script_root url url_root user_agent view_args`.split(/\s+/),
);

/** What takes a form apart. */
export const FORM: ReadonlySet<string> = new Set(['form', 'files', 'values']);

/** What reads the bytes, or what they stand for. */
export const RAW: ReadonlySet<string> = new Set(['json', 'get_json', 'data', 'get_data', 'stream']);

/** What belongs to Flask or to the WSGI server, and to the class of the request in the context: no name for one's own. */
export const UNKNOWN: ReadonlySet<string> = new Set(
  `application charset close dict_storage_class encoding encoding_errors form_data_parser_class from_values input_stream
  is_multiprocess is_multithread is_run_once is_xhr json_module list_storage_class make_form_data_parser module
  on_json_loading_failed parameter_storage_class remote_user routing_exception server shallow trusted_hosts url_charset url_rule
  user_agent_class want_form_data_parsed context is_received is_too_large
  limits parsed receive submitted_form`.split(/\s+/),
);

/** What is known of a value: enough to tell that nothing done with it waits. */
export type Kind =
  | 'number'
  | 'text'
  /** Made of Python's own types through and through. */
  | 'data'
  /** A date, a UUID: immutable, each method a computation. */
  | 'moment'
  | 'response'
  /** The request object of FastAPI. */
  | 'request'
  | 'unknown';

/** Calls of libraries that compute, or ask the system for something that is always there. */
export const CALLS: Readonly<Record<string, Kind>> = {
  'flask.jsonify': 'response',
  'flask.make_response': 'response',
  'flask.redirect': 'response',
  'flask.Response': 'response',
  'flask.url_for': 'text',
  'flask.abort': 'data',
  'flask.escape': 'text',
  'flask.Markup': 'text',
  'flask.request.get_json': 'data',
  'flask.request.get_data': 'data',
  'flask.flash': 'data',
  'flask.session.get': 'data',
  'flask.session.pop': 'data',
  'flask.session.clear': 'data',
  'flask.session.setdefault': 'data',
  'flask.session.update': 'data',
  'flask.get_flashed_messages': 'data',
  'flask.json.dumps': 'text',
  'flask.json.loads': 'data',
  'fastapi.Response': 'response',
  'fastapi.responses.Response': 'response',
  'fastapi.responses.HTMLResponse': 'response',
  'fastapi.responses.JSONResponse': 'response',
  'fastapi.responses.PlainTextResponse': 'response',
  'fastapi.responses.RedirectResponse': 'response',
  'fastapi.HTTPException': 'data',
  'starlette.exceptions.HTTPException': 'data',
  'markupsafe.escape': 'text',
  'markupsafe.Markup': 'text',
  'html.escape': 'text',
  'html.unescape': 'text',
  'json.dumps': 'text',
  'json.loads': 'data',
  'copy.copy': 'data',
  'copy.deepcopy': 'data',
  'datetime.datetime': 'moment',
  'datetime.datetime.now': 'moment',
  'datetime.datetime.utcnow': 'moment',
  'datetime.datetime.today': 'moment',
  'datetime.datetime.fromisoformat': 'moment',
  'datetime.datetime.fromtimestamp': 'moment',
  'datetime.datetime.strptime': 'moment',
  'datetime.date': 'moment',
  'datetime.date.today': 'moment',
  'datetime.date.fromisoformat': 'moment',
  'datetime.time': 'moment',
  'datetime.timedelta': 'moment',
  'time.time': 'number',
  'time.monotonic': 'number',
  'time.perf_counter': 'number',
  'time.strftime': 'text',
  'uuid.uuid4': 'moment',
  'uuid.UUID': 'moment',
  'random.random': 'number',
  'random.randint': 'number',
  'random.uniform': 'number',
  'random.choice': 'data',
  'math.ceil': 'number',
  'math.floor': 'number',
  'math.sqrt': 'number',
  'math.hypot': 'number',
  'math.sin': 'number',
  'math.cos': 'number',
  'math.tan': 'number',
  'math.radians': 'number',
  'math.log': 'number',
  'math.log10': 'number',
  'math.isclose': 'number',
  'os.getpid': 'number',
  'os.getenv': 'data',
  'os.environ.get': 'data',
  'urllib.parse.quote': 'text',
  'urllib.parse.quote_plus': 'text',
  'urllib.parse.unquote': 'text',
  'urllib.parse.urlencode': 'text',
  'urllib.parse.urljoin': 'text',
};

/** Attributes of libraries. */
export const ATTRIBUTES: Readonly<Record<string, Kind>> = {
  // the cookie of the request: a session interface of the application's own keeps it in Flask
  'flask.session': 'data',
  'flask.session.permanent': 'number',
  'flask.session.modified': 'number',
  'flask.session.new': 'number',
  'flask.request.args': 'data',
  'flask.request.form': 'data',
  'flask.request.values': 'data',
  'flask.request.headers': 'data',
  'flask.request.cookies': 'data',
  'flask.request.view_args': 'data',
  'flask.request.json': 'data',
  'flask.request.data': 'data',
  'flask.request.is_json': 'number',
  'flask.request.is_secure': 'number',
  'flask.request.content_length': 'data',
  'flask.request.content_type': 'data',
  'flask.request.mimetype': 'text',
  'flask.request.method': 'text',
  'flask.request.path': 'text',
  'flask.request.full_path': 'text',
  'flask.request.url': 'text',
  'flask.request.base_url': 'text',
  'flask.request.host': 'text',
  'flask.request.host_url': 'text',
  'flask.request.url_root': 'text',
  'flask.request.scheme': 'text',
  'flask.request.remote_addr': 'data',
  'flask.request.endpoint': 'data',
  'flask.request.blueprint': 'data',
  'flask.request.referrer': 'data',
  'flask.request.query_string': 'data',
  'flask.request.user_agent.string': 'text',
  'datetime.timezone.utc': 'moment',
  'datetime.UTC': 'moment',
  'math.pi': 'number',
  'math.e': 'number',
  'math.inf': 'number',
  'os.environ': 'data',
  'string.ascii_letters': 'text',
  'string.ascii_lowercase': 'text',
  'string.ascii_uppercase': 'text',
  'string.digits': 'text',
  'sys.version': 'text',
  'sys.platform': 'text',
};

/** Attributes of FastAPI's request, for views that have been converted already. */
export const REQUEST: Readonly<Record<string, Kind>> = {
  query_params: 'data',
  path_params: 'data',
  headers: 'data',
  cookies: 'data',
  method: 'text',
};

/**
 * Calls that wait or compute for long, but do nothing to what they are given: the name says enough for a reason, and a value
 * that they have seen is what it was.
 */
export const WAITING: readonly RegExp[] = [
  /^time\.sleep$/,
  /^(requests|urllib\.request|urllib3|httpx|socket|smtplib|ftplib|http\.client)\./,
  /^(subprocess|shutil|tempfile|pathlib|glob|io)\./,
  /^os\.(system|popen|listdir|remove|unlink|rename|makedirs|mkdir|stat|scandir|walk|open|path\..*)$/,
  /^(sqlite3|psycopg2|pymysql|MySQLdb)\.connect$/,
  /^(hashlib|bcrypt|PIL|numpy|pandas)\./,
  /^(logging|flask\.current_app\.logger)\./,
  /^flask\.(render_template|render_template_string|stream_template|stream_template_string|get_template_attribute|send_file|send_from_directory)$/,
  /^werkzeug\.security\./,
  /^builtins\.(print|open|input)$/,
];

/** Built-in functions that compute what they are given; those that go through it from end to end are told apart. */
export const BUILTINS: Readonly<Record<string, Kind>> = {
  abs: 'number',
  bool: 'number',
  chr: 'text',
  divmod: 'data',
  float: 'number',
  hex: 'text',
  int: 'number',
  isinstance: 'number',
  len: 'number',
  ord: 'number',
  round: 'number',
};
export const GOING_THROUGH: Readonly<Record<string, Kind>> = {
  all: 'number',
  any: 'number',
  dict: 'data',
  enumerate: 'data',
  filter: 'data',
  list: 'data',
  map: 'data',
  max: 'data',
  min: 'data',
  next: 'data',
  repr: 'text',
  reversed: 'data',
  set: 'data',
  sorted: 'data',
  str: 'text',
  sum: 'data',
  tuple: 'data',
  zip: 'data',
};

/** Types whose construction as an exception does nothing but keep its arguments. */
export const EXCEPTIONS = new Set(
  'Exception ValueError TypeError KeyError IndexError LookupError RuntimeError PermissionError NotImplementedError ArithmeticError ZeroDivisionError AssertionError AttributeError'.split(
    ' ',
  ),
);

/** Methods of Python's own types (and of Werkzeug's dicts) that cost no more than what they are called on. */
export const METHODS: ReadonlySet<string> = new Set(
  [
    'capitalize casefold decode encode endswith isalnum isalpha isdecimal isdigit islower isnumeric isspace istitle isupper',
    'lower lstrip partition removeprefix removesuffix rpartition rsplit rstrip split splitlines startswith strip swapcase title',
    'upper get items keys values pop popitem setdefault update copy clear append extend insert add discard getlist to_dict',
    'bit_length is_integer hex',
  ]
    .join(' ')
    .split(' '),
);
export const METHODS_GOING_THROUGH: ReadonlySet<string> = new Set(
  'count difference find index intersection issubset issuperset join remove reverse rfind sort union'.split(' '),
);
export const RESPONSE_METHODS: ReadonlySet<string> = new Set(
  'set_cookie delete_cookie get_data get_json set_data set_etag'.split(' '),
);

/** The longest `range` that counts as short. */
export const SHORT = 1_000;

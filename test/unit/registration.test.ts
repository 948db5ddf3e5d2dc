import { describe, expect, test } from 'vitest';
import { buildApp } from '../../src/model/build.js';
import { Parser } from '../../src/python/parser.js';
import { Project } from '../../src/python/project.js';
import { transforms } from '../../transforms/index.js';

const parser = await Parser.create();
const externals = new Map(transforms.flatMap((transform) => Object.entries(transform.externals ?? {})));

function build(files: Record<string, string>, attribute = 'app', module = 'app') {
  const project = new Project(Object.keys(files));
  for (const [path, text] of Object.entries(files)) {
    const result = parser.parse(path, Buffer.from(text));
    if ('unread' in result) throw new Error(`${path}:${result.unread.line} ${result.unread.why}`);
    project.add(result.file);
  }
  const app = buildApp(project, { module, attribute }, { style: 'compatible', async: 'auto' }, externals);
  if (typeof app === 'string') throw new Error(app);
  return app;
}

/** `endpoint METHODS /rule`, in order. */
function routes(text: string | Record<string, string>, attribute?: string): string[] {
  const files = typeof text === 'string' ? { 'app.py': text } : text;
  return build(files, attribute).routes.map(({ endpoint, methods, rule }) => `${endpoint} ${methods.join()} ${rule}`);
}

const APP = 'from flask import Flask\nfrom flask.views import MethodView, View\napp = Flask(__name__)\n';
const BP = 'from flask import Flask, Blueprint\napp = Flask(__name__)\n';

describe('routes', () => {
  test.each([
    ['a decorator', `${APP}@app.route("/x")\ndef x(): ...`, ['x GET /x']],
    ['methods', `${APP}@app.route("/x", methods=("POST", "get"))\ndef x(): ...`, ['x GET,POST /x']],
    ['a verb', `${APP}@app.post("/x")\ndef x(): ...`, ['x POST /x']],
    ['stacked', `${APP}@app.route("/a")\n@app.route("/b")\ndef x(): ...`, ['x GET /b', 'x GET /a']],
    ['endpoint', `${APP}@app.route("/x", endpoint="y")\ndef x(): ...`, ['y GET /x']],
    ['a function', `${APP}def x(): ...\napp.add_url_rule("/x", view_func=x, methods=["PUT"])`, ['x PUT /x']],
    ['a function by position', `${APP}def x(): ...\napp.add_url_rule("/x", "y", x)`, ['y GET /x']],
    [
      'a MethodView',
      `${APP}class X(MethodView):\n  def get(self): ...\n  def post(self): ...\napp.add_url_rule("/x", view_func=X.as_view("x"))`,
      ['x GET,POST /x'],
    ],
    [
      'an inherited MethodView',
      `${APP}class B(MethodView):\n  def get(self): ...\nclass X(B):\n  def delete(self): ...\napp.add_url_rule("/x", view_func=X.as_view("x"))`,
      ['x DELETE,GET /x'],
    ],
    [
      'a View',
      `${APP}class X(View):\n  methods = ["POST"]\n  def dispatch_request(self): ...\napp.add_url_rule("/x", view_func=X.as_view("x"))`,
      ['x POST /x'],
    ],
    ['a call of the decorator', `${APP}def x(): ...\napp.route("/x")(x)`, ['x GET /x']],
    [
      'a loop over literals',
      `${APP}def a(): ...\ndef b(): ...\nfor path, view in [("/a", a), ("/b", b)]:\n  app.add_url_rule(path, view_func=view)`,
      ['a GET /a', 'b GET /b'],
    ],
    [
      'a dict of views',
      `${APP}def a(): ...\nviews = {"/a": a}\nfor path, view in views.items():\n  app.add_url_rule(path, path.strip("/"), view)`,
      ['a GET /a'],
    ],
    [
      'a computed path',
      `${APP}P = "/api"\n@app.route(P + "/x")\ndef x(): ...\n@app.route(f"{P}/y/%s" % "z")\ndef y(): ...`,
      ['x GET /api/x', 'y GET /api/y/z'],
    ],
    ['a path of unknown parts', `${APP}import os\n@app.route(os.environ["P"])\ndef x(): ...`, ['x GET …']],
    [
      'an own decorator that registers',
      `${APP}def api(path):\n  def decorate(f):\n    app.add_url_rule("/api" + path, view_func=f)\n    return f\n  return decorate\n@api("/x")\ndef x(): ...`,
      ['x GET /api/x'],
    ],
    [
      'a name made from the function',
      `${APP}from functools import wraps\ndef api(f):\n  method, _, name = f.__name__.partition("_")\n  @app.route("/" + name, methods=[method])\n  @wraps(f)\n  def wrapper(): ...\n  return f\n@api\ndef post_x(): ...`,
      ['post_x POST /x'],
    ],
    ['a bare decorator', `${APP}route = app.route\n@route("/x")\ndef x(): ...`, ['x GET /x']],
    [
      'a wrapped view',
      `${APP}import functools\ndef login(f):\n  @functools.wraps(f)\n  def inner(*a): return f(*a)\n  return inner\n@app.route("/x")\n@login\ndef x(): ...`,
      ['x GET /x'],
    ],
    [
      'a wrapper without wraps',
      `${APP}def login(f):\n  def inner(*a): return f(*a)\n  return inner\n@app.route("/x")\n@login\ndef x(): ...`,
      ['inner GET /x'],
    ],
    [
      'a library decorator',
      `${APP}from flask_login import login_required\n@app.route("/x")\n@login_required\ndef x(): ...`,
      ['x GET /x'],
    ],
    [
      'a known condition',
      `${APP}DEBUG = False\nif DEBUG:\n  @app.route("/x")\n  def x(): ...\nelse:\n  @app.route("/y")\n  def y(): ...`,
      ['y GET /y'],
    ],
    [
      'an unknown condition',
      `${APP}import os\nif os.environ.get("D"):\n  @app.route("/x")\n  def x(): ...`,
      ['x GET /x'],
    ],
    [
      'a method of the application',
      `from flask import Flask\nclass A(Flask):\n  def __init__(self):\n    super().__init__(__name__)\n    self.add_url_rule("/x", "x", self.x)\n  def x(self): ...\napp = A()`,
      ['x GET /x'],
    ],
  ])('%s', (_, text, expected) => expect(routes(text)).toEqual(expected));

  test('a factory, and functions that it hands the application to', () => {
    const files = {
      'app.py': `from flask import Flask\ndef register(app):\n  @app.route("/x")\n  def x(): ...\ndef create_app(config=None):\n  app = Flask(__name__)\n  if config is None:\n    return app\n  register(app)\n  return app`,
    };
    expect(routes(files, 'create_app')).toEqual(['x GET /x']);
  });

  test('views of another module, imported in a circle at the end', () => {
    const files = {
      'app.py': 'from flask import Flask\napp = Flask(__name__)\nimport views',
      'views.py': 'from app import app\n@app.route("/x")\ndef x(): ...',
    };
    expect(routes(files)).toEqual(['x GET /x']);
  });
});

describe('blueprints', () => {
  test.each([
    [
      'a prefix of its own',
      `${BP}bp = Blueprint("b", __name__, url_prefix="/b")\n@bp.route("/x")\ndef x(): ...\napp.register_blueprint(bp)`,
      ['b.x GET /b/x'],
    ],
    [
      'a prefix at registration',
      `${BP}bp = Blueprint("b", __name__, url_prefix="/b")\n@bp.route("/x")\ndef x(): ...\napp.register_blueprint(bp, url_prefix="/c/")`,
      ['b.x GET /c/x'],
    ],
    [
      'an empty rule',
      `${BP}bp = Blueprint("b", __name__, url_prefix="/b")\n@bp.route("")\ndef x(): ...\napp.register_blueprint(bp)`,
      ['b.x GET /b'],
    ],
    [
      'nested',
      `${BP}a = Blueprint("a", __name__, url_prefix="/a")\nb = Blueprint("b", __name__, url_prefix="/b")\n@b.route("/x")\ndef x(): ...\na.register_blueprint(b)\napp.register_blueprint(a)`,
      ['a.b.x GET /a/b/x'],
    ],
    [
      'twice',
      `${BP}bp = Blueprint("b", __name__)\n@bp.route("/x")\ndef x(): ...\napp.register_blueprint(bp, url_prefix="/1")\napp.register_blueprint(bp, url_prefix="/2", name="c")`,
      ['b.x GET /1/x', 'c.x GET /2/x'],
    ],
    [
      'made in a function',
      `${BP}def make(name):\n  bp = Blueprint(name, __name__, url_prefix="/" + name)\n  @bp.route("/x")\n  def x(): ...\n  return bp\napp.register_blueprint(make("m"))`,
      ['m.x GET /m/x'],
    ],
    [
      'a copy',
      `${BP}import copy\nbp = Blueprint("b", __name__)\n@bp.route("/x")\ndef x(): ...\napp.register_blueprint(copy.deepcopy(bp), url_prefix="/c")`,
      ['b.x GET /c/x'],
    ],
    [
      'in a loop',
      `${BP}a = Blueprint("a", __name__)\nb = Blueprint("b", __name__)\n@a.route("/a")\ndef x(): ...\n@b.route("/b")\ndef y(): ...\nfor bp in (a, b):\n  app.register_blueprint(bp)`,
      ['a.x GET /a', 'b.y GET /b'],
    ],
    [
      'a prefix made at run time',
      `${BP}import os\nbp = Blueprint("b", __name__, url_prefix=os.environ["P"])\n@bp.route("/x")\ndef x(): ...\napp.register_blueprint(bp)`,
      ['b.x GET …/x'],
    ],
    ['not registered', `${BP}bp = Blueprint("b", __name__)\n@bp.route("/x")\ndef x(): ...`, []],
  ])('%s', (_, text, expected) => expect(routes(text)).toEqual(expected));
});

describe('wiring', () => {
  test('hooks, handlers, extensions, configuration, commands and settings are listed', () => {
    const text = `${BP}from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix
bp = Blueprint("b", __name__)
CORS(app)
app.config.from_object("settings")
app.config["X"] = 1
app.secret_key = "s"
app.wsgi_app = ProxyFix(app.wsgi_app)
@app.before_request
def load(): ...
@bp.before_app_request
def count(): ...
@app.errorhandler(404)
def lost(e): ...
app.register_error_handler(KeyError, lost)
@app.template_filter("up")
def up(s): ...
@app.context_processor
def inject(): ...
@app.cli.command("seed")
def seed(): ...
app.json.sort_keys = False
app.jinja_env.filters["d"] = up
app.register_blueprint(bp)
if __name__ == "__main__":
  app.run()
`;
    const wiring = build({ 'app.py': text }).wiring.map(({ kind, what }) => `${kind} ${what}`);
    expect(wiring.sort()).toMatchInlineSnapshot(`
      [
        "cli cli.command seed",
        "config config.from_object",
        "config config[X]",
        "config secret_key",
        "error-handler errorhandler(404) lost",
        "error-handler errorhandler(KeyError) lost",
        "extension flask_cors.CORS",
        "hook before_app_request count",
        "hook before_request load",
        "middleware wsgi_app",
        "setting json.sort_keys",
        "template context_processor inject",
        "template jinja_env.filters[d]",
        "template template_filter up",
      ]
    `);
  });
});

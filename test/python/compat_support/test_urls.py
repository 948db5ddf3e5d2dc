"""url_for() and redirect()."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import pytest
from exchange import Call, ask_fastapi, call, get, same
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from pairs import Pair, outcome
from starlette.staticfiles import StaticFiles
from support import flask_compat
from support.urls import redirect, url_for, with_defaults
from werkzeug.routing import BuildError

# each takes `u`: Flask's url_for, or ours with its request bound
URLS: dict[str, Callable[[Any], Any]] = {
    "values": lambda u: u("item", id=5, name="a b/c?é"),
    "quoting": lambda u: u("item", id=5, name="a:@!$&'()*+,;=%25[]{}|\"<>\\^`~"),
    "query": lambda u: u("item", id=5, name="x", q="1 2&3", n=None, l=[1, 2], e="é/:@", b=1, a=2),
    "query order": lambda u: u("names", z=1, a=2, m=""),
    "query bool": lambda u: u("names", t=True, f=1.5, e=[], x=(1, 2)),
    "text for a number": lambda u: u("item", id="5", name="x"),
    "not a number": lambda u: u("item", id="x", name="x"),
    "path": lambda u: u("deep", p="a/b c.txt"),
    "empty path": lambda u: u("deep", p=""),
    "blueprint": lambda u: u("bp.index"),
    "nested": lambda u: u("bp.inner.leaf"),
    "relative": lambda u: u(".index"),
    "external": lambda u: u("names", _external=True),
    "external query": lambda u: u("item", id=1, name="é", q=1, _external=True),
    "scheme": lambda u: u("names", _external=True, _scheme="https"),
    "only scheme": lambda u: u("names", _scheme="ftp"),
    "scheme, not external": lambda u: u("names", _scheme="https", _external=False),
    "no scheme": lambda u: u("names", _external=True, _scheme=""),
    "not external": lambda u: u("names", _external=False),
    "anchor": lambda u: u("names", _anchor="sec 1/é"),
    "anchor and query": lambda u: u("names", _anchor="x", q=1),
    "empty anchor": lambda u: u("names", _anchor=""),
    "static": lambda u: u("static", filename="css/a b.css"),
    "static query": lambda u: u("static", filename="a.css", v="1"),
    "blueprint static": lambda u: u("bp.static", filename="a.css"),
    "unknown": lambda u: u("nope"),
    "missing value": lambda u: u("item", id=5),
    "None value": lambda u: u("item", id=5, name=None),
    "several rules": lambda u: (u("many"), u("many", a=1), u("many", a=1, b=2), u("many", b=2)),
    "defaults": lambda u: (u("page"), u("page", page=1), u("page", page=2)),
    "method": lambda u: (u("split", _method="GET"), u("split", _method="POST"), u("split")),
    "float": lambda u: u("number", x=1.5),
    "uuid": lambda u: u("number", x=2),
    "named like an argument": lambda u: u("names", request=1, self=3),
}
FLASK_RULES: list[tuple[str, str, dict[str, Any]]] = [
    ("/item/<int:id>/<name>", "item", {}),
    ("/f/<path:p>", "deep", {}),
    ("/many/<a>/<b>", "many", {}),
    ("/many/<a>", "many", {}),
    ("/many", "many", {}),
    ("/page/<int:page>", "page", {}),
    ("/page/", "page", {"defaults": {"page": 1}}),
    ("/number/<float:x>", "number", {}),
    ("/split/get", "split", {"methods": ["GET"]}),
    ("/split/post", "split", {"methods": ["POST"]}),
]


def pair() -> Pair:
    apps = Pair()
    here = str(Path(__file__).parent)
    apps.flask = flask.Flask(__name__, static_folder=here, static_url_path="/static")
    bp = flask.Blueprint("bp", __name__, url_prefix="/bp", static_folder=here, static_url_path="/s")
    inner = flask.Blueprint("inner", __name__, url_prefix="/inner")
    for rule, name, options in FLASK_RULES:
        apps.flask.add_url_rule(rule, name, **options)
        apps.flask.view_functions[name] = lambda **values: ""
        _add(apps.router, rule, name, options)

    def names() -> Any:
        return {name: outcome(build, flask.url_for) for name, build in URLS.items()}

    def names_too(request: Request) -> Any:
        def bound(endpoint: str, **values: Any) -> str:
            return url_for(request, endpoint, **values)

        return {name: outcome(build, bound) for name, build in URLS.items()}

    both = ["GET", "POST"]
    for target, prefix, path, name in [
        (apps.flask, "", "/names", "names"),
        (bp, "bp.", "/", "index"),
        (bp, "bp.", "/rel", "rel"),
        (inner, "bp.inner.", "/leaf", "leaf"),
        (inner, "bp.inner.", "/index", "index"),
    ]:
        target.add_url_rule(path, name, names, methods=both)
        where = {"": "", "bp.": "/bp", "bp.inner.": "/bp/inner"}[prefix]
        apps.router.add_api_route(where + path, names_too, name=prefix + name, methods=both)
    bp.register_blueprint(inner)
    apps.flask.register_blueprint(bp)
    return apps


def _add(router: APIRouter, rule: str, name: str, options: dict[str, Any]) -> None:
    path = rule.replace("<int:", "<").replace("<path:", "<").replace("<float:", "<")
    path = path.replace("<id>", "{id:int}").replace("<p>", "{p:path}").replace("<x>", "{x:float}")
    path = path.replace("<page>", "{page:int}").replace("<", "{").replace(">", "}")

    def view() -> str:
        return ""

    if "defaults" in options:
        view = with_defaults(view, **options["defaults"])
    router.add_api_route(path, view, name=name, methods=options.get("methods", ["GET"]))


APPS = pair()


def fastapi() -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent), name="static")
    app.mount("/bp/s", StaticFiles(directory=Path(__file__).parent), name="bp.static")
    app.include_router(APPS.router)
    return app


@pytest.mark.parametrize(
    "asked",
    [
        get("/names"),
        get("/bp/"),
        get("/bp/rel"),
        get("/bp/inner/leaf"),
        call("POST", "/bp/rel"),
        get("/names", host="h.org:8080"),
        call("GET", "/names", {"host": "h.org:443"}, scheme="https"),
        call("GET", "/bp/rel", root="/sub é"),
    ],
    ids=str,
)
def test_url_for(asked: Call) -> None:
    app = fastapi()
    flask_compat.install(app)
    same(APPS.flask, app, asked)
    same(APPS.flask, fastapi(), asked)  # the same without: it is the application's own


def test_defaults_redirect_to_the_shorter_url() -> None:
    app = fastapi()
    flask_compat.install(app)
    same(APPS.flask, app, get("/page/1?x=1"), call("HEAD", "/page/1"))


def test_error_names_the_route_that_may_be_meant() -> None:
    app = FastAPI()
    app.add_api_route("/", lambda: "", name="shop.index")

    @app.get("/bad")
    def bad(request: Request) -> str:
        return url_for(request, "shop.indx")

    with pytest.raises(BuildError, match="Did you mean 'shop.index'"):
        ask_fastapi(app, get("/bad"), reraise=True)


def test_where_there_is_no_route() -> None:
    """In an error page: relative names are those of the application."""
    app = FastAPI()
    app.add_api_route("/here", lambda: "", name="here")
    app.mount("/static", StaticFiles(directory=Path(__file__).parent), name="static")

    @app.exception_handler(404)
    def lost(request: Request, error: Exception) -> HTMLResponse:
        return HTMLResponse(url_for(request, ".here"), 404)

    for path in ("/nope", "/static/nope"):
        assert ask_fastapi(app, call("GET", path, root="/sub")).body == b"/sub/here"


LOCATIONS = ["/target?x=1&y=2", "https://ex.org/é b#f", "rel/x", "/a%20b?q=%C3%A9", "", "//h/x"]
LOCATIONS += ["/<b>&'\"{}|\\^`[]", "https://münchen.de/ü?é=1#ö", "/a b", "?q=1", "/日本"]


def test_redirect() -> None:
    apps = Pair()

    @apps.flask.route("/<int:n>/<int:code>", methods=["GET", "POST"])
    def view(n: int, code: int) -> Any:
        return flask.redirect(LOCATIONS[n], code) if code else flask.redirect(LOCATIONS[n])

    @apps.router.api_route("/{n:int}/{code:int}", methods=["GET", "POST"])
    def view_too(n: int, code: int) -> Any:
        return redirect(LOCATIONS[n], code) if code else redirect(LOCATIONS[n])

    app = apps.fastapi
    calls = [get(f"/{n}/{code}") for n in range(len(LOCATIONS)) for code in (0, 301, 303, 307, 308)]
    same(apps.flask, app, *calls, call("POST", "/0/0"), call("HEAD", "/1/0"))

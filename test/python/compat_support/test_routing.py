"""Which route answers, and what is said when none does."""

import asyncio
import random
import re
from collections.abc import Iterable
from typing import Annotated, Any

import flask
import pytest
from exchange import Call, ask_fastapi, call, get, same
from fastapi import (
    APIRouter,
    Depends,
    FastAPI,
    HTTPException,
    Query,
    Request,
    Response,
    WebSocket,
)
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from support import flask_compat

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")


def to_fastapi(rule: str) -> str:
    return re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda m: f"{{{m[2]}:{m[1]}}}" if m[1] else f"{{{m[2]}}}", rule
    )


def build(rules: Iterable[tuple[str, list[str]]]) -> tuple[flask.Flask, FastAPI]:
    """An app each; every route says its number and its arguments."""
    flask_app, app = flask.Flask(__name__, static_folder=None), FastAPI(openapi_url=None)
    routers = [APIRouter(), app.router, APIRouter()]
    app.include_router(routers[0])
    # of equal rules the first wins, so Flask gets them as the three routers have them
    for n, (rule, methods) in sorted(enumerate(rules), key=lambda item: item[0] % 3):
        flask_app.add_url_rule(rule, f"r{n}", _flask_view(n), methods=methods)
        routers[n % 3].add_api_route(
            to_fastapi(rule), _fastapi_view(n), methods=methods, response_class=HTMLResponse
        )
    app.include_router(routers[2])
    flask_compat.install(app)
    return flask_app, app


def _flask_view(n: int) -> Any:
    def view(**values: Any) -> str:
        return f"{n} {sorted(values.items())!r} {flask.request.method}"

    return view


def _fastapi_view(n: int) -> Any:
    async def view(request: Request) -> str:
        return f"{n} {sorted(request.path_params.items())!r} {request.method}"

    return view


GET = ["GET"]
RULES = [
    ("/users/<name>", GET),
    ("/users/<int:id>", GET),
    ("/users/me", GET),
    ("/users/me", ["POST", "PUT"]),
    ("/users/", GET),
    ("/items", GET),
    ("/f/<path:p>", GET),
    ("/f/a", GET),
    ("/z/<x>/<y>", GET),
    ("/z/<x>/edit", GET),
    ("/float/<float:x>", GET),
    ("/uuid/<uuid:u>", GET),
    ("/post/", ["POST"]),
    ("/both", GET),
    ("/both/", GET),
    ("/r/<name>.<ext>", GET),
    ("/v<int:n>/x", GET),
    ("/slash/<x>", GET),
    ("/slash/a/", GET),
    ("/", GET),
    ("/deep/<int:a>/<path:rest>/end", GET),
    ("/n/<name>", GET),
    ("/<path:anything>/tail", GET),
    ("/only/options", ["OPTIONS"]),
    ("/own/options", ["GET", "OPTIONS"]),
    ("/own/head", ["HEAD"]),
]
APPS = build(RULES)
UUID = "12345678-1234-5678-1234-567812345678"
PATHS = [
    "/", "//", "/users", "/users/", "/users//", "/users/me", "/users/me/", "/users/7",
    "/users/bob", "/users?a=1&b=%20x", "/users?q=%C3%A9", "/users?q=é", "/items", "/items/",
    "//items", "///items", "/f/a", "/f/x/y", "/f/", "/f", "/f//a", "/f/a/", "/f/a%2Fb",
    "/f/a%20b", "/f/%C3%A9", "/f/../x", "/f/a//b", "/z/1/edit", "/z/q/e", "/float/1.5",
    "/float/1", "/float/-1.5", "/float/1e5", "/float/nan", "/float/1.50", f"/uuid/{UUID}",
    f"/uuid/{UUID.replace('-', '')}", f"/uuid/{UUID.upper()}", "/uuid/x", "/post", "/post/",
    "/both", "/both/", "/r/a.b.c", "/r/a", "/v2/x", "/vx/x", "/slash/a", "/slash/b", "/slash/a/",
    "/users/05", "/users/-5", "/users/+5", "/users/5.0", "/users/%205", "/users/5_0",
    "/users/%D9%A3", "/users/99999999999999999999999", "/deep/1/x/y/end", "/deep/x/y/end",
    "/n/a%2Fb", "/n/", "/n/a.b", "/n/a%20b+c", "/n/%FF", "/n/a;b=c", "/n/a%3Fb", "/n/%25",
    "/n/%2525", "/a/b/tail", "/tail", "/nope", "/docs", "/openapi.json", "/only/options",
    "/own/options", "/own/head", "/users%2Fme", "/%75sers/me", "/users/me?x=/", "/Users/me",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_paths(path: str) -> None:
    answers = same(*APPS, *(call(method, path) for method in METHODS))
    assert not answers[1].body


def test_head_has_no_body() -> None:
    got = ask_fastapi(APPS[1], call("HEAD", "/users/me"))
    assert (got.status, got.body, got.header("content-length")) == (200, b"", "9")


@pytest.mark.parametrize(
    "asked",
    [
        call("GET", "/users?a=1", scheme="https"),
        call("GET", "/users", {"host": "example.org:8080"}),
        call("GET", "/users", {"host": "example.org:80"}),
        call("GET", "/users", {"host": "bad host"}),
        call("GET", "/users", {"host": "a..b"}),
        call("GET", "/users", root="/sub"),
        call("GET", "/users/me", root="/sub"),
        call("GET", "/nope", root="/sub"),
        call("POST", "/post", json={"a": 1}),
    ],
    ids=str,
)
def test_hosts_and_roots(asked: Call) -> None:
    same(*APPS, asked)


def test_precedence_of_random_rules() -> None:
    """Whatever the order of definition, and however the routes are spread over routers."""
    chance = random.Random(4)
    segments = ["a", "b", "<x>", "<int:x>", "<path:x>", "a<x>", "<x>b", "<float:x>", "c.<x>", ""]
    values = ["a", "b", "5", "1.5", "ab", "c.d", "", "zz"]
    for _ in range(30):
        rules = {}
        for _ in range(14):
            parts = [chance.choice(segments) for _ in range(chance.randint(1, 3))]
            named = [part.replace("x>", f"x{n}>") for n, part in enumerate(parts)]
            rule = re.sub("/+", "/", "/" + "/".join(named))
            rules[rule] = chance.choice([["GET"], ["POST"], ["GET", "POST"]])
        apps = build(rules.items())
        paths = {"/" + "/".join(chance.choices(values, k=chance.randint(1, 3))) for _ in range(25)}
        same(*apps, *(call(chance.choice(["GET", "POST"]), path) for path in sorted(paths)))


def test_strict_slashes_false_is_two_decorators() -> None:
    flask_app, app = flask.Flask(__name__), FastAPI(default_response_class=HTMLResponse)

    @flask_app.route("/a", strict_slashes=False)
    @flask_app.route("/b/", strict_slashes=False)
    def view() -> str:
        return "x"

    @app.get("/a/", include_in_schema=False)
    @app.get("/a")
    @app.get("/b", include_in_schema=False)
    @app.get("/b/")
    def view_too() -> str:
        return "x"

    flask_compat.install(app)
    paths = ("/a", "/a/", "/b", "/b/", "/a//", "//a", "/b//", "/c")
    same(flask_app, app, *(call(m, path) for path in paths for m in METHODS))


def test_strict_slashes_false_for_all() -> None:
    flask_app, app = flask.Flask(__name__), FastAPI(default_response_class=HTMLResponse)
    flask_app.url_map.strict_slashes = False
    for path in ("/a", "/b/", "/c/{x}"):
        flask_app.add_url_rule(path.replace("{x}", "<x>"), path, lambda x="": "x", methods=["GET"])
        app.add_api_route(path, lambda: "x")
    flask_compat.install(app, strict_slashes=False)
    paths = ("/a", "/a/", "/b", "/b/", "/a//", "/b//", "/c", "/c/1", "/c/1/", "/c//1")
    same(flask_app, app, *(call(m, path) for path in paths for m in METHODS))


def test_first_of_repeated_values() -> None:
    flask_app, app = flask.Flask(__name__), FastAPI()

    @flask_app.get("/")
    def view() -> Any:
        args = flask.request.args
        return {"q": args.get("q", ""), "n": args.get("n", 0, int), "t": args.getlist("t")}

    async def dependency(n: int = 0) -> int:
        return n

    @app.get("/")
    async def view_too(
        n: Annotated[int, Depends(dependency)],
        q: str = "",
        t: Annotated[list[str], Query()] = [],  # noqa: B006
    ) -> Any:
        return {"q": q, "n": n, "t": t}

    flask_compat.install(app)
    for query in (
        "?q=1&q=2",
        "?q=&q=1&n=1&n=2",
        "?t=1&t=2&q=a&t=3",
        "?%71=1&q=2",
        "?q=a%26q=b&q=c",
    ):
        same(flask_app, app, get("/" + query))


def test_options_asks_routers_but_not_views_who_is_there() -> None:
    """A before_request function is a dependency of a router; login_required one of a view."""
    flask_app, app = flask.Flask(__name__), FastAPI()
    guarded, open_ = flask.Blueprint("guarded", __name__), flask.Blueprint("open", __name__)

    @guarded.before_request
    def before() -> Any:
        if flask.request.args.get("key") != "1":
            flask.abort(401)

    @guarded.get("/guarded/<int:n>")
    def one(n: int) -> Any:
        return {"n": n}

    @open_.get("/open")
    def two() -> Any:
        return flask.abort(401)

    flask_app.register_blueprint(guarded)
    flask_app.register_blueprint(open_)

    def key(key: str = "") -> None:
        if key != "1":
            raise HTTPException(401)

    def login() -> None:
        raise HTTPException(401)

    router = APIRouter(dependencies=[Depends(key)])

    @router.get("/guarded/{n:int}")
    def one_too(n: int) -> Any:
        return {"n": n}

    @app.get("/open", dependencies=[Depends(login)])
    def two_too() -> Any:
        return {}

    outer = APIRouter()
    outer.include_router(router)
    app.include_router(outer)
    app.include_router(open_router(), dependencies=[Depends(key)])
    flask_compat.install(app)
    targets = ("/guarded/1", "/guarded/1?key=1", "/open")
    answers = same(
        flask_app, app, *(call(m, t) for t in targets for m in ("GET", "OPTIONS", "POST"))
    )
    assert [answer.status for answer in answers] == [401, 401, 405, 200, 200, 405, 401, 200, 405]
    assert ask_fastapi(app, call("OPTIONS", "/other")).status == 401


def open_router() -> APIRouter:
    router = APIRouter()
    router.add_api_route("/other", lambda: {})
    return router


def test_what_is_not_flasks_is_left_alone() -> None:
    app, inner, host = FastAPI(), FastAPI(), FastAPI()

    @inner.get("/item/")
    def item() -> Any:
        return {"b": 1, "a": 2}

    @inner.get("/empty")
    def empty() -> Response:
        return Response(status_code=204)

    @inner.get("/path/{anything:path}")
    def path(anything: str) -> Any:
        return anything

    @app.get("/{anything:path}")
    def anything(anything: str) -> Any:
        return {"anything": anything}

    @app.websocket("/ws/{name}")
    async def socket(websocket: WebSocket, name: str) -> None:
        await websocket.accept()
        await websocket.send_text(name)
        await websocket.close()

    async def plain(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.url_for("item", n=5).path)

    @app.get("/item/{n:int}", name="item")
    def numbered(n: int) -> Any:
        return {}

    host.add_api_route("/x", lambda: {"host": "api"})
    app.router.routes.append(Route("/plain", plain))
    app.mount("/inner", inner)
    app.host("api.example.org", host)
    flask_compat.install(app)
    inside = ask_fastapi(app, get("/inner/item/"))
    assert (inside.status, inside.body) == (200, b'{"b":1,"a":2}')
    assert ask_fastapi(app, get("/inner/item")).status == 307
    assert ask_fastapi(app, get("/inner/nope")).body == b'{"detail":"Not Found"}'
    assert ask_fastapi(app, get("/inner/empty")).headers == []
    assert ask_fastapi(app, get("/inner/path/a//b")).body == b'"a//b"'
    assert ask_fastapi(app, get("/inner")).header("location") == "http://testserver/inner/"
    assert ask_fastapi(app, get("/plain")).body == b"/item/5"
    assert ask_fastapi(app, get("/x", host="api.example.org")).body == b'{"host":"api"}'
    assert ask_fastapi(app, get("/docs")).status == 200
    assert asyncio.run(talk(app, "/ws/bob")) == "bob"


async def talk(app: FastAPI, path: str) -> str:
    said: list[str] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        said.append(message.get("text", ""))

    scope = {"type": "websocket", "path": path, "headers": [], "query_string": b"", "state": {}}
    await app({**scope, "scheme": "ws", "root_path": "", "subprotocols": []}, receive, send)
    return "".join(said)

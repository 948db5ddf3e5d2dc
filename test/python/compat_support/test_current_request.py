"""`request` of the context in functions that are no views: the body, in any order of reads."""

import asyncio
import itertools
import random
from typing import Any

import flask
import httpx
import pytest
from exchange import Call, ask_fastapi, call, get, same
from fastapi import FastAPI, Request
from pairs import METHODS, outcome
from support import context, flask_compat, hooks
from support.current_request import receive_bodies
from support.middleware import install_context
from support.request_data import FormArgs, JsonBody, RequestBody
from support.responses import ViewRoute
from test_body import CALLS as BODIES

FORM = {"content-type": "application/x-www-form-urlencoded"}
CALLS = {
    **BODIES,
    "fields": call("POST", "/?a=9", data={"a": ["1", "2"], "b": ""}),
    "fields of a GET": call("GET", "/?a=9", data={"a": "1", "b": "2"}),
    "fields and files": call("PUT", "/", data={"a": "1"}, files={"f": ("n.txt", b"text")}),
    "a large file": call("POST", "/", data={"a": "1"}, files={"f": ("n", b"x" * 700_000)}),
    "many bytes of form": call("POST", "/", content=b"a=" + b"x" * 700_000, headers=FORM),
    "no boundary": call("POST", "/", content=b"x", headers={"content-type": "multipart/form-data"}),
}


def files(request: Any) -> Any:
    return [(name, file.filename, len(file.read())) for name, file in request.files.items()]


READS = [
    lambda r: r.form.to_dict(flat=False),
    lambda r: r.form["a"],
    lambda r: r.values.get("a"),
    lambda r: r.values["nope"],
    files,
    lambda r: r.files["f"].filename,
    lambda r: len(r.data),
    lambda r: len(r.get_data()),
    lambda r: len(r.get_data(cache=False)),
    lambda r: len(r.get_data(parse_form_data=True)),
    lambda r: r.get_data(as_text=True)[:50],
    lambda r: r.get_json(silent=True),
    lambda r: r.get_json(force=True),
    lambda r: r.get_json(cache=False),
    lambda r: r.json,
    lambda r: r.is_json,
    lambda r: len(r.stream.read()),
    lambda r: r.stream.readline()[:50],
    lambda r: len(r.environ["wsgi.input"].read()) > 0,
    lambda r: r.environ.get("CONTENT_TYPE", "").partition(";")[0],
]

SERVERS_STREAM = len(READS) - 2  # wsgi.input


def orders() -> list[tuple[int, ...]]:
    chosen = random.Random(3)
    every = [*range(len(READS))]
    pairs = chosen.sample([*itertools.product(every, repeat=2)], 60)
    return [*((n,) for n in every), *pairs, *(tuple(chosen.sample(every, 4)) for _ in range(40))]


ORDERS = orders()


def read(request: Any, n: int) -> str:
    return " | ".join(f"{i} {outcome(READS[i], request)}" for i in ORDERS[n])


def pair(**config: Any) -> tuple[flask.Flask, FastAPI]:
    theirs, ours = flask.Flask(__name__, static_folder=None), FastAPI(openapi_url=None)
    theirs.config.update(config)
    ours.state.config = dict(theirs.config)
    ours.router.route_class = ViewRoute
    install_context(ours)
    receive_bodies(ours)

    @theirs.route("/<int:n>", methods=METHODS)
    def seen(n: int) -> Any:
        return {"seen": read(flask.request, n)}

    @theirs.route("/raised", methods=METHODS)
    def raised() -> Any:
        return {"a": flask.request.form["a"]}

    @ours.api_route("/{n:int}", methods=METHODS)
    def ours_seen(n: int) -> Any:
        return {"seen": read(context.request, n)}

    @ours.api_route("/raised", methods=METHODS)
    async def ours_raised() -> Any:
        return {"a": context.request.form["a"]}

    flask_compat.install(ours)
    return theirs, ours


THEIRS, OURS = pair()
LIMITED = pair(MAX_CONTENT_LENGTH=8, MAX_FORM_PARTS=1)


def at(asked: Call, target: str) -> Call:
    query = asked.target.partition("?")[2]
    return Call(asked.method, f"{target}?{query}", asked.headers, asked.body)


@pytest.mark.parametrize("name", CALLS)
def test_any_order(name: str) -> None:
    large = len(CALLS[name].body) > 100_000
    numbers = range(len(ORDERS)) if not large else range(0, len(ORDERS), 5)
    same(THEIRS, OURS, *(at(CALLS[name], f"/{n}") for n in numbers))
    same(THEIRS, OURS, at(CALLS[name], "/raised"))


@pytest.mark.parametrize("name", CALLS)
def test_limits(name: str) -> None:
    # what is too large isn't received, so not even the server's own stream has it
    numbers = [n for n in range(0, len(ORDERS), 6) if SERVERS_STREAM not in ORDERS[n]]
    same(*LIMITED, *(at(CALLS[name], f"/{n}") for n in numbers))
    same(*LIMITED, at(CALLS[name], "/raised"))


def test_chunks_over_the_limit() -> None:
    async def chunks() -> Any:
        for _ in range(4):
            yield b"a=xxxx"

    async def answer() -> int:
        transport = httpx.ASGITransport(LIMITED[1])
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return (await client.post("/raised", content=chunks(), headers=FORM)).status_code

    assert asyncio.run(answer()) == 413


def test_hooks_helpers_and_views_share_it() -> None:
    app = FastAPI(openapi_url=None)
    seen: list[Any] = []

    @hooks.before_request(app)
    async def first() -> None:
        context.request.user = "ann"  # type: ignore[attr-defined]
        seen.append(context.request.get_data())

    @hooks.before_request(app)
    def second() -> None:
        seen.append(context.request.form.to_dict())

    @app.post("/form")
    async def form(form: FormArgs) -> Any:
        return {"form": form.to_dict(), "same": form is context.request.form, "user": user()}

    @app.post("/json")
    def json(data: JsonBody, body: RequestBody) -> Any:
        return {"same": data is context.request.get_json() is body.json}

    def user() -> Any:
        return context.request.user  # type: ignore[attr-defined]

    hooks.install_hooks(app)
    receive_bodies(app)
    answer = ask_fastapi(app, call("POST", "/form", data={"a": "1"}))
    assert answer.body == b'{"form":{"a":"1"},"same":true,"user":"ann"}'
    assert seen == [b"a=1", {"a": "1"}]
    assert ask_fastapi(app, call("POST", "/json", json={"a": 1})).body == b'{"same":true}'


def test_endpoints_may_read_it_themselves() -> None:
    app = FastAPI(openapi_url=None)

    @app.post("/model")
    def model(data: dict[str, int]) -> Any:
        return {"model": data, "context": context.request.get_json()}

    @app.post("/bytes")
    async def bytes_(request: Request) -> Any:
        return {"bytes": len(await request.body()), "context": len(context.request.get_data())}

    install_context(app)
    receive_bodies(app)
    answer = ask_fastapi(app, call("POST", "/model", json={"a": 1}))
    assert answer.body == b'{"model":{"a":1},"context":{"a":1}}'
    for size in (0, 10, 512_000, 1_300_000):
        answer = ask_fastapi(app, call("POST", "/bytes", content=b"x" * size))
        assert answer.body == b'{"bytes":%d,"context":%d}' % (size, size)


def test_not_received() -> None:
    app = FastAPI(openapi_url=None)

    @app.post("/")
    def index() -> Any:
        with pytest.raises(RuntimeError, match="receive_bodies"):
            context.request.get_data()
        return context.request.path

    install_context(app)
    assert ask_fastapi(app, call("POST", "/", content=b"x")).body == b'"/"'
    with pytest.raises(RuntimeError, match="Working outside of request context"):
        context.request.form  # noqa: B018


def test_environ() -> None:
    keys = "REQUEST_METHOD SCRIPT_NAME PATH_INFO QUERY_STRING CONTENT_TYPE CONTENT_LENGTH".split()
    keys += "SERVER_NAME SERVER_PORT SERVER_PROTOCOL REMOTE_ADDR HTTP_HOST HTTP_X_A".split()
    keys += ["HTTP_COOKIE", "wsgi.url_scheme", "wsgi.version"]

    def shown(request: Any) -> Any:
        return {key: repr(request.environ.get(key)) for key in keys if key != "REMOTE_ADDR"}

    theirs, ours = flask.Flask(__name__), FastAPI(openapi_url=None)
    theirs.add_url_rule("/<path:p>", "p", lambda p: shown(flask.request), methods=METHODS)

    @ours.api_route("/{p:path}", methods=METHODS)
    def view(p: str) -> Any:
        return shown(context.request)

    install_context(ours)
    flask_compat.install(ours)
    asked = [
        get("/a/%C3%A9%20+?q=%C3%A9&r=1+2"),
        get("/x", x_a="1", cookie="a=1; b=2"),
        call("POST", "/x", data={"a": "1"}),
    ]
    same(theirs, ours, *asked)

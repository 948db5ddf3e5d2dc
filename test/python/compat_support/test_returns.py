"""What a view may return: ViewRoute, make_response(), jsonify()."""

import dataclasses
import datetime
import decimal
import enum
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

import flask
import pytest
from exchange import Answer, ask_fastapi, call, get, same
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Response
from markupsafe import Markup
from pairs import Pair
from support import flask_compat
from support import responses as words
from support.responses import ViewRoute
from werkzeug import exceptions, wrappers
from werkzeug.datastructures import Headers


@dataclasses.dataclass
class Point:
    x: int
    y: decimal.Decimal


class Colour(enum.Enum):
    RED = "r"


class Level(str, enum.Enum):
    LOW = "low"


class Html:
    def __html__(self) -> str:
        return "<b>"


def chunks() -> Iterator[str]:
    yield "a"
    yield "é"


EAST = datetime.timezone(datetime.timedelta(hours=2))
# each takes `jsonify` and `make_response`, which are Flask's or ours
RETURNED: dict[str, Callable[[Any, Any], Any]] = {
    "text": lambda j, m: "<b>é</b>\n",
    "no text": lambda j, m: "",
    "markup": lambda j, m: Markup("<i>"),
    "bytes": lambda j, m: b"\xff\x00",
    "bytearray": lambda j, m: bytearray(b"x"),
    "dict": lambda j, m: {"b": 1, "a": "é", "n": None, "t": True, "f": 1.0, "u": "\u2028<"},
    "list": lambda j, m: [1, {"z": 1, "y": 2}],
    "no dict": lambda j, m: {},
    "no list": lambda j, m: [],
    "numbers": lambda j, m: {"big": 12345678901234567890, "tiny": 1e-9, "nan": float("nan")},
    "datetime": lambda j, m: [datetime.datetime(2024, 1, 2, 3, 4, 5, 678)],
    "aware": lambda j, m: [datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=EAST)],
    "date": lambda j, m: [datetime.date(2024, 1, 2)],
    "year 1": lambda j, m: [datetime.date(1, 1, 1)],
    "decimal": lambda j, m: [decimal.Decimal("1.10"), decimal.Decimal("1E+5")],
    "uuid": lambda j, m: [uuid.UUID(int=5)],
    "dataclass": lambda j, m: [Point(1, decimal.Decimal("2.50"))],
    "html object": lambda j, m: [Html(), Markup("<i>")],
    "tuple inside": lambda j, m: {"t": (1, 2)},
    "number keys": lambda j, m: {1: "a", 10: "b", 2: "c"},
    "str enum": lambda j, m: [Level.LOW],
    "time": lambda j, m: [datetime.time(1)],
    "timedelta": lambda j, m: [datetime.timedelta(1)],
    "enum": lambda j, m: [Colour.RED],
    "set": lambda j, m: {"s": {1}},
    "bytes inside": lambda j, m: {"b": b"x"},
    "object": lambda j, m: {"o": object()},
    "mixed keys": lambda j, m: {1: "a", "b": 2},
    "generator": lambda j, m: chunks(),
    "generator expression": lambda j, m: (x for x in ["a", "b"]),
    "iterator of bytes": lambda j, m: iter([b"c", b"d"]),
    "map": lambda j, m: map(str, [1, 2]),
    "status": lambda j, m: ("hi", 201),
    "dict, status": lambda j, m: ({"a": 1}, 201),
    "list, status": lambda j, m: ([1, 2], 200),
    "headers": lambda j, m: ("hi", {"X-A": "1"}),
    "header list": lambda j, m: ("hi", [("X-A", "1"), ("X-A", "2")]),
    "header values": lambda j, m: ("hi", {"X-A": ["1", "2"]}),
    "Headers": lambda j, m: ("hi", Headers([("X-A", "1"), ("X-A", "2")])),
    "three": lambda j, m: ("hi", 202, {"X-A": "1", "Content-Type": "text/plain"}),
    "three, list": lambda j, m: ("hi", 202, [("X-A", "1"), ("X-A", "2"), ("content-type", "a/b")]),
    "three, bytes": lambda j, m: (b"hi", 202, {"content-type": "image/png"}),
    "dict, headers": lambda j, m: ({"a": 1}, {"X-A": "1", "Content-Type": "application/x+json"}),
    "dict, header list": lambda j, m: ({"a": 1}, [("X-A", "1"), ("X-A", "2")]),
    "dict, header values": lambda j, m: ({"a": 1}, {"X-A": ["1", "2"]}),
    "no status": lambda j, m: ("hi", None),
    "no status, headers": lambda j, m: ("hi", None, {"X-A": "1"}),
    "status, no headers": lambda j, m: ("hi", 201, None),
    "teapot": lambda j, m: ("hi", "418 I AM A TEAPOT"),
    "status as text": lambda j, m: ("hi", "201"),
    "enum status": lambda j, m: ("hi", Status.CREATED),
    "204": lambda j, m: ("", 204),
    "204 dict": lambda j, m: ({}, 204),
    "204 with a body": lambda j, m: ("body", 204),
    "304": lambda j, m: ("", 304, {"ETag": '"x"', "Content-Language": "de", "Expires": "0"}),
    "generator, status": lambda j, m: (chunks(), 202, {"X-A": "1"}),
    "redirect": lambda j, m: ("", 302, {"Location": "/é b"}),
    "jsonify": lambda j, m: j({"b": 1, "a": datetime.date(2024, 1, 2)}),
    "jsonify many": lambda j, m: j(1, 2),
    "jsonify words": lambda j, m: j(b=1, a=2),
    "jsonify none": lambda j, m: j(),
    "jsonify None": lambda j, m: j(None),
    "jsonify list": lambda j, m: j([1]),
    "jsonify text": lambda j, m: j("s"),
    "jsonify both": lambda j, m: j(1, a=1),
    "jsonify, status": lambda j, m: (j(error="x"), 400),
    "jsonify, status, headers": lambda j, m: (j(error="x"), 400, {"X-A": "1"}),
    "made": lambda j, m: m("x"),
    "made of a tuple": lambda j, m: m(("x", 201, {"X-A": "1"})),
    "made of a dict": lambda j, m: (m({"a": 1}), 201),
    "twice made": lambda j, m: m(m("x")),
    "made with a status": lambda j, m: m("x", 404),
    "made with all": lambda j, m: m("x", 404, {"X-A": "1"}),
    "made of nothing": lambda j, m: m(),
    "generator, 204": lambda j, m: (chunks(), 204),
    "no tuple at all": lambda j, m: (),
    "werkzeug": lambda j, m: wrappers.Response("x", 203, {"X-A": "1"}, mimetype="text/csv"),
    "werkzeug, status": lambda j, m: (wrappers.Response("x"), 404, {"X-A": "1"}),
    "werkzeug, lines": lambda j, m: wrappers.Response(["x", "y"], mimetype="application/xml"),
    "werkzeug, stream": lambda j, m: wrappers.Response(chunks(), content_type="text/event-stream"),
    "error as a value": lambda j, m: exceptions.NotFound("gone"),
    "None": lambda j, m: None,
    "int": lambda j, m: 5,
    "True": lambda j, m: True,
    "float": lambda j, m: 1.5,
    "a set": lambda j, m: {1},
    "an object": lambda j, m: object(),
    "one-tuple": lambda j, m: ("x",),
    "four-tuple": lambda j, m: ("x", 200, {}, 1),
    "None, status": lambda j, m: (None, 204),
    "a word for a status": lambda j, m: ("x", object()),
}


class Status(enum.IntEnum):
    CREATED = 201


def pair() -> Pair:
    apps = Pair()

    @apps.flask.route("/<name>", methods=["GET", "POST"])
    def view(name: str) -> Any:
        return RETURNED[name](flask.jsonify, flask.make_response)

    @apps.router.api_route("/{name}", methods=["GET", "POST"])
    def view_too(name: str) -> Any:
        return RETURNED[name](words.jsonify, words.make_response)

    @apps.flask.route("/async/<name>")
    def again(name: str) -> Any:
        return view(name)

    @apps.router.get("/async/{name}")
    async def again_too(name: str) -> Any:
        return RETURNED[name](words.jsonify, words.make_response)

    @apps.flask.route("/generator")
    def generator() -> Iterator[str]:
        yield from chunks()

    @apps.router.get("/generator")
    def generator_too() -> Iterator[str]:
        yield from chunks()

    @apps.flask.route("/async-generator")
    def async_generator() -> Any:
        return chunks()

    @apps.router.get("/async-generator")
    async def async_generator_too(request: "Annotated[str, Depends(text)]") -> AsyncIterator[str]:
        yield "a"
        yield "é"

    return apps


def text() -> str:
    return "text"


APPS = pair()


@pytest.mark.parametrize("name", RETURNED)
def test_returned(name: str) -> None:
    path = name.replace(" ", "%20")
    same(APPS.flask, APPS.fastapi, get("/" + path), get("/async/" + path), call("HEAD", "/" + path))


def test_generator_views() -> None:
    app = APPS.fastapi
    same(APPS.flask, app, get("/generator"), get("/async-generator"))
    assert APPS.router.routes[2].endpoint.__name__ == "generator_too"  # type: ignore[attr-defined]


def test_error_statuses_without_flask_compat() -> None:
    app = FastAPI()
    app.include_router(APPS.router)
    statuses = [
        ask_fastapi(app, get(f"/{name}")).status for name in ("None", "set", "204", "teapot")
    ]
    assert statuses == [500, 500, 204, 418]


def test_304_describes_no_body_without_flask_compat_either() -> None:
    app = FastAPI()
    app.include_router(APPS.router)
    answer = ask_fastapi(app, get("/304"))
    assert (answer.headers, answer.body) == ([("etag", '"x"'), ("expires", "0")], b"")


def test_fastapi_features_stay() -> None:
    done: list[str] = []
    router = APIRouter(route_class=ViewRoute)

    def guard(response: Response) -> str:
        response.headers["X-Guard"] = "1"
        return "bob"

    User = Annotated[str, Depends(guard)]

    @router.get("/text", status_code=201)
    def plain(user: User, response: Response, tasks: BackgroundTasks) -> Any:
        response.headers.append("X-Own", "a")
        response.set_cookie("k", "v", samesite=None)
        tasks.add_task(done.append, user)
        return user

    @router.get("/own", status_code=201)
    async def own(user: User) -> Any:
        return {"user": user}, 202, {"X-Own": "b"}

    @router.get("/response", status_code=201)
    def response(user: User) -> Any:
        return words.json_response({"user": user}, 203)

    @router.get("/later")
    def later(response: Response) -> Any:
        response.status_code = 418
        return "tea"

    app = FastAPI()
    app.include_router(router, prefix="/p")

    def asked(path: str) -> Answer:
        return ask_fastapi(app, get("/p" + path))

    first = asked("/text")
    assert (first.status, first.body, done) == (201, b"bob", ["bob"])
    assert [first.header(n) for n in ("x-guard", "x-own", "set-cookie")] == [
        "1",
        "a",
        "k=v; Path=/",
    ]
    second = asked("/own")
    assert (second.status, second.header("x-guard"), second.header("x-own")) == (202, "1", "b")
    third = asked("/response")
    assert (third.status, third.header("x-guard")) == (203, "1")
    assert (asked("/later").status, asked("/later").body) == (418, b"tea")
    assert set(app.openapi()["paths"]) == {"/p/text", "/p/own", "/p/response", "/p/later"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("sort_keys", False), ("ensure_ascii", False), ("compact", False), ("compact", True), ("mimetype", "text/json")],
)
def test_settings_of_json(name: str, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    flask_app, app = flask.Flask("shop"), FastAPI()
    setattr(flask_app.json, name, value)
    monkeypatch.setattr(words.FlaskJSONResponse, "media_type" if name == "mimetype" else name, value)
    content: Any = {"b": "ü", "a": [1, {"d": None, "c": 2}], "none": {}, "nothing": []}
    flask_app.add_url_rule("/", "plain", lambda: content)
    app.add_api_route("/", lambda: content)
    flask_app.add_url_rule("/made", "made", lambda: (flask.jsonify(content), 201))
    app.add_api_route("/made", lambda: words.json_response(content, 201))
    flask_compat.install(app, json_response=words.FlaskJSONResponse)
    same(flask_app, app, get("/"))
    same(flask_app, app, get("/made"))

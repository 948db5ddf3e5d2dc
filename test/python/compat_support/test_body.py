"""request.get_json(), request.json, request.data, request.get_data() on `body: RequestBody`."""

from typing import Any

import flask
import pytest
from exchange import Call, ask_fastapi, call, same
from fastapi import FastAPI
from pairs import METHODS, Pair, outcome
from support.request_data import JsonBody, RequestBody

JSON = {"content-type": "application/json"}


def typed(content_type: str, content: bytes = b'{"a":1}') -> Call:
    return call("POST", "/", content=content, headers={"content-type": content_type})


CALLS = {
    "object": call("POST", "/", json={"a": 1, "x": [2, None]}),
    "charset": typed("application/json; charset=utf-8"),
    "+json": typed("application/vnd.api+json"),
    "capitals": typed("Application/JSON"),
    "text/json": typed("text/json"),
    "text": typed("text/plain"),
    "jsonp": typed("application/jsonp"),
    "no type": call("POST", "/", content=b'{"a":1}'),
    "form": call("POST", "/", data={"a": "1"}),
    "upload": call("POST", "/", files={"u": ("a", b"1")}),
    "broken": call("POST", "/", content=b"{bad", headers=JSON),
    "empty": call("POST", "/", content=b"", headers=JSON),
    "nothing": call("POST", "/"),
    "null": call("POST", "/", content=b"null", headers=JSON),
    "false": call("POST", "/", content=b"false", headers=JSON),
    "list": call("POST", "/", content=b"[1]", headers=JSON),
    "string": call("POST", "/", content=b'"s"', headers=JSON),
    "NaN": call("POST", "/", content=b'{"a":NaN}', headers=JSON),
    "utf-16": call("POST", "/", content='{"a":1}'.encode("utf-16"), headers=JSON),
    "utf-32": call("POST", "/", content='{"a":1}'.encode("utf-32-be"), headers=JSON),
    "byte order mark": call("POST", "/", content=b'\xef\xbb\xbf{"a":1}', headers=JSON),
    "not utf-8": call("POST", "/", content=b'\xff{"a":1}', headers=JSON),
    "latin-1 text": call("POST", "/", content=b'{"a":"\xe9"}', headers=JSON),
    "duplicate keys": call("POST", "/", content=b'{"a":1,"a":2}', headers=JSON),
    "trailing text": call("POST", "/", content=b'{"a":1} x', headers=JSON),
    "GET": call("GET", "/", content=b'{"a":1}', headers=JSON),
    "GET, no body": call("GET", "/"),
    "DELETE": call("DELETE", "/", content=b'{"a":1}', headers=JSON),
    "bytes": call("POST", "/", content=b"raw\xff", headers={"content-type": "image/png"}),
    "large": call("POST", "/", json={"a": "x" * 700_000}),
}
READS = [
    lambda b: b.get_json(),
    lambda b: b.get_json(silent=True),
    lambda b: b.get_json(force=True),
    lambda b: b.get_json(force=True, silent=True),
    lambda b: b.get_json(True),
    lambda b: b.get_json(silent=True) or {},
    lambda b: b.json,
    lambda b: b.json["a"],
    lambda b: b.is_json,
    lambda b: (b.content_length, b.content_type, b.mimetype, b.mimetype_params),
    lambda b: b.data,
    lambda b: b.get_data(),
    lambda b: b.get_data(as_text=True),
    lambda b: b.get_data(cache=True, as_text=False),
    lambda b: (b.get_data(), b.data),
    lambda b: (b.get_json(silent=True), b.get_json(silent=True)),
    lambda b: (b.get_json(silent=True), outcome(lambda: b.json), b.get_json(silent=True)),
    lambda b: (outcome(lambda: b.json), b.get_json(silent=True)),
    lambda b: b.get_json() is b.get_json(),
    lambda b: b.get_json(cache=False),
    lambda b: (b.get_json(force=True), outcome(lambda: b.json)),
    lambda b: b.stream.read(),
]


def pair(**config: Any) -> Pair:
    apps = Pair(**config)

    @apps.flask.route("/<int:n>", methods=METHODS)
    def read(n: int) -> Any:
        return {"seen": outcome(READS[n], flask.request)}

    @apps.router.api_route("/{n:int}", methods=METHODS)
    def read_too(n: int, body: RequestBody) -> Any:
        return {"seen": outcome(READS[n], body)}

    @apps.flask.route("/", methods=METHODS)
    def view() -> Any:
        data = flask.request.get_json()
        return repr(data["a"])

    @apps.router.api_route("/", methods=METHODS)
    async def view_too(data: JsonBody) -> Any:
        return repr(data["a"])

    return apps


APPS = pair()


@pytest.mark.parametrize("name", CALLS)
def test_json_body(name: str) -> None:
    same(APPS.flask, APPS.fastapi, CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_reads(name: str) -> None:
    asked, app = CALLS[name], APPS.fastapi
    same(APPS.flask, app, *(_at(asked, f"/{n}") for n in range(len(READS))))


def _at(asked: Call, target: str) -> Call:
    return Call(asked.method, target, asked.headers, asked.body)


def test_too_large() -> None:
    apps = pair(MAX_CONTENT_LENGTH=20)
    asked = call("POST", "/", json={"a": "x" * 50})
    targets = ["/", *(f"/{n}" for n in range(len(READS)))]
    answers = same(apps.flask, apps.fastapi, *(_at(asked, target) for target in targets))
    assert answers[0].status == 413
    assert answers[2].body == b'{"seen":"413"}\n'  # silent doesn't mean this
    assert answers[9].body == b'{"seen":"True"}\n'  # what needs no body is still told


def test_statuses_without_flask_compat() -> None:
    app = FastAPI()
    app.include_router(APPS.router)
    names = ("object", "text", "broken")
    assert [ask_fastapi(app, CALLS[name]).status for name in names] == [200, 415, 400]


def test_body_that_fastapi_read_too() -> None:
    app = FastAPI()

    @app.post("/")
    def view(model: dict[str, int], body: RequestBody) -> Any:
        return [model, body.get_json()]

    assert ask_fastapi(app, call("POST", "/", json={"a": 1})).body == b'[{"a":1},{"a":1}]'


def test_http2_needs_no_content_length() -> None:
    app = FastAPI()

    @app.post("/")
    def view(body: RequestBody) -> Any:
        return body.get_data(as_text=True)

    asked = call("POST", "/", content=b"hello")
    asked.headers = [header for header in asked.headers if header[0] != "content-length"]
    assert ask_fastapi(app, asked).body == b'""'
    assert ask_fastapi(app, asked, http_version="2").body == b'"hello"'

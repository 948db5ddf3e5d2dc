"""What a bridged endpoint returns or raises is answered as in Flask."""

import functools
from collections.abc import Callable
from typing import Any

import flask
import pytest
from asking import ask, scope, served
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import JSONResponse, PlainTextResponse
from flask import Flask
from flask_bridge import FlaskRouter, mount_flask
from pydantic import BaseModel
from starlette.testclient import TestClient


class Item(BaseModel):
    name: str


def fail(exc: Exception) -> Any:
    raise exc


RETURNS: dict[str, Callable[[], Any]] = {
    "text": lambda: "<b>é</b>",
    "bytes": lambda: b"\xff",
    "dict": lambda: {"b": 1, "a": "é"},
    "list": lambda: [1, 2],
    "empty-list": lambda: [],
    "none": lambda: None,
    "number": lambda: 7,
    "tuple": lambda: ("made", 201, {"X-A": "1"}),
    "status-text": lambda: ("tea", "418 TEAPOT"),
    "response": lambda: flask.make_response("m", 202),
    "redirect": lambda: flask.redirect("/x"),
    "generator": lambda: (chunk for chunk in ("a", "b")),
    "jsonify": lambda: flask.jsonify(a=1),
    "no-content": lambda: ("", 204),
    "not-modified": lambda: ("", 304),
    "odd-status": lambda: ("odd", 999999),
    "small-status": lambda: ("small", 99),
    "abort": lambda: flask.abort(403, "no"),
    "abort-response": lambda: flask.abort(flask.make_response("mine", 409)),
    "bug": lambda: 1 / 0,
}


@functools.cache
def asked(kind: str) -> TestClient:
    """Every return value from kept views, and from each form of bridged endpoint."""
    flask_app = Flask("shop")
    bridged = FlaskRouter(flask_app)

    @flask_app.after_request
    def stamp(response: Any) -> Any:
        response.headers["X-Stamp"] = "1"
        return response

    for name, value in RETURNS.items():
        endpoint = functools.partial(lambda value: value(), value)
        vars(endpoint).update(__name__=name)
        if kind == "kept":
            flask_app.add_url_rule(f"/{name}", name, endpoint)
        elif kind == "plain":
            bridged.add_api_route(f"/{name}", endpoint, name=name)
        elif kind == "rule":
            bridged.add_url_rule(f"/{name}", name, endpoint)
        else:
            needed = [Depends(lambda: None)]
            bridged.add_api_route(f"/{name}", endpoint, name=name, dependencies=needed)
    return served(flask_app)


def answer(kind: str, name: str) -> Any:
    response = asked(kind).get(f"/{name}")
    return response.status_code, sorted(response.headers.items()), response.content


@pytest.mark.parametrize("name", RETURNS)
@pytest.mark.parametrize("kind", ["plain", "rule", "depends"])
def test_same_as_the_kept_view(kind: str, name: str) -> None:
    assert answer(kind, name) == answer("kept", name)


@pytest.mark.parametrize("name", [*RETURNS])
def test_same_from_a_coroutine(name: str) -> None:
    flask_app = Flask("shop")

    @FlaskRouter(flask_app).get("/", dependencies=[Depends(lambda: None)])
    async def endpoint() -> Any:
        return RETURNS[name]()

    got, kept = served(flask_app).get("/"), asked("kept").get(f"/{name}")
    assert (got.status_code, got.content) == (kept.status_code, kept.content)
    assert got.headers.get("content-type") == kept.headers.get("content-type")


@pytest.mark.parametrize("status", ["999999 UNKNOWN", "99", "200 OK", "418 I'M A TEAPOT"])
def test_status_on_the_wire(status: str) -> None:
    flask_app = Flask("shop")
    flask_app.add_url_rule("/", "home", lambda: ("body", status))
    start, *_ = ask(mount_flask(FastAPI(), flask_app), scope("/"))
    assert start["status"] == flask_app.test_client().get("/").status_code
    assert start["status"] == int(status.split()[0])


BRIDGED: list[tuple[Callable[[], Any], int, str, bytes]] = [
    (lambda: Item(name="n"), 200, "application/json", b'{"name":"n"}'),
    (lambda: [Item(name="n")], 200, "application/json", b'[{"name":"n"}]'),
    (lambda: JSONResponse({"a": 1}, 203, {"x-s": "1"}), 203, "application/json", b'{"a":1}'),
    (lambda: PlainTextResponse("p"), 200, "text/plain; charset=utf-8", b"p"),
    (
        lambda: fail(HTTPException(402, {"pay": 5})),
        402,
        "application/json",
        b'{"detail":{"pay":5}}',
    ),
]


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("value, status, content_type, content", BRIDGED)
def test_what_only_fastapi_knows(
    value: Callable[[], Any], status: int, content_type: str, content: bytes, declared: bool
) -> None:
    flask_app = Flask("shop")
    needed = [Depends(lambda: None)] if declared else []
    FlaskRouter(flask_app).add_api_route("/", lambda: value(), name="home", dependencies=needed)
    flask_app.after_request(lambda r: (r.headers.add("X-Length", len(r.get_data())), r)[1])
    response = served(flask_app).get("/")
    assert (response.status_code, response.content) == (status, content)
    assert response.headers["content-type"] == content_type
    assert response.headers["x-length"] == str(len(content))


def test_options_of_fastapi() -> None:
    flask_app = Flask("shop")
    bridged = FlaskRouter(flask_app)

    class Shown(BaseModel):
        name: str

    @bridged.get("/model", response_model=Shown)
    def model() -> Any:
        return {"name": "n", "secret": "s"}

    @bridged.post("/made", status_code=201)
    def made() -> Any:
        return "made"

    @bridged.delete("/gone", status_code=204)
    def gone() -> None:
        return None

    @bridged.get("/own-status", status_code=201)
    def own_status() -> Any:
        return "mine", 202

    @bridged.get("/class", response_class=PlainTextResponse)
    def by_class() -> Any:
        return "text"

    client = served(flask_app)
    assert client.get("/model").json() == {"name": "n"}
    assert (client.post("/made").status_code, client.post("/made").text) == (201, "made")
    assert client.delete("/gone").status_code == 204
    assert client.get("/own-status").status_code == 202
    assert client.get("/class").headers["content-type"] == "text/plain; charset=utf-8"


def test_annotations_of_flask_are_no_schemas() -> None:
    flask_app = Flask("shop")

    @FlaskRouter(flask_app).get("/", dependencies=[Depends(lambda: None)])
    def page() -> str:
        return "<p>"

    response = served(flask_app).get("/")
    assert (response.text, response.headers["content-type"]) == ("<p>", "text/html; charset=utf-8")

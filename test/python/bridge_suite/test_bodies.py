"""A request body is there for FastAPI and for Flask, from one receiving."""

import io
import os
from typing import Annotated, Any

import pytest
from asking import ask, scope, served
from fastapi import Depends, FastAPI, Form, Request, UploadFile
from flask import Flask, request
from flask_bridge import FlaskRouter, mount_flask
from pydantic import BaseModel
from starlette.testclient import TestClient

MIB = 1 << 20


class Order(BaseModel):
    name: str


def app_of_bodies(limit: int | None = None) -> Flask:
    flask_app = Flask("shop")
    flask_app.config["MAX_CONTENT_LENGTH"] = limit
    bridged = FlaskRouter(flask_app)

    @bridged.post("/form")
    def form(name: Annotated[str, Form()], file: UploadFile | None = None) -> Any:
        mine = file.file.read() if file else b""
        theirs = request.files["file"].read() if file else b""
        return {"names": [name, request.form["name"]], "same": mine == theirs, "size": len(mine)}

    @bridged.post("/raw")
    async def raw(asgi: Request) -> Any:
        return [len(await asgi.body()), len(request.get_data())]

    @bridged.post("/flask-first")
    def flask_first(size: Annotated[int, Depends(lambda: len(request.get_data()))]) -> Any:
        return [size, len(request.get_data())]

    @bridged.post("/stream")
    def stream() -> Any:
        size = 0
        while chunk := request.stream.read(1 << 16):
            size += len(chunk)
        return [size]

    @bridged.post("/order")
    def order(order: Order) -> Any:
        return order.name

    return flask_app


@pytest.fixture
def client() -> TestClient:
    return served(app_of_bodies())


@pytest.mark.parametrize("size", [0, 10, 3 * MIB])
def test_forms_and_files(client: TestClient, size: int) -> None:
    files = {"file": ("x.bin", os.urandom(size))}
    found = client.post("/form", data={"name": "é"}, files=files).json()
    assert found == {"names": ["é", "é"], "same": True, "size": size}


@pytest.mark.parametrize("path", ["/raw", "/flask-first"])
@pytest.mark.parametrize("size", [0, 10, 3 * MIB])
def test_raw_bodies(client: TestClient, path: str, size: int) -> None:
    assert client.post(path, content=b"x" * size).json() == [size, size]


def chunks(count: int, size: int) -> Any:
    return (b"x" * size for _ in range(count))


@pytest.mark.parametrize("path, read", [("/raw", 2), ("/flask-first", 2), ("/stream", 1)])
def test_chunked_bodies_have_no_length(client: TestClient, path: str, read: int) -> None:
    assert client.post(path, content=chunks(50, 1000)).json() == [50_000] * read


def test_body_in_several_messages() -> None:
    app = mount_flask(FastAPI(), app_of_bodies())
    headers = [(b"content-length", b"6"), (b"host", b"h")]
    first = {"type": "http.request", "body": b"abc", "more_body": True}
    last = {"type": "http.request", "body": b"def", "more_body": False}
    for path, answer in (("/stream", b"[6]\n"), ("/raw", b"[6,6]\n")):
        sent = ask(app, scope(path, "POST", headers=headers), first, last)
        assert sent[1]["body"] == answer


def test_client_gone_in_the_middle_of_a_body() -> None:
    app = mount_flask(FastAPI(), app_of_bodies())
    headers = [(b"content-length", b"6"), (b"host", b"h")]
    first = {"type": "http.request", "body": b"abc", "more_body": True}
    for path in ("/stream", "/raw", "/order"):
        scope_ = scope(path, "POST", headers=headers)
        assert ask(app, scope_, first, {"type": "http.disconnect"})[0]["status"] == 400


def test_max_content_length() -> None:
    client = served(app_of_bodies(limit=1000))
    small, big = {"name": "x"}, {"name": "x" * 2000}
    assert client.post("/order", json=small).text == "x"
    assert client.post("/order", json=big).status_code == 413
    assert client.post("/raw", content=b"x" * 2000).status_code == 413
    assert client.post("/flask-first", content=chunks(9, 500)).status_code == 413


def test_bodies_of_a_wsgi_server() -> None:
    flask_app = app_of_bodies()
    mount_flask(FastAPI(), flask_app)
    client = flask_app.test_client()
    data = {"name": "n", "file": (io.BytesIO(b"abc"), "f.txt")}
    assert client.post("/form", data=data).json["size"] == 3
    assert client.post("/raw", data=b"abcd").json == [4, 4]
    assert client.post("/order", json={"name": "n"}).text == "n"

"""What is added to every answer: redirect pages, content types; and static files."""

import datetime
import os
from pathlib import Path
from typing import Any

import flask
import pytest
from exchange import Call, ask_fastapi, call, get, same
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from support import flask_compat

LOCATIONS = ["/target?x=1&y=2", "https://ex.org/a#f", "rel/x", "/a%20b?q=%C3%A9", "", "/a'b<c>&d"]
TYPES = ["text/csv", "application/xml", "image/svg+xml", "application/javascript", "image/png"]
TYPES += ["application/json", "application/octet-stream", "text/event-stream", "application/pdf"]
STATUSES = [200, 201, 202, 204, 205, 304, 400, 404, 500]


def apps() -> tuple[flask.Flask, FastAPI]:
    flask_app, app = flask.Flask("shop", static_folder=None), FastAPI()

    @flask_app.get("/redirect/<int:code>/<int:n>")
    def redirect(code: int, n: int) -> Any:
        return flask.redirect(LOCATIONS[n], code)

    @app.get("/redirect/{code:int}/{n:int}")
    async def redirect_too(code: int, n: int) -> Any:
        return RedirectResponse(LOCATIONS[n], code)

    @flask_app.get("/type/<int:n>")
    def typed(n: int) -> Any:
        return flask.Response("x", headers={"Content-Type": TYPES[n]})

    @app.get("/type/{n:int}")
    async def typed_too(n: int) -> Any:
        return Response("x", headers={"content-type": TYPES[n]})

    @flask_app.get("/status/<int:code>")
    def status(code: int) -> Any:
        return flask.Response(
            "body", code, {"ETag": '"x"', "Content-Language": "de", "Expires": "0"}
        )

    @app.get("/status/{code:int}")
    async def status_too(code: int) -> Any:
        headers = {"ETag": '"x"', "Content-Language": "de", "Expires": "0"}
        return Response("body", code, headers)

    @flask_app.get("/untyped")
    def untyped() -> Any:
        return flask.Response("x", content_type="text/plain")

    @app.get("/untyped")
    async def untyped_too() -> Any:
        return Response("x", headers={"content-type": "text/plain"})

    @flask_app.get("/stream")
    def stream() -> Any:
        return flask.Response(iter(["a", "b"]))

    @app.get("/stream")
    async def stream_too() -> Any:
        return StreamingResponse(iter(["a", "b"]))

    @flask_app.delete("/gone")
    def gone() -> Any:
        return "", 204

    @app.delete("/gone", status_code=204, response_class=HTMLResponse)
    def gone_too() -> None:
        return None

    flask_compat.install(app)
    return flask_app, app


APPS = apps()


@pytest.mark.parametrize("code", [301, 302, 303, 305, 307, 308])
def test_redirects(code: int) -> None:
    paths = [f"/redirect/{code}/{n}" for n in range(5)]
    same(*APPS, *map(get, paths), call("HEAD", paths[0]))


def test_redirect_to_odd_characters_is_quoted_by_redirectresponse() -> None:
    """Both are the same address; redirect() of urls.py keeps the spelling."""
    assert ask_fastapi(APPS[1], get("/redirect/302/5")).header("location") == "/a'b%3Cc%3E&d"


def test_content_types() -> None:
    same(*APPS, *(get(f"/type/{n}") for n in range(len(TYPES))), get("/untyped"), get("/stream"))


def test_statuses() -> None:
    same(*APPS, *(get(f"/status/{code}") for code in STATUSES), call("DELETE", "/gone"))


def test_answers_of_the_bridge_are_left_alone() -> None:
    app = FastAPI()
    app.state.flask_app = flask.Flask("shop")

    async def from_flask(scope: Any, receive: Any, send: Any) -> None:
        scope["flask_bridge"] = True
        await Response(status_code=204)(scope, receive, send)

    async def from_fastapi(scope: Any, receive: Any, send: Any) -> None:
        await Response(status_code=204)(scope, receive, send)

    for name, asgi in (("/flask", from_flask), ("/fastapi", from_fastapi)):
        app.router.add_route(name, Callable(asgi))  # type: ignore[arg-type]
    flask_compat.install(app)
    assert ask_fastapi(app, get("/flask")).headers == []
    assert ask_fastapi(app, get("/fastapi")).header("content-type") == "text/html; charset=utf-8"


class Callable:
    """An ASGI application that is no function, so that a route takes it as such."""

    def __init__(self, asgi: Any) -> None:
        self.asgi = asgi

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.asgi(scope, receive, send)


FILES = {
    "a.css": b"a{}",
    "b.js": b"1",
    "c.svg": b"<svg/>",
    "d.txt": b"0123456789",
    "e.tar.gz": b"x",
}
FILES |= {"é ü.html": b"<p>", "noext": b"?", "f.json": b"{}", "empty": b"", "g.xml": b"<x/>"}


def static(folder: Path, **config: Any) -> tuple[flask.Flask, FastAPI]:
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    (folder / "sub").mkdir(exist_ok=True)
    (folder / "sub" / "a.css").write_bytes(b"sub")
    flask_app, app = flask.Flask("shop", static_folder=folder, static_url_path="/static"), FastAPI()
    flask_app.config.update(config)
    app.state.config = config
    app.mount("/static", flask_compat.StaticFiles(directory=folder), name="static")
    flask_compat.install(app)
    return flask_app, app


TARGETS = [*(f"/static/{name}" for name in ("a.css", "b.js", "c.svg", "d.txt", "e.tar.gz"))]
TARGETS += ["/static/%C3%A9%20%C3%BC.html", "/static/noext", "/static/f.json", "/static/empty"]
TARGETS += [
    "/static/g.xml",
    "/static/sub/a.css",
    "/static/nope",
    "/static/",
    "/static",
    "/static/sub",
]
TARGETS += [
    "/static/sub/",
    "/static//a.css",
    "/static/../conftest.py",
    "/static/%2e%2e/x",
    "/static/.",
]
TARGETS += [
    "/static/%2Fetc/hostname",
    "/static/sub/../a.css",
    "/static/a%00b",
    "/static/" + "x" * 300,
]


@pytest.mark.parametrize("target", TARGETS)
def test_static_files(tmp_path: Path, target: str) -> None:
    same(
        *static(tmp_path),
        *(call(m, target) for m in ("GET", "HEAD", "POST", "OPTIONS")),
        ignore=["date"],
    )


def test_static_conditions(tmp_path: Path) -> None:
    apps = static(tmp_path)
    first = same(*apps, get("/static/d.txt"), ignore=["date"])[0]
    etag, modified = first.header("etag") or "", first.header("last-modified") or ""
    asked: list[Call] = [
        get("/static/d.txt", if_none_match=etag),
        get("/static/d.txt", if_none_match=f'W/{etag}, "y"'),
        get("/static/d.txt", if_none_match='"y"'),
        get("/static/d.txt", if_modified_since=modified),
        get("/static/d.txt", if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT"),
        get("/static/d.txt", if_modified_since="nonsense"),
        *(get("/static/d.txt", range=f"bytes={r}") for r in ("0-3", "3-", "-2", "99-", "5-2", "x")),
        get("/static/d.txt", range="bytes=0-1,3-4"),
        get("/static/d.txt", range="bytes=0-3", if_range=etag),
        get("/static/d.txt", range="bytes=0-3", if_range='"y"'),
        get("/static/empty", range="bytes=0-3"),
        call("HEAD", "/static/d.txt", {"if-none-match": etag}),
        call("HEAD", "/static/d.txt", {"range": "bytes=0-3"}),
    ]
    answers = same(*apps, *asked, ignore=["date"])
    assert {answer.status for answer in answers} == {200, 206, 304, 416}


@pytest.mark.parametrize("max_age", [0, 60, datetime.timedelta(hours=1)], ids=str)
def test_static_max_age(tmp_path: Path, max_age: Any) -> None:
    apps = static(tmp_path, SEND_FILE_MAX_AGE_DEFAULT=max_age)
    same(*apps, get("/static/a.css"), ignore=["date", "expires"])

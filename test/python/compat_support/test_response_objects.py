"""What people do with response objects: cookies, headers, body, caching."""

import datetime
from typing import Any

import flask
import pytest
import werkzeug.http
from exchange import get, same
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from pairs import Pair
from support.flask_compat import responses as compat
from support.request_data import wsgi_environ
from support.responses import as_werkzeug, delete_cookie, make_response, set_cookie

NOON = datetime.datetime(2030, 1, 1, 12)
EAST = datetime.timezone(datetime.timedelta(hours=2))

COOKIES: list[dict[str, Any]] = [
    {"value": "v"},
    {},
    {"value": 'a b;c,é"\\=/@'},
    {"value": "日本"},
    {"value": "a/b=c:d"},
    {"value": "v", "max_age": 60},
    {"value": "v", "max_age": 0},
    {"value": "v", "max_age": datetime.timedelta(days=1)},
    {"value": "v", "max_age": 60, "expires": NOON},
    {"value": "v", "expires": NOON},
    {"value": "v", "expires": NOON.replace(tzinfo=EAST)},
    {"value": "v", "expires": 1_900_000_000},
    {"value": "v", "expires": "Wed, 21 Oct 2035 07:28:00 GMT"},
    {"value": "v", "samesite": "Lax"},
    {"value": "v", "samesite": "none", "secure": True},
    {"value": "v", "samesite": None, "httponly": True},
    {"value": "v", "path": "/p é", "domain": ".example.org"},
    {"value": "v", "path": None},
    {"value": "v", "partitioned": True},
    {
        "value": "v",
        "max_age": 60,
        "httponly": True,
        "secure": True,
        "samesite": "Strict",
        "path": "/p",
        "domain": "example.org",
    },
]
DELETED: list[dict[str, Any]] = [
    {},
    {"path": "/p", "domain": "example.org"},
    {"secure": True, "httponly": True, "samesite": "Strict"},
]
# Starlette's own method, as long as flask_compat is there to spell it as Werkzeug does
OWN_METHOD = [
    n for n, options in enumerate(COOKIES) if n not in (2, 3, 7, 8, 9, 10, 11, 12, 16, 18)
]


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return datetime.datetime(2026, 5, 6, tzinfo=tz)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = Clock.now(datetime.timezone.utc).timestamp()
    monkeypatch.setattr(werkzeug.http, "datetime", Clock)
    monkeypatch.setattr(compat, "time", lambda: stamp)


def lines(response: Any) -> None:
    response.headers["x-a"] = "1"
    response.headers["X-A"] = "2"
    response.headers.setdefault("X-B", "3")
    response.headers.update({"X-C": "4"})
    assert response.headers.get("X-D", "no") == "no" and "x-c" in response.headers
    del response.headers["X-C"]
    response.status_code = response.status_code + 1


def known_lines(response: Any) -> None:
    """Runs on Flask's response, and on what as_werkzeug() gives."""
    assert response.get_data(as_text=True) == response.data.decode() == "body é"
    assert (response.status, response.mimetype) == ("201 CREATED", "text/html")
    response.data = b"other body"
    response.mimetype = "application/xml"
    response.status = "404 LOST"
    response.cache_control.max_age = 60
    response.cache_control.public = True
    response.vary.add("Accept")
    response.headers.add("X-A", "1")
    response.headers.add("X-A", "2")
    response.headers.extend({"X-B": ["3", "4"]})
    response.headers.set("Content-Disposition", "attachment", filename="a b.txt")
    response.last_modified = NOON
    response.expires = NOON
    response.content_language = "de"
    response.location = "/é"
    response.set_etag("x", weak=True)
    response.set_cookie("k", "v", max_age=5)
    response.access_control_allow_origin = "*"


def pair() -> Pair:
    apps = Pair()

    @apps.flask.get("/cookie/<int:n>")
    def cookie(n: int) -> Any:
        response = flask.make_response("ok")
        response.set_cookie("k", **COOKIES[n])
        response.set_cookie("second", "2")
        return response

    @apps.router.get("/cookie/{n:int}")
    def cookie_too(n: int) -> Any:
        response = make_response("ok")
        set_cookie(response, "k", **COOKIES[n])
        set_cookie(response, "second", "2")
        return response

    @apps.flask.get("/method/<int:n>")
    def method(n: int) -> Any:
        return cookie(n)

    @apps.router.get("/method/{n:int}")
    def method_too(n: int) -> Any:
        response = HTMLResponse("ok")
        response.set_cookie("k", **{"samesite": None, **COOKIES[n]})
        response.set_cookie("second", "2", samesite=None)
        return response

    @apps.flask.get("/deleted/<int:n>")
    def deleted(n: int) -> Any:
        response = flask.make_response("ok")
        response.delete_cookie("k", **DELETED[n])
        return response

    @apps.router.get("/deleted/{n:int}")
    def deleted_too(n: int) -> Any:
        response = make_response("ok")
        delete_cookie(response, "k", **DELETED[n])
        return response

    @apps.flask.get("/deleted/method/<int:n>")
    def deleted_by_method(n: int) -> Any:
        return deleted(n)

    @apps.router.get("/deleted/method/{n:int}")
    def deleted_by_method_too(n: int) -> Any:
        response = HTMLResponse("ok")
        response.delete_cookie("k", **{"samesite": None, **DELETED[n]})
        return response

    @apps.flask.get("/lines")
    def changed() -> Any:
        response = flask.make_response({"a": 1})
        lines(response)
        return response

    @apps.router.get("/lines")
    def changed_too() -> Any:
        response = make_response({"a": 1})
        lines(response)
        return response

    @apps.flask.get("/known")
    def known() -> Any:
        response = flask.make_response("body é", 201)
        known_lines(response)
        return response

    @apps.router.get("/known")
    def known_too() -> Any:
        response = make_response(("body é", 201))
        with as_werkzeug(response) as words:
            known_lines(words)
        return response

    @apps.flask.get("/conditional")
    def conditional() -> Any:
        response = flask.make_response("body")
        response.add_etag()
        response.headers["Cache-Control"] = "no-cache"
        return response.make_conditional(flask.request)

    @apps.router.get("/conditional")
    def conditional_too(request: Request) -> Any:
        response = make_response("body")
        with as_werkzeug(response) as words:
            words.add_etag()
            words.headers["Cache-Control"] = "no-cache"
            words.make_conditional(wsgi_environ(request))
        return response

    @apps.flask.get("/stream")
    def stream() -> Any:
        response = flask.Response(iter(["a", "b"]), mimetype="text/plain")
        response.cache_control.no_store = True
        return response

    @apps.router.get("/stream")
    def stream_too() -> Any:
        response: Response = StreamingResponse(iter(["a", "b"]), media_type="text/plain")
        with as_werkzeug(response) as words:
            words.cache_control.no_store = True
        return response

    return apps


APPS = pair()


def check(*paths: str) -> None:
    same(APPS.flask, APPS.fastapi, *map(get, paths), ignore=["date"])


@pytest.mark.parametrize("n", range(len(COOKIES)))
def test_set_cookie(n: int) -> None:
    check(f"/cookie/{n}")


@pytest.mark.parametrize("n", OWN_METHOD)
def test_set_cookie_by_starlettes_method(n: int) -> None:
    check(f"/method/{n}")


@pytest.mark.parametrize("n", range(len(DELETED)))
def test_delete_cookie(n: int) -> None:
    check(f"/deleted/{n}", f"/deleted/method/{n}")


def test_headers_and_status() -> None:
    check("/lines")


def test_werkzeugs_words() -> None:
    check("/known", "/stream")


def test_conditional() -> None:
    etag = same(APPS.flask, APPS.fastapi, get("/conditional"), ignore=["date"])[0].header("etag")
    answers = same(
        APPS.flask,
        APPS.fastapi,
        get("/conditional", if_none_match=etag or ""),
        get("/conditional", if_none_match='"other"'),
        get("/conditional", if_none_match="*"),
        ignore=["date"],
    )
    assert [answer.status for answer in answers] == [304, 200, 304]


def test_spelling_is_left_alone_if_it_is_werkzeugs_already() -> None:
    one = "k=v; Expires=Wed, 06 May 2026 00:01:00 GMT; Max-Age=60; Secure; HttpOnly; Path=/"
    unknown = "k=v; Path=/; Priority=High; Odd"
    assert [compat.spell_cookie(cookie) for cookie in (one, unknown)] == [one, unknown]

"""request.url, request.full_path, request.authorization ... as functions of Starlette's request."""

from collections.abc import Callable
from typing import Any

import flask
import pytest
from exchange import Call, call, get, same
from fastapi import Request
from pairs import Pair, outcome
from support import request_data as words

TYPES = ["application/json", "text/html"]
SAME: dict[str, tuple[Callable[[Any], Any], Callable[[Request], Any]]] = {
    "method": (lambda r: r.method, lambda r: r.method),
    "path": (lambda r: r.path, words.path),
    "full_path": (lambda r: r.full_path, words.full_path),
    "url": (lambda r: r.url, words.url),
    "base_url": (lambda r: r.base_url, words.base_url),
    "url_root": (lambda r: r.url_root, words.root_url),
    "root_url": (lambda r: r.root_url, words.root_url),
    "host_url": (lambda r: r.host_url, words.host_url),
    "host": (lambda r: r.host, words.host),
    "script_root": (lambda r: (r.script_root, r.root_path), lambda r: (words.script_root(r),) * 2),
    "scheme": (
        lambda r: (r.scheme, r.is_secure),
        lambda r: (r.url.scheme, r.url.scheme == "https"),
    ),
    "is_secure": (lambda r: r.is_secure, lambda r: words.plain_request(r).is_secure),
    "query_string": (lambda r: r.query_string, lambda r: r.scope["query_string"]),
    "remote_addr": (lambda r: r.remote_addr, words.remote_addr),
    "access_route": (lambda r: list(r.access_route), lambda r: list(words.access_route(r))),
    "endpoint": (lambda r: r.endpoint, words.endpoint),
    "blueprint": (lambda r: r.blueprint, words.blueprint),
    "view_args": (lambda r: r.view_args, lambda r: r.path_params),
    "content_type": (lambda r: r.content_type, lambda r: r.headers.get("content-type")),
    "mimetype": (lambda r: r.mimetype, words.mimetype),
    "content_length": (lambda r: r.content_length, words.content_length),
    "referrer": (lambda r: r.referrer, lambda r: r.headers.get("referer")),
    "user_agent": (lambda r: r.user_agent.string, lambda r: words.user_agent(r).string),
    "str(user_agent)": (lambda r: str(r.user_agent), lambda r: str(words.user_agent(r))),
    "cookies": (lambda r: dict(r.cookies), lambda r: dict(words.cookies(r))),
    "cookies.get": (lambda r: r.cookies.get("a", "d"), lambda r: words.cookies(r).get("a", "d")),
    "headers.get": (
        lambda r: r.headers.get("X-Tok", "d"),
        lambda r: words.headers(r).get("x-tok", "d"),
    ),
    "headers.get type": (
        lambda r: r.headers.get("X-Tok", type=int),
        lambda r: words.headers(r).get("X-Tok", type=int),
    ),
    "headers[]": (lambda r: r.headers["X-Tok"], lambda r: words.headers(r)["X-Tok"]),
    "headers[] of one": (lambda r: r.headers["Referer"], lambda r: r.headers["Referer"]),
    "headers": (lambda r: sorted(r.headers), lambda r: sorted(words.headers(r))),
    "cookies[]": (lambda r: r.cookies["a"], lambda r: words.cookies(r)["a"]),
    "cookies.get type": (
        lambda r: r.cookies.get("a", type=int),
        lambda r: words.cookies(r).get("a", type=int),
    ),
    "cookies.getlist": (lambda r: r.cookies.getlist("a"), lambda r: words.cookies(r).getlist("a")),
    "'X-Tok' in headers": (lambda r: "X-Tok" in r.headers, lambda r: "X-Tok" in r.headers),
    "authorization": (
        lambda r: auth(r.authorization),
        lambda r: auth(words.authorization(r)),
    ),
    "authorization.username": (
        lambda r: r.authorization.username,
        lambda r: words.authorization(r).username,  # type: ignore[union-attr]
    ),
    "accept_mimetypes": (
        lambda r: accepts(r.accept_mimetypes),
        lambda r: accepts(words.accept_mimetypes(r)),
    ),
    "accept_languages": (
        lambda r: (r.accept_languages.best_match(["de", "en"], "fr"), r.accept_languages.best),
        lambda r: (
            words.accept_languages(r).best_match(["de", "en"], "fr"),
            words.accept_languages(r).best,
        ),
    ),
    "if_none_match": (
        lambda r: ("x" in r.if_none_match, r.if_none_match.contains_weak("x")),
        lambda r: ("x" in words.if_none_match(r), words.if_none_match(r).contains_weak("x")),
    ),
    "cache_control": (
        lambda r: (r.cache_control.no_cache, r.cache_control.max_age),
        lambda r: (words.plain_request(r).cache_control.no_cache, words.plain_request(r).cache_control.max_age),
    ),
    "if_modified_since": (lambda r: r.if_modified_since, words.if_modified_since),
    "is_json": (lambda r: r.is_json, words.is_json),
    "range": (
        lambda r: r.range and r.range.ranges,
        lambda r: (x := words.plain_request(r).range) and x.ranges,
    ),
}


def auth(found: Any) -> Any:
    parts = found and (found.type, found.username, found.password, found.token, found.parameters)
    return bool(found), parts


def accepts(found: Any) -> Any:
    return (
        found.best_match(TYPES),
        found.best_match(TYPES, "text/plain"),
        (found.accept_json, found.accept_html, found.accept_xhtml),
        ("application/json" in found, found["text/html"], found.best, list(found), str(found)),
    )


def pair() -> Pair:
    apps = Pair()
    blueprint = flask.Blueprint("shop", __name__)

    @blueprint.route("/p/<int:i>/<s>", methods=["GET", "POST"])
    def words_of(i: int, s: str) -> Any:
        return {name: outcome(SAME[name][0], flask.request) for name in SAME}

    @apps.router.api_route("/p/{i:int}/{s}", methods=["GET", "POST"], name="shop.words_of")
    def words_too(request: Request, i: int, s: str) -> Any:
        return {name: outcome(SAME[name][1], request) for name in SAME}

    @apps.flask.get("/plain")
    def plain() -> Any:
        return {name: outcome(SAME[name][0], flask.request) for name in SAME}

    @apps.router.get("/plain", name="plain")
    def plain_too(request: Request) -> Any:
        return {name: outcome(SAME[name][1], request) for name in SAME}

    apps.flask.register_blueprint(blueprint)
    return apps


APPS = pair()


def at(target: str = "/plain", *, scheme: str = "http", root: str = "", **headers: str) -> Call:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return call("GET", target, named, scheme=scheme, root=root)


CALLS = [
    at("/p/5/%C3%A9%20x?b=%20&a=%C3%A9", user_agent="UA", x_forwarded_for="9.9.9.9, 8.8.8.8"),
    at("/p/5/x?"),
    at("/p/5/a%2520b;c=d,e"),
    at("/p/5/x", root="/sub"),
    at("/plain?a=1", root="/sub dir/é", scheme="https"),
    at(scheme="https"),
    at(host="example.org:8080"),
    at(host="example.org:80"),
    at(scheme="https", host="example.org:443"),
    at(host="EXAMPLE.org"),
    at(referer="http://x/y", content_type="Text/HTML; Charset=x"),
    at(x_tok="1"),
    at(x_tok=""),
    at(x_tok="abc"),
    call("GET", "/plain", [("x-tok", "1"), ("x-tok", "2"), ("accept", "a/b"), ("accept", "c/d")]),
    at(cookie='a=1; b="q x"; c=%20; d; e="\\303\\251"; a=2; =f; g=1=2; h=é'),
    call("GET", "/plain", [("cookie", "a=1"), ("cookie", "b=2")]),
    at(authorization="Basic dTpwOsOp"),
    at(authorization="Basic !!!"),
    at(authorization="basic dTpw"),
    at(authorization="Bearer tok"),
    at(authorization="Bearer"),
    at(authorization=""),
    at(authorization='Digest username="u", realm="r"'),
    at(authorization="Token token=abc"),
    at(accept="application/json"),
    at(accept="text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
    at(accept="text/*;q=0.3, application/json;q=0.3"),
    at(accept="*/*"),
    at(accept=""),
    at(accept="nonsense"),
    at(accept_language="de-AT, en;q=0.8"),
    at(accept_language="es"),
    at(if_none_match='"x", W/"y"'),
    at(if_none_match="W/x"),
    at(if_none_match="*", if_modified_since="Tue, 14 Nov 2023 22:13:20 GMT"),
    at(if_modified_since="nonsense", content_type="application/x+json"),
    at(cache_control="no-cache, max-age=5", range="bytes=0-3,5-"),
    at(range="lines=1"),
    call("POST", "/p/1/x", data={"a": "1"}),
    call("POST", "/p/1/x", content=b"x", headers={"content-length": "x1"}),
]


@pytest.mark.parametrize("asked", CALLS, ids=str)
def test_words(asked: Call) -> None:
    same(APPS.flask, APPS.fastapi, asked)


def test_missing_header_is_a_key_error_in_both() -> None:
    apps = Pair()

    @apps.flask.get("/")
    def view() -> Any:
        return flask.request.headers["X-Tok"]

    @apps.router.get("/")
    def view_too(request: Request) -> Any:
        return request.headers["X-Tok"]

    assert same(apps.flask, apps.fastapi, get("/"))[0].status == 500

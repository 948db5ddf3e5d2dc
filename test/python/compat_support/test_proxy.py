"""X-Forwarded headers: the same arithmetic as Werkzeug's, whatever they hold."""

import itertools
import random
from typing import Any

from exchange import Call, ask_fastapi, ask_flask, call
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from flask import Flask, request
from support import flask_compat
from support.proxy import ProxyFix
from support.request_data import plain_request
from werkzeug.middleware.proxy_fix import ProxyFix as WerkzeugsProxyFix

WORDS = "remote_addr scheme host host_url root_url root_path url path".split()
VALUES: dict[str, list[str | None]] = {
    "X-Forwarded-For": [None, "", "1.1.1.1", "1.1.1.1, 2.2.2.2,3.3.3.3", '"a,b", c', "::1"],
    "X-Forwarded-Proto": [None, "https", "http,https", "https, http", ""],
    "X-Forwarded-Host": [None, "a.example", "a.example:81, b.example:8080", "[::1]", "[::1]:9"],
    "X-Forwarded-Port": [None, "81", "81, 8443", "443", "80"],
    "X-Forwarded-Prefix": [None, "/in", "/out, /in", "/a/b"],
}


def said(known: Any) -> str:
    return "\n".join(f"{word}={getattr(known, word)}" for word in WORDS)


def applications(**trusted: int) -> tuple[Flask, FastAPI]:
    theirs, ours = Flask("x", static_folder=None), FastAPI(openapi_url=None)
    theirs.wsgi_app = WerkzeugsProxyFix(theirs.wsgi_app, **trusted)  # type: ignore[method-assign]
    theirs.route("/who")(lambda: (said(request), {"Content-Type": "text/plain; charset=utf-8"}))

    @ours.get("/who")
    async def who(request: Request) -> PlainTextResponse:
        return PlainTextResponse(said(plain_request(request)))

    ours.add_middleware(ProxyFix, **trusted)
    flask_compat.install(ours)
    return theirs, ours


def same(theirs: Flask, ours: FastAPI, asked: Call, trusted: Any) -> None:
    assert ask_fastapi(ours, asked).body == ask_flask(theirs, asked).body, (str(asked), trusted)


def test_as_werkzeug_reads_them() -> None:
    chosen = random.Random(1)
    sets: list[dict[str, int]] = [
        {},
        {"x_for": 0, "x_proto": 0},
        {"x_for": 2, "x_host": 1, "x_port": 1},
    ]
    sets += [
        dict(zip(("x_for", "x_proto", "x_host", "x_port", "x_prefix"), numbers, strict=True))
        for numbers in ((1, 1, 1, 1, 1), (2, 2, 2, 2, 2), (3, 1, 0, 1, 1), (1, 0, 1, 0, 2))
    ]
    every = list(itertools.product(*VALUES.values()))
    for trusted in sets:
        theirs, ours = applications(**trusted)
        for values in chosen.sample(every, 60):
            headers = [(k, v) for k, v in zip(VALUES, values, strict=True) if v is not None]
            same(theirs, ours, call("GET", "/who", headers), trusted)


def test_several_headers_of_one_name_are_one_list() -> None:
    theirs, ours = applications(x_for=2, x_host=1)
    headers = [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "2.2.2.2, 3.3.3.3")]
    same(theirs, ours, call("GET", "/who", headers), 2)
    headers = [("X-Forwarded-Host", "a.example"), ("X-Forwarded-Host", "b.example")]
    same(theirs, ours, call("GET", "/who", headers), 2)


def test_below_a_path_of_the_server() -> None:
    theirs, ours = applications(x_prefix=1, x_for=1)
    for prefix in ([], [("X-Forwarded-Prefix", "/in")], [("X-Forwarded-Prefix", "/")]):
        same(theirs, ours, call("GET", "/who", prefix, root="/at"), prefix)


def test_slash_redirects_and_other_kinds_of_scopes() -> None:
    theirs, ours = applications(x_prefix=1, x_host=1)
    headers = [("X-Forwarded-Prefix", "/in"), ("X-Forwarded-Host", "a.example")]
    asked = call("GET", "/nope", headers)
    assert ask_fastapi(ours, asked).status == ask_flask(theirs, asked).status == 404

"""The headers of Flask-CORS: cors.py beside the extension itself."""

import re
from datetime import timedelta
from itertools import product
from typing import Any

import flask_cors
import pytest
from exchange import Call, call
from kits import FlaskKit, agree
from support import cors

ORIGINS = [None, "http://e.com", "http://a.e.com", "http://f.com", "http://E.com", "null"]
PREFLIGHTS = [
    ("OPTIONS", "/api/x", {}),
    ("OPTIONS", "/api/x", {"Access-Control-Request-Method": "get"}),
    ("OPTIONS", "/api/x", {"Access-Control-Request-Method": "DELETE"}),
    (
        "OPTIONS",
        "/api/x",
        {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-y, Content-Type,zed",
        },
    ),
    ("OPTIONS", "/none", {"Access-Control-Request-Method": "GET"}),
]
PLAIN = [
    ("GET", "/api/x", {}),
    ("HEAD", "/api/x", {}),
    ("POST", "/api/x", {"Access-Control-Request-Private-Network": "true"}),
    ("DELETE", "/api/x", {}),
    ("GET", "/other", {}),
    ("GET", "/none", {}),
    ("GET", "/crash", {}),
    ("GET", "/refused", {}),
    ("GET", "/own", {}),
]
CALLS = [
    call(method, path, {**headers, **({"Origin": origin} if origin else {})})
    for origin, (method, path, headers) in product(ORIGINS, PREFLIGHTS + PLAIN)
]

OPTIONS: list[dict[str, Any]] = [
    {},
    {"origins": ["http://e.com"], "supports_credentials": True, "max_age": 60},
    {"origins": ["http://e.com", "http://f.com"], "expose_headers": ["X-B", "X-A"]},
    {"origins": r"http://.*\.e\.com", "max_age": timedelta(minutes=2)},
    {"origins": re.compile("http://[ef].com"), "max_age": 0},
    {"origins": ["*", "http://e.com"], "send_wildcard": True},
    {"origins": []},
    {"origins": None},
    {"supports_credentials": True, "allow_private_network": True},
    {"always_send": False, "vary_header": False},
    {"origins": ["http://e.com", "http://f.com"], "vary_header": False},
    {"methods": ["GET"], "allow_headers": ["Content-Type", "X-.*"]},
    {"methods": "get, post", "allow_headers": None, "expose_headers": "X-A"},
    {"methods": None},
    {"resources": "/api/*"},
    {"resources": ["/other", re.compile("/api/.")], "origins": "http://e.com"},
    {"resources": {"*": {}, "/api/x": {"origins": "http://e.com"}, r"/a.*": {"max_age": 3}}},
    {"resources": {r"/api/.*": {"origins": "http://f.com"}, r"/.*": {"max_age": 3}}, "max_age": 5},
    {"intercept_exceptions": False, "what": "is this"},
]


def library(kit: Any) -> Any:
    return flask_cors if isinstance(kit, FlaskKit) else cors


def views(kit: Any, target: Any) -> None:
    @kit.view(target, "/api/x", methods=["GET", "POST"])
    def x() -> Any:
        return {"x": kit.request.method}

    @kit.view(target, "/other")
    def other() -> Any:
        kit.session.get("a")  # Vary: Cookie
        return "other"

    @kit.view(target, "/crash")
    def crash() -> Any:
        raise ValueError

    @kit.view(target, "/refused")
    def refused() -> Any:
        kit.abort(403)

    @kit.view(target, "/own")
    def own() -> Any:
        return "", 200, {"Access-Control-Allow-Origin": "http://own.com"}


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_application(options: dict[str, Any]) -> None:
    def describe(kit: Any) -> None:
        library(kit).CORS(kit.app, **options)
        views(kit, kit.app)

    agree(describe, *CALLS, is_brief=True)


def test_init_app() -> None:
    def describe(kit: Any) -> None:
        extension = library(kit).CORS(max_age=7, origins=["http://e.com", "http://f.com"])
        views(kit, kit.app)
        extension.init_app(kit.app, expose_headers="X-Late", max_age=8)

    agree(describe, *CALLS, is_brief=True)


def test_settings() -> None:
    def describe(kit: Any) -> None:
        library(kit).CORS(kit.app)
        views(kit, kit.app)

    settings = {"CORS_ORIGINS": ["http://e.com", "http://f.com"], "CORS_MAX_AGE": 9}
    agree(describe, *CALLS, is_brief=True, CORS_RESOURCES="/api/*", **settings)


def test_blueprint() -> None:
    def describe(kit: Any) -> None:
        shop, pages = kit.blueprint("shop", "/shop"), kit.blueprint("pages", "/pages")
        library(kit).CORS(shop, origins=["http://e.com", "http://f.com"])
        for name, blueprint in (("shop", shop), ("pages", pages)):

            named = {} if isinstance(kit, FlaskKit) else {"name_of_blueprint": name}

            @kit.view(blueprint, "/x", **named)
            def x() -> Any:
                if kit.request.args:
                    kit.abort(404)
                return "x"

            kit.register(kit.app, blueprint, name)

    paths = ["/shop/x", "/pages/x", "/shop/none", "/shop/x?gone=1"]
    calls = [
        call(method, path, {"Origin": origin})
        for method, path, origin in product(["GET", "OPTIONS", "POST"], paths, ORIGINS[1:])
    ]
    agree(describe, *calls)


@pytest.mark.parametrize("options", OPTIONS[:9], ids=str)
def test_view(options: dict[str, Any]) -> None:
    def describe(kit: Any) -> None:
        cross_origin = library(kit).cross_origin
        if "origins" in options:
            library(kit).CORS(kit.app, origins="http://f.com", max_age=11)

        @kit.before_request(kit.app)
        def early() -> Any:
            return ("early", 202) if "early" in kit.request.args else None

        @kit.view(kit.app, "/api/x", methods=["GET", "POST"])
        @cross_origin(**options)
        def x() -> Any:
            @kit.after_this_request
            def seen(response: Any) -> Any:
                response.headers["X-Seen"] = str(response.headers.get("Vary"))
                return response

            kit.session.get("a")  # Vary: Cookie
            if "refused" in kit.request.args:
                kit.abort(403)
            return {"x": 1}

        @kit.view(kit.app, "/other")
        @cross_origin(automatic_options=False, **options)
        def other() -> Any:
            return "other"

        @kit.view(kit.app, "/crash")
        @cross_origin(origins="http://e.com")
        @cross_origin(**options)
        def crash() -> Any:
            return "twice" if "twice" in kit.request.args else 1 / 0

    more: list[Call] = [
        call(method, path, {"Origin": "http://e.com", "Access-Control-Request-Method": "GET"})
        for method, path in product(
            ["GET", "OPTIONS"],
            ["/api/x?refused=1", "/api/x?early=1", "/crash?twice=1", "/other?early=1"],
        )
    ]
    agree(describe, *CALLS, *more, is_brief=True, CORS_EXPOSE_HEADERS=["X-S"])

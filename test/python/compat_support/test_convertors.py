"""Converters with arguments and of the application's own, with flask_compat and without."""

from typing import Any

import flask
import pytest
from exchange import ask_fastapi, ask_flask, call, get, same
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from support import flask_compat
from support.convertors import register_converter
from support.urls import url_for
from werkzeug.routing import (
    AnyConverter,
    BaseConverter,
    IntegerConverter,
    UnicodeConverter,
    ValidationError,
)


class Numbers(BaseConverter):
    regex = r"\d+(?:,\d+)*"

    def to_python(self, value: str) -> Any:
        return [int(number) for number in value.split(",")]

    def to_url(self, value: Any) -> str:
        return ",".join(map(str, value))


class Known(BaseConverter):
    """Looks its values up."""

    weight = 10

    def to_python(self, value: str) -> Any:
        if value == "nobody":
            raise ValidationError
        return {"user": value}

    def to_url(self, value: Any) -> str:
        return super().to_url(value["user"])


class Folders(BaseConverter):
    regex = "[^/].*?"
    weight = 150

    def __init__(self, url_map: Any, least: int = 1) -> None:
        super().__init__(url_map)
        self.least = least

    def to_python(self, value: str) -> Any:
        parts = value.split("/")
        if len(parts) < self.least:
            raise ValidationError
        return parts

    def to_url(self, value: Any) -> str:
        return "/".join(super(Folders, self).to_url(part) for part in value)


RULES = {
    "/<any(xhr, jquery, fetch):js>": "/{js:library}",
    "/code/<string(length=2):code>": "/code/{code:code2}",
    "/name/<string(minlength=3,maxlength=4):name>": "/name/{name:name34}",
    "/signed/<int(signed=True):n>": "/signed/{n:signed}",
    "/range/<int(min=2,max=5):n>": "/range/{n:range25}",
    "/digits/<int(fixed_digits=3):n>": "/digits/{n:digits3}",
    "/list/<numbers:v>": "/list/{v:numbers}",
    "/known/<name>": "/known/{name}",
    "/known/<known:v>": "/known/{v:known}",
    "/folders/<folders(2):v>": "/folders/{v:folders2}",
    "/folders/<folders(2):v>/end": "/folders/{v:folders2}/end",
    "/mixed/a<numbers:v>.<any(txt,'c,d'):x>": "/mixed/a{v:numbers}.{x:txt}",
}
PATHS = [
    "/xhr", "/fetch", "/xml", "/XHR", "/xhr/", "/code/ab", "/code/abc", "/code/a", "/name/abc",
    "/name/ab", "/signed/-5", "/signed/5", "/signed/+5", "/range/2", "/range/6", "/digits/012",
    "/digits/12", "/list/1,2,3", "/list/x", "/list/1,", "/known/bob", "/known/nobody",
    "/known/%C3%A9", "/folders/a", "/folders/a/b", "/folders/a/b/end", "/folders/a/end",
    "/mixed/a1,2.txt", "/mixed/a1.c,d", "/mixed/a.txt",
]  # fmt: skip
BUILT: dict[str, dict[str, Any]] = {
    "/<any(xhr, jquery, fetch):js>": {"js": "xhr"},
    "/signed/<int(signed=True):n>": {"n": -5},
    "/digits/<int(fixed_digits=3):n>": {"n": 12},
    "/list/<numbers:v>": {"v": [1, 2], "q": 1},
    "/known/<known:v>": {"v": {"user": "é b"}},
    "/folders/<folders(2):v>": {"v": ["a b", "c"]},
}


def apps() -> tuple[flask.Flask, FastAPI]:
    register_converter("library", AnyConverter, "xhr", "jquery", "fetch")
    register_converter("code2", UnicodeConverter, length=2)
    register_converter("name34", UnicodeConverter, minlength=3, maxlength=4)
    register_converter("signed", IntegerConverter, signed=True)
    register_converter("range25", IntegerConverter, min=2, max=5)
    register_converter("digits3", IntegerConverter, fixed_digits=3)
    register_converter("numbers", Numbers)
    register_converter("known", Known)
    register_converter("folders2", Folders, 2)
    register_converter("txt", AnyConverter, "txt", "c,d")
    flask_app, app = flask.Flask(__name__, static_folder=None), FastAPI(openapi_url=None)
    flask_app.url_map.converters |= {"numbers": Numbers, "known": Known, "folders": Folders}
    for rule, path in RULES.items():
        _add(flask_app, app, rule, path)

    @flask_app.get("/built")
    def built() -> Any:
        return {rule: flask.url_for(rule.replace(".", ""), **v) for rule, v in BUILT.items()}

    @app.get("/built")
    def built_too(request: Request) -> Any:
        return {rule: url_for(request, rule.replace(".", ""), **v) for rule, v in BUILT.items()}

    return flask_app, app


def _add(flask_app: flask.Flask, app: FastAPI, rule: str, path: str) -> None:
    name = rule.replace(".", "")
    flask_app.add_url_rule(rule, name, lambda **values: repr((name, sorted(values.items()))))

    def js(js: str) -> str:
        return repr((name, [("js", js)]))

    def n(n: int) -> str:
        return repr((name, [("n", n)]))

    def v(v) -> str:  # type: ignore[no-untyped-def]
        return repr((name, [("v", v)]))

    def other(request: Request) -> str:
        return repr((name, sorted(request.path_params.items())))

    view: Any = js if "{js:" in path else n if "{n:" in path else v if path.count("{v:") else other
    view = other if "{x:" in path else view
    app.add_api_route(path, view, name=name, response_class=HTMLResponse)


@pytest.mark.parametrize("path", PATHS)
def test_paths(path: str) -> None:
    flask_app, app = apps()
    flask_compat.install(app)
    same(flask_app, app, *(call(method, path) for method in ("GET", "POST", "OPTIONS")))


@pytest.mark.parametrize("path", PATHS)
def test_without_flask_compat(path: str) -> None:
    """Starlette asks in the order of definition, and stops at the first pattern that fits."""
    flask_app, app = apps()
    wanted, got = ask_flask(flask_app, get(path)), ask_fastapi(app, get(path))
    if path in (
        "/xhr/",
        "/known/bob",
        "/known/nobody",
        "/known/%C3%A9",
        "/folders/a/b/end",
        "/folders/a/end",
    ):
        assert got.status == 307 if path == "/xhr/" else got.status == 200
    else:
        assert (got.status, wanted.status == 200 and got.body) == (
            wanted.status,
            wanted.status == 200 and wanted.body,
        )


def test_url_for() -> None:
    flask_app, app = apps()
    same(flask_app, app, get("/built"), ignore=["body", "content-length"])
    flask_compat.install(app)
    same(flask_app, app, get("/built"))

"""Views return plain dicts and lists; flask_compat writes them as Flask does."""

import datetime
import decimal
import json
from collections.abc import Iterator
from typing import Annotated, Any

import flask
import pytest
from exchange import ask_fastapi, call, get, same
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from support import flask_compat
from test_returns import RETURNED

VALUES = {
    name: value
    for name, make in RETURNED.items()
    if not name.startswith(("jsonify", "made", "twice"))
    and isinstance(value := make(None, None), (dict, list))
}
DATE = datetime.date(2024, 1, 2)


def apps() -> tuple[flask.Flask, FastAPI]:
    flask_app, app = flask.Flask("shop", static_folder=None), FastAPI(title="shop")
    router, late = APIRouter(), APIRouter()

    @flask_app.get("/<kind>/<name>")
    def view(kind: str, name: str) -> Any:
        return VALUES[name]

    @app.get("/direct/{name}")
    async def direct(name: str) -> Any:
        return VALUES[name]

    @router.get("/{name}")
    def included(name: str) -> Any:
        return VALUES[name]

    @late.get("/{name}")
    def later(name: str) -> Any:
        return VALUES[name]

    app.include_router(router, prefix="/included")
    flask_compat.install(app)
    app.include_router(late, prefix="/late")  # not how it is done, but it does work
    return flask_app, app


APPS = apps()


@pytest.mark.parametrize("name", VALUES)
def test_values(name: str) -> None:
    path = name.replace(" ", "%20")
    same(*APPS, *(get(f"/{kind}/{path}") for kind in ("direct", "included", "late")))


def test_annotations_of_builtins_change_nothing() -> None:
    flask_app, app = flask.Flask("shop"), FastAPI(title="shop")
    value = {"b": decimal.Decimal("1.10"), "a": DATE, "n": float("nan")}
    many = [value]

    @flask_app.get("/<name>")
    def view(name: str) -> Any:
        return many if name.startswith("list") else value

    @app.get("/dict")
    def plain() -> dict:  # type: ignore[type-arg]
        return value

    @app.get("/dict-any")
    def plain_any() -> dict[str, Any]:
        return value

    @app.get("/dict-object")
    async def plain_object() -> dict[str, object]:
        return value

    @app.get("/union")
    def plain_union() -> dict[str, Any] | list[Any] | tuple[dict[str, Any], int] | None:
        return value

    @app.get("/list")
    def plain_list() -> list[dict[str, Any]]:
        return many

    flask_compat.install(app)
    same(flask_app, app, *map(get, ("/dict", "/dict-any", "/dict-object", "/union", "/list")))


class Item(BaseModel):
    name: str
    day: datetime.date


def test_models_and_responses_stay_fastapis() -> None:
    app = FastAPI()

    @app.get("/model", response_model=Item)
    def model() -> Any:
        return {"name": "n", "day": DATE, "secret": 1}

    @app.get("/models")
    def models() -> list[Item]:
        return [Item(name="n", day=DATE)]

    @app.get("/instance")
    def instance() -> Any:
        return Item(name="n", day=DATE)

    @app.get("/response")
    def response() -> Any:
        return JSONResponse({"b": 1, "a": 2})

    @app.get("/text")
    def text() -> str:
        return "x"

    @app.get("/lines")
    def lines() -> Iterator[dict[str, int]]:
        yield {"b": 1, "a": 2}

    flask_compat.install(app)
    found = b'{"name":"n","day":"2024-01-02"}'
    bodies = {path: ask_fastapi(app, get(path)).body for path in ("/model", "/models", "/instance")}
    assert bodies == {"/model": found, "/models": b"[" + found + b"]", "/instance": found}
    assert ask_fastapi(app, get("/response")).body == b'{"b":1,"a":2}'
    assert ask_fastapi(app, get("/text")).body == b'"x"'
    assert ask_fastapi(app, get("/lines")).body == b'{"b":1,"a":2}\n'


def test_status_headers_tasks_and_dependencies_stay() -> None:
    app = FastAPI()
    done: list[str] = []

    def guard(response: Response) -> str:
        response.headers["X-Guard"] = "1"
        return "bob"

    @app.post("/", status_code=201)
    def create(user: Annotated[str, Depends(guard)], tasks: BackgroundTasks) -> Any:
        tasks.add_task(done.append, user)
        return {"b": DATE, "a": user}

    @app.put("/", status_code=201)
    async def replace(response: Response) -> Any:
        response.status_code = 202
        response.set_cookie("k", "v", samesite=None)
        return []

    flask_compat.install(app)
    first, second = (ask_fastapi(app, call(method, "/")) for method in ("POST", "PUT"))
    assert first.body == b'{"a":"bob","b":"Tue, 02 Jan 2024 00:00:00 GMT"}\n'
    assert (first.status, first.header("x-guard"), done) == (201, "1", ["bob"])
    assert (second.status, second.header("set-cookie"), second.body) == (
        202,
        "k=v; Path=/",
        b"[]\n",
    )
    assert app.openapi()["paths"]["/"]["post"]["responses"]["201"]


def test_views_are_wrapped_once() -> None:
    app = FastAPI()
    app.add_api_route("/", lambda: {})
    flask_compat.install(app)
    app.build_middleware_stack()
    (route,) = (route for route in app.routes if getattr(route, "path", "") == "/")
    assert route.dependant.call.__wrapped__ is route.endpoint  # type: ignore[attr-defined]


class Unsorted(JSONResponse):
    def render(self, content: Any) -> bytes:
        return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def test_class_of_its_own() -> None:
    flask_app, app = flask.Flask("shop"), FastAPI()
    flask_app.json.sort_keys = False  # type: ignore[attr-defined]
    value: Any = {"b": 1, "a": {"d": 1, "c": 2}, 3: 4}
    flask_app.add_url_rule("/", view_func=lambda: value)
    app.add_api_route("/", lambda: value)
    flask_compat.install(app, json_response=Unsorted)
    same(flask_app, app, get("/"))


def test_one_application_does_not_change_another() -> None:
    router = APIRouter()
    router.add_api_route("/", lambda: {"b": DATE, "a": 1})
    compatible, plain = FastAPI(), FastAPI()
    for app in (compatible, plain):
        app.include_router(router)
    flask_compat.install(compatible)
    assert ask_fastapi(compatible, get("/")).body.startswith(b'{"a":1,"b":"Tue')
    assert ask_fastapi(plain, get("/")).body == b'{"b":"2024-01-02","a":1}'


def test_json_is_flasks_while_flask_is_in_front() -> None:
    app = FastAPI()
    app.state.flask_app = flask.Flask("shop")
    app.add_api_route("/", lambda: {"b": DATE, "a": 1})
    flask_compat.install(app)
    assert ask_fastapi(app, get("/")).body.endswith(b'GMT"}\n')

"""The application's own answers to errors: blueprint handlers, abort(), Werkzeug's exceptions."""

from typing import Annotated, Any

import flask
import pytest
import werkzeug.exceptions as wz
from exchange import ask_fastapi, call, get, same
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from pairs import Pair
from starlette.exceptions import HTTPException as StarletteHTTPException
from support import flask_compat
from support.errors import (
    Interrupt,
    abort,
    answer_interrupt,
    answer_werkzeug,
    answering,
    error_name,
    handling,
)
from support.responses import ViewRoute
from test_errors import RAISED, GoneToo, Own


def lost(error: wz.HTTPException) -> Any:
    return {"lost": error.description, "name": error.name}, 404, {"X-Lost": "1"}


async def lost_too(request: Request, error: HTTPException) -> Any:
    return {"lost": error.detail, "name": error_name(error)}, 404, {"X-Lost": "1"}


def internal(error: wz.InternalServerError) -> Any:
    return repr(error.original_exception), 500


def internal_too(request: Request, error: HTTPException) -> Any:
    return repr(error.__cause__), 500


@pytest.mark.parametrize("base", [ViewRoute, None])
def test_handlers_of_one_blueprint(base: Any) -> None:
    flask_app, app = flask.Flask("shop"), FastAPI(default_response_class=HTMLResponse)
    bp = flask.Blueprint("bp", __name__, url_prefix="/bp")
    bp.register_error_handler(404, lost)
    bp.register_error_handler(500, internal)
    bp.register_error_handler(ValueError, lambda e: ("value", 400))
    handlers: Any = {
        404: lost_too,
        500: internal_too,
        ValueError: lambda request, e: ("value", 400),
    }
    route_class = handling(handlers, base) if base else handling(handlers)
    router = APIRouter(prefix="/bp", route_class=route_class)
    plain = (lambda: flask.abort(404), lambda: abort(404))
    more = {"plain": plain, "value": (fail, fail), "ok": (ok, ok)}
    for name, (theirs, ours) in {**RAISED, **more}.items():
        path = f"/{name.replace(' ', '-')}"
        bp.add_url_rule(path, name, theirs)
        flask_app.add_url_rule(path, name, theirs)
        router.add_api_route(path, ours)
        app.add_api_route(path, ours)
    flask_app.register_error_handler(404, lambda e: ("app 404", 404))
    flask_app.register_error_handler(Own, lambda e: ("app own", 409))
    app.add_exception_handler(404, answering(lambda request, e: ("app 404", 404)))
    app.add_exception_handler(Own, answering(lambda request, e: ("app own", 409)))
    app.add_exception_handler(GoneToo, answering(lambda request, e: ("app 404", 404)))
    flask_app.register_blueprint(bp)
    app.include_router(router)
    flask_compat.install(app)
    paths = [f"/{name.replace(' ', '-')}" for name in (*RAISED, *more, "nope")]
    same(flask_app, app, *(get(prefix + path) for path in paths for prefix in ("", "/bp")))


def fail() -> Any:
    raise ValueError


def ok() -> str:
    return "ok"


ABORTED: dict[str, Any] = {
    "code": lambda stop, make: stop(404),
    "text": lambda stop, make: stop(403, "no"),
    "keyword": lambda stop, make: stop(400, description="bad"),
    "unknown": lambda stop, make: stop(402),
    "odd": lambda stop, make: stop(999),
    "response": lambda stop, make: stop(make(("own", 418, {"X-A": "1"}))),
}


@pytest.mark.parametrize("name", ABORTED)
def test_abort(name: str) -> None:
    from support.responses import make_response

    apps = Pair()
    apps.flask.add_url_rule("/", name, lambda: ABORTED[name](flask.abort, flask.make_response))
    apps.router.add_api_route("/", lambda: ABORTED[name](abort, make_response))
    app = apps.fastapi
    app.add_exception_handler(Interrupt, answer_interrupt)  # type: ignore[arg-type]
    same(apps.flask, app, get("/"))


def test_a_dependency_can_answer() -> None:
    app = FastAPI()
    app.add_exception_handler(Interrupt, answer_interrupt)  # type: ignore[arg-type]

    def login() -> None:
        raise Interrupt(Response(status_code=302, headers={"Location": "/login"}))

    @app.get("/")
    def view(user: Annotated[None, Depends(login)]) -> Any:
        return {}

    answer = ask_fastapi(app, get("/"))
    assert (answer.status, answer.header("location")) == (302, "/login")


def test_werkzeugs_exceptions_without_flask_compat() -> None:
    """As if HTTPException had been raised: with FastAPI's own answer, or the application's."""
    plain, own = FastAPI(), FastAPI()
    for app in (plain, own):
        app.add_exception_handler(wz.HTTPException, answer_werkzeug)  # type: ignore[arg-type]
        for name in ("werkzeug text", "retry", "allow", "response", "key"):
            app.add_api_route(f"/{name.replace(' ', '-')}", RAISED[name][1])

    @own.exception_handler(410)
    def gone(request: Request, error: HTTPException) -> HTMLResponse:
        return HTMLResponse(f"gone: {error.detail}", 410)

    @own.exception_handler(StarletteHTTPException)
    async def other(request: Request, error: HTTPException) -> HTMLResponse:
        return HTMLResponse(f"other {error_name(error)}", error.status_code)

    answers = {path: ask_fastapi(plain, get(path)) for path in ("/werkzeug-text", "/retry", "/key")}
    assert answers["/werkzeug-text"].body == b'{"detail":"bye"}'
    assert (answers["/retry"].status, answers["/retry"].header("retry-after")) == (429, "30")
    assert answers["/key"].status == 400
    assert ask_fastapi(own, get("/werkzeug-text")).body == b"gone: bye"
    assert ask_fastapi(own, get("/retry")).body == b"other Too Many Requests"
    assert ask_fastapi(own, call("GET", "/response")).body == b"own"

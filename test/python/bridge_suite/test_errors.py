"""Exceptions of migrated routes beside Flask."""

from typing import Any

import pytest
from asking import served
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from flask import Flask, abort, request
from shop import Shop, SoldOut
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.testclient import TestClient


def failing(error: Exception, asynchronous: bool) -> Any:
    def endpoint() -> None:
        raise error

    async def waiting() -> None:
        raise error

    return waiting if asynchronous else endpoint


@pytest.mark.parametrize("asynchronous", [False, True])
def test_flask_answers(asynchronous: bool) -> None:
    flask_app, app = Flask("shop"), FastAPI()

    @flask_app.errorhandler(SoldOut)
    def sold_out(exc: SoldOut) -> Any:
        return {"sold_out": str(exc), "path": request.path}, 410, {"X-Flask": "1"}

    @flask_app.errorhandler(404)
    def not_found(exc: Any) -> Any:
        return f"{exc.description} at {request.path}", 404

    errors = {
        "/sold": SoldOut("hats"),
        "/gone": HTTPException(404, "no hat", headers={"X-Why": "gone"}),
        "/bug": ZeroDivisionError(),
        "/teapot": HTTPException(418),
    }
    for path, error in errors.items():
        app.add_api_route(path, failing(error, asynchronous))
    client = served(flask_app, app)
    sold = client.get("/sold")
    assert (sold.status_code, sold.json()) == (410, {"sold_out": "hats", "path": "/sold"})
    assert sold.headers["x-flask"] == "1"
    gone = client.get("/gone")
    assert (gone.text, gone.headers["x-why"]) == ("no hat at /gone", "gone")
    bug = client.get("/bug")
    assert bug.status_code == 500 and "<title>500 Internal Server Error</title>" in bug.text
    assert "418 I&#39;m a teapot" in client.get("/teapot").text.replace("'", "&#39;")


def test_aborts_of_werkzeug() -> None:
    flask_app, app = Flask("shop"), FastAPI()

    @app.get("/stop")
    def stop() -> None:
        abort(403, "not you")

    response = served(flask_app, app).get("/stop")
    assert response.status_code == 403 and "not you" in response.text


def test_fastapis_own_words() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    flask_app.register_error_handler(Exception, lambda exc: ("caught", 500))

    @app.get("/number/{n}")
    def number(n: int) -> int:
        return n

    @app.get("/detail")
    def detail() -> None:
        raise HTTPException(409, {"field": "name"})

    client = served(flask_app, app)
    assert client.get("/number/x").status_code == 422
    assert client.get("/detail").json() == {"detail": {"field": "name"}}


def test_handlers_of_the_fastapi_app_go_before() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    flask_app.register_error_handler(SoldOut, lambda exc: "Flask's")

    @app.exception_handler(SoldOut)
    async def sold_out(asgi: Request, exc: SoldOut) -> Any:
        return PlainTextResponse(f"FastAPI's {exc}", 410)

    @app.exception_handler(StarletteHTTPException)
    def any_http(asgi: Request, exc: StarletteHTTPException) -> Any:
        return JSONResponse({"own": exc.status_code}, exc.status_code)

    app.add_api_route("/sold", failing(SoldOut("hats"), False))
    app.add_api_route("/http", failing(HTTPException(404, "x"), True))
    client = served(flask_app, app)
    assert client.get("/sold").text == "FastAPI's hats"
    assert client.get("/http").json() == {"own": 404}
    assert client.get("/nowhere").headers["content-type"] == "text/html; charset=utf-8"


def test_error_in_the_middle_of_a_stream_leaves_the_app() -> None:
    flask_app, app = Flask("shop"), FastAPI()

    def chunks() -> Any:
        yield "one"
        raise SoldOut("hats")

    app.add_api_route("/stream", lambda: StreamingResponse(chunks()))
    served(flask_app, app)
    with pytest.raises(SoldOut), TestClient(app) as client:
        client.get("/stream")


def test_head_of_a_failing_route_has_no_body(shop: Shop) -> None:
    client = shop.client()
    assert client.get("/sold-out").json() == {"sold_out": "socks"}
    assert client.head("/sold-out").content == b""
    assert client.head("/sold-out").status_code == 410

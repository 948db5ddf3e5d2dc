"""The old command: the Flask app alone, under a WSGI server or its own test client."""

import threading
from typing import Annotated, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from asking import served
from fastapi import Depends, FastAPI, Request
from flask import Flask, request
from flask.testing import FlaskClient
from flask_bridge import FlaskRouter, mount_flask
from shop import Shop
from starlette.middleware.base import BaseHTTPMiddleware


@pytest.fixture
def flask_client(shop: Shop) -> FlaskClient:
    @shop.bridged.get("/async")
    async def waiting(asgi: Request) -> Any:
        return {"fastapi": asgi.url.path, "flask": request.path}

    def held() -> Any:
        yield "held"
        shop.log.append("leave")

    @shop.bridged.get("/held")
    def holding(value: Annotated[str, Depends(held)]) -> Any:
        return value

    shop.mount()
    return shop.flask.test_client()


def test_every_kind_of_route(flask_client: FlaskClient) -> None:
    assert flask_client.get("/en/items/4").json["number"] == 4
    assert flask_client.get("/en/kept/1").json == {"number": 1, "lang": "en", "seen": 1}
    assert flask_client.get("/en/async").json == {"fastapi": "/en/async", "flask": "/en/async"}
    assert flask_client.get("/users/ann").json == {"name": "ann"}
    assert flask_client.get("/users/staff").json == ["the boss"]
    assert flask_client.get("/users/me").text == "me, in Flask"


def test_late_work_before_teardown(shop: Shop, flask_client: FlaskClient) -> None:
    assert flask_client.get("/en/held").text == "held"
    assert shop.log.index("leave") < shop.log.index("end")


def test_errors_methods_and_head(flask_client: FlaskClient) -> None:
    assert flask_client.get("/sold-out").json == {"sold_out": "socks"}
    assert flask_client.get("/sold-out").status_code == 410
    assert flask_client.get("/nowhere").text == "nothing at /nowhere"
    assert flask_client.put("/users/ann").status_code == 405
    head = flask_client.head("/users/ann")
    assert (head.status_code, head.data) == (200, b"")


def test_middlewares_of_fastapi_go_around_migrated_routes() -> None:
    flask_app, app = Flask("shop"), FastAPI()

    async def stamp(asgi: Request, call_next: Any) -> Any:
        response = await call_next(asgi)
        response.headers["x-stamp"] = "1"
        return response

    app.add_middleware(BaseHTTPMiddleware, dispatch=stamp)
    app.add_api_route("/moved", lambda: "moved")
    mount_flask(app, flask_app)
    response = flask_app.test_client().get("/moved")
    assert (response.json, response.headers["x-stamp"]) == ("moved", "1")


def test_wsgi_wrapper_that_changes_the_path() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    bridged = FlaskRouter(flask_app)
    bridged.add_api_route("/bridged", lambda: request.script_root, name="bridged")
    app.add_api_route("/moved/{n:int}", lambda n: {"moved": n})
    wsgi = flask_app.wsgi_app

    def strip(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/app/"):
            environ["PATH_INFO"] = environ["PATH_INFO"][4:]
            environ["SCRIPT_NAME"] = "/app"
        return wsgi(environ, start_response)

    flask_app.wsgi_app = strip  # type: ignore[method-assign]
    client = served(flask_app, app)
    assert client.get("/app/bridged").text == "/app"
    assert client.get("/app/moved/3").status_code == 200
    assert client.get("/moved/3").status_code == 200


def test_a_view_that_calls_a_migrated_one_by_its_name_does_not_recurse() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    app.add_api_route("/moved", lambda: "moved", name="moved")
    flask_app.add_url_rule("/other", "other", lambda: flask_app.view_functions["moved"]())
    assert served(flask_app, app).get("/other").status_code == 404


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


def test_under_a_wsgi_server(shop: Shop) -> None:
    @shop.bridged.post("/echo", dependencies=[Depends(lambda: None)])
    async def echo(asgi: Request) -> Any:
        return {"fastapi": len(await asgi.body()), "flask": len(request.get_data())}

    shop.mount()
    with make_server("127.0.0.1", 0, shop.flask, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            base = f"http://127.0.0.1:{server.server_port}"
            assert httpx.get(f"{base}/en/items/2").json()["number"] == 2
            assert httpx.get(f"{base}/users/ann").json() == {"name": "ann"}
            sent = httpx.post(f"{base}/en/echo", content=b"x" * 70_000)
            assert sent.json() == {"fastapi": 70_000, "flask": 70_000}
        finally:
            server.shutdown()
            thread.join()

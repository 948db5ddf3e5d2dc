"""flask_compat beside the bridge: it touches migrated answers, and leaves those of Flask alone."""

import datetime
from typing import Any

import flask
import pytest
from asking import NEW, ask, client_of, scope, served
from fastapi import Depends, FastAPI
from fastapi.responses import RedirectResponse, Response
from flask import Flask
from flask_bridge import FlaskRouter, mount_flask
from shop import SoldOut
from starlette.testclient import TestClient

needs_compat = pytest.mark.skipif(not NEW, reason="flask_compat needs a newer FastAPI")


class Outside:
    """A middleware that looks at the scope when the answer starts."""

    def __init__(self, app: Any) -> None:
        self.app, self.seen = app, []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def look(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.seen.append(bool(scope.get("flask_bridge")))
            await send(message)

        await self.app(scope, receive, look)


def test_scope_tells_who_answers() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    flask_app.register_error_handler(SoldOut, lambda exc: "sold out")
    flask_app.add_url_rule("/kept", "kept", lambda: "kept")
    bridged = FlaskRouter(flask_app)
    bridged.add_api_route("/bridged", lambda: "b", name="b", dependencies=[Depends(lambda: None)])

    @app.get("/fails")
    def fails() -> None:
        raise SoldOut

    app.add_api_route("/moved", lambda: "moved")
    outside = Outside(mount_flask(app, flask_app))
    for path in ("/kept", "/bridged", "/nowhere", "/fails", "/moved"):
        ask(outside, scope(path))
    ask(outside, scope("/fails", "HEAD"))
    assert outside.seen == [True, True, True, True, False, True]


def test_scope_of_a_migrated_route_behind_a_wsgi_wrapper() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    app.add_api_route("/moved", lambda: "moved")
    wsgi = flask_app.wsgi_app

    def strip(environ: Any, start_response: Any) -> Any:
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/app")
        return wsgi(environ, start_response)

    flask_app.wsgi_app = strip  # type: ignore[method-assign]
    outside = Outside(mount_flask(app, flask_app))
    assert ask(outside, scope("/app/moved"))[0]["status"] == 200
    assert outside.seen == [False]


WHEN = datetime.datetime(2024, 2, 3, 4, 5, 6)


def pair() -> tuple[TestClient, TestClient]:
    """One app in Flask alone, and one in parts with flask_compat."""
    import flask_compat

    clients = []
    for moved in (False, True):
        flask_app, app = Flask("shop"), FastAPI()
        bridged = FlaskRouter(flask_app)
        add = bridged.add_api_route
        add("/plain", lambda: {"b": WHEN, "a": 1}, name="plain")
        add("/untyped", lambda: Response("x"), name="untyped")
        add("/to", lambda: flask.redirect("/x"), name="to")
        needed = [Depends(lambda: None)]
        add("/depends", lambda: {"b": WHEN, "a": 1}, name="depends", dependencies=needed)
        flask_app.add_url_rule("/kept", "kept", lambda: ("", 204))
        if moved:
            app.add_api_route("/dict", lambda: {"b": WHEN, "a": 1})
            app.add_api_route("/away", lambda: RedirectResponse("/x", 302))
        else:
            flask_app.add_url_rule("/dict", "dict", lambda: {"b": WHEN, "a": 1})
            flask_app.add_url_rule("/away", "away", lambda: flask.redirect("/x"))
        client = served(flask_app, app)
        if moved:
            flask_compat.install(app)
            client = client_of(app)
        clients.append(client)
    return clients[0], clients[1]


@needs_compat
@pytest.mark.parametrize(
    "path", ["/plain", "/untyped", "/to", "/depends", "/kept", "/dict", "/away", "/nowhere"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_same_with_flask_compat(path: str, method: str) -> None:
    flask_only, in_parts = pair()
    old, new = flask_only.request(method, path), in_parts.request(method, path)
    assert (old.status_code, old.content) == (new.status_code, new.content)
    assert sorted(old.headers.items()) == sorted(new.headers.items())

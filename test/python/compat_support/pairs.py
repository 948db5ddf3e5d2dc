"""Builds the two apps that are compared, and lets a view report many outcomes in one answer."""

from collections.abc import Callable
from typing import Any

import flask
from fastapi import APIRouter, FastAPI
from support import flask_compat
from support.responses import ViewRoute

METHODS = ["GET", "POST", "PUT", "DELETE"]


class Pair:
    """`pair.flask` and `pair.router`, which share nothing but the tests."""

    def __init__(self, **config: Any) -> None:
        self.flask = flask.Flask(__name__, static_folder=None)
        self.flask.config.update(config)
        self.router = APIRouter(route_class=ViewRoute)
        self.config = config

    @property
    def fastapi(self) -> FastAPI:
        app = FastAPI(openapi_url=None)
        app.state.config = dict(self.flask.config)
        app.include_router(self.router)
        flask_compat.install(app)
        return app


def outcome(read: Callable[..., Any], *values: Any) -> str:
    """What `read` returns, or what it raises: a status, a KeyError or some other exception."""
    try:
        return repr(read(*values))
    except Exception as error:
        status = getattr(error, "code", None) or getattr(error, "status_code", None)
        return f"{status or type(error).__name__}{' KeyError' * isinstance(error, KeyError)}"

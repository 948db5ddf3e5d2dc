"""What Flask answers where FastAPI would answer something else, for the whole application.

`install(app)` is the last line of the module or factory that makes the application, and the only
one. When no client minds any more, delete it together with this package: FastAPI answers for
itself, and nothing else changes.

    routing.py    which route answers: rules in any order, HEAD, OPTIONS, 405, slash redirects
    errors.py     error pages and their sentences, 500 inside the middlewares, 400/415/500 for 422
    json.py       dates, Decimal, order and spelling of a dict or list that a view returns
    responses.py  redirect pages, Content-Type, cookies, HEAD
    static.py     the headers of static files
"""

import logging

from fastapi import FastAPI, Response
from starlette.middleware import Middleware

from .errors import UnhandledErrors, install_errors
from .json import JSON, flask_json, install_json
from .responses import FlaskResponses
from .routing import FlaskRouting
from .static import StaticFiles

__all__ = ["StaticFiles", "install"]


def install(
    app: FastAPI,
    *,
    json_response: type[Response] = JSON,
    strict_slashes: bool = True,
    logger: logging.Logger | None = None,
) -> None:
    """Call it last: it looks at the error handlers, and goes inside every other middleware.

    Dicts and lists that views return are answered as `json_response`.
    While Flask itself is mounted (`app.state.flask_app`), it routes and answers errors.
    """
    install_json(app, json_response)
    app.user_middleware.append(Middleware(flask_json, app, json_response))
    app.user_middleware.append(Middleware(FlaskResponses))
    if not hasattr(app.state, "flask_app"):
        answers = install_errors(app, logger or logging.getLogger(app.title))
        app.user_middleware.append(Middleware(UnhandledErrors, answers))
        strict = getattr(app.state, "strict_slashes", strict_slashes)
        app.router.middleware_stack = FlaskRouting(app.router.middleware_stack, app, strict)

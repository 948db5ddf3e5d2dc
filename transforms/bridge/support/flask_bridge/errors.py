"""Who answers an exception: a handler of the FastAPI app, or Flask."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from http.client import responses as http_phrases
from typing import Any, TypeVar, cast

from fastapi import FastAPI, exception_handlers
from flask import Flask, after_this_request
from flask import Response as FlaskResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from werkzeug import exceptions as werkzeug_exceptions

from .environ import Environ, raw_headers
from .responses import serve

Handler = Callable[..., Any]
AnyResponse = TypeVar("AnyResponse")

FASTAPI_HANDLERS = (
    exception_handlers.http_exception_handler,
    exception_handlers.request_validation_exception_handler,
)


class Errors:
    def __init__(self, app: FastAPI, flask_app: Flask) -> None:
        self.app, self.flask_app = app, flask_app

    def fastapi_handler(self, exc: Exception) -> Handler | None:
        """The handler of the FastAPI app that answers an exception; None if Flask does."""
        handlers: dict[Any, Handler] = cast(Any, self.app.exception_handlers)
        text, keys = False, (*type(exc).__mro__, 500)
        if isinstance(exc, HTTPException):
            text, keys = exc.detail is None or isinstance(exc.detail, str), (exc.status_code, *keys)
        handler = next((handlers[key] for key in keys if key in handlers), None)
        # FastAPI's defaults are for what Flask cannot say: invalid parameters, details as JSON.
        if handler in FASTAPI_HANDLERS and (text or self.flask_handles(type(exc))):
            return None
        return handler

    def flask_handles(self, cls: type[Exception]) -> bool:
        """Whether an error handler of Flask names the class; errorhandler(Exception) does not."""
        specs = self.flask_app.error_handler_spec.values()
        named = {error for codes in specs for errors in codes.values() for error in errors}
        return any(base in named for base in cls.__mro__ if base is not Exception)

    def flask_error(self, exc: Exception) -> Exception:
        if not isinstance(exc, HTTPException) or self.flask_handles(type(exc)):
            return exc
        # The bare phrase is Starlette's default. Werkzeug has a better text of its own.
        bare = exc.detail is None or exc.detail == http_phrases.get(exc.status_code)
        error_class = werkzeug_exceptions.default_exceptions.get(
            exc.status_code, werkzeug_exceptions.HTTPException
        )
        error = error_class(description=None if bare else exc.detail)
        error.code = exc.status_code
        return error

    def answer_bridged(self, exc: Exception) -> FlaskResponse:
        """FastAPI's own exceptions mean nothing to Flask. The others are Flask's anyway."""
        handler = self.fastapi_handler(exc)
        if handler is not None:
            return serve(self.flask_app, functools.partial(answer, handler, exc))
        after_this_request(functools.partial(keep_headers, exc))
        raise self.flask_error(exc) from exc.__cause__

    def answer_migrated(self, environ: Environ, exc: Exception) -> Response:
        """In a thread: what Flask answers to an exception of a migrated route."""
        with self.flask_app.request_context(environ):
            try:
                try:
                    raise self.flask_error(exc)
                except Exception as error:
                    result: Any = self.flask_app.handle_user_exception(error)
                response = self.flask_app.make_response(result)
            except Exception as error:
                response = self.flask_app.handle_exception(error)
            chunks, _, headers = keep_headers(exc, response).get_wsgi_response(environ)
            converted = Response(b"".join(chunks), response.status_code)
        converted.raw_headers = raw_headers(headers)
        return converted


async def answer(
    handler: Handler, exc: Exception, scope: Scope, receive: Receive, send: Send
) -> None:
    response = await run_in_threadpool(handler, Request(scope, receive), exc)
    response = await response if inspect.isawaitable(response) else response
    await response(scope, receive, send)


def keep_headers(exc: Exception, response: AnyResponse) -> AnyResponse:
    for name, value in (getattr(exc, "headers", None) or {}).items():
        cast(Any, response).headers.setdefault(name, value)
    return response

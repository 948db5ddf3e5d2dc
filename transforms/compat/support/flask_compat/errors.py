"""Werkzeug's error pages and sentences, and Flask's way of finding who answers an error."""

import inspect
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug import exceptions

from .responses import asgi_response

Handler = Callable[[Request, Any], Any]

NOT_JSON = (
    "Did not attempt to load JSON data because the request Content-Type was not 'application/json'."
)

# refusals of values that int() or a plain dict took: these are new, so not a 500
ONLY_THE_MODEL = ("int_from_float", "string_type")


def describe(error: HTTPException) -> HTTPException:
    """abort(404), an unknown URL, a wrong method: where nobody gave a text, Werkzeug's."""
    known = exceptions.default_exceptions.get(error.status_code)
    if known and error.detail == HTTPStatus(error.status_code).phrase:
        error.detail = known.description or error.detail
    return error


async def error_page(request: Request, error: HTTPException) -> Response:
    """Werkzeug's page; FastAPI's answer if the detail is more than a text."""
    if not isinstance(error.detail, str):
        return await http_exception_handler(request, error)
    known = exceptions.default_exceptions.get(error.status_code, exceptions.HTTPException)
    page = known(description=error.detail)
    page.code = error.status_code
    response = asgi_response(page.get_response())
    response.headers.update(error.headers or {})
    return response


async def call(handler: Handler, request: Request, error: Exception) -> Response:
    response: Response
    if context := request.scope.get("request_context"):
        response = await context.call(handler, request, error)
        return response
    if inspect.iscoroutinefunction(handler):
        response = await handler(request, error)
        return response
    return await run_in_threadpool(handler, request, error)


class ErrorAnswers:
    """Asks the application's own handlers: by class, by status code, for any HTTP error."""

    def __init__(self, handlers: Mapping[Any, Handler], logger: logging.Logger) -> None:
        self.handlers, self.logger = handlers, logger

    async def http(self, request: Request, error: HTTPException) -> Response:
        handler = self.handlers.get(error.status_code) or self.handlers.get(HTTPException)
        return await call(handler or error_page, request, describe(error))

    async def werkzeug(self, request: Request, error: exceptions.HTTPException) -> Response:
        """Helpers may still `raise NotFound()`, and the URL map does."""
        if handler := self.handlers.get(exceptions.HTTPException):
            return await call(handler, request, error)
        handlers = {error.code, HTTPException} & self.handlers.keys()
        if error.response or error.code is None or error.code < 400 or not handlers:
            return asgi_response(error.get_response())
        headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
        known = HTTPException(error.code, error.description, headers)
        known.__cause__ = error
        return await self.http(request, known)

    async def invalid(self, request: Request, error: RequestValidationError) -> Response:
        """No 422: get_json() says 415 or 400, args["x"] and form["x"] 400; data["x"] and
        int(data["x"]) were a KeyError and a ValueError, so a 500."""
        first = error.errors()[0]
        place = first["loc"][0]
        mimetype = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_json = mimetype == "application/json" or (
            mimetype.startswith("application/") and mimetype.endswith("+json")
        )
        if place == "path":
            return await self.http(request, HTTPException(404))
        if place != "body" or isinstance(error.body, FormData):
            return await self.http(request, HTTPException(400))
        if not is_json:
            return await self.http(request, HTTPException(415, NOT_JSON))
        if first["type"] == "json_invalid" or not await request.body():
            return await self.http(request, HTTPException(400))
        if first["type"] in ONLY_THE_MODEL:
            detail = f"{first['loc'][-1]}: {first['msg']}"
            return await self.http(request, HTTPException(422, detail))
        return await self.unhandled(request, error)

    async def unhandled(self, request: Request, error: Exception) -> Response:
        """The handler for Exception, if there is one; else it is logged and a 500."""
        if handler := self.handlers.get(Exception):
            try:
                return await call(handler, request, error)
            except Exception as raised:
                error = raised
        if propagates(request.app):
            raise error
        if context := request.scope.get("request_context"):
            context.error = error  # for functions that close what was opened
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        self.logger.error("Exception on %s [%s]", path, request.method, exc_info=error)
        internal = HTTPException(500)
        internal.__cause__ = error
        return await self.http(request, internal)


class UnhandledErrors:
    """Answers what nobody handles here, inside every other middleware, so that the headers they
    add are on a 500 too."""

    def __init__(self, app: ASGIApp, answers: ErrorAnswers) -> None:
        self.app, self.answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False
        if context := scope.get("request_context"):
            context.answer = self.answer

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if started:
                raise
            response = await self.answer(Request(scope, receive), error)
            await response(scope, receive, send)

    async def answer(self, request: Request, error: Exception) -> Response:
        return await self.answers.unhandled(request, error)


def propagates(app: FastAPI) -> bool:
    """Whether exceptions are for a debugger or a test rather than for the client."""
    config = getattr(app.state, "config", {})
    wanted = config.get("PROPAGATE_EXCEPTIONS")
    if wanted is None:
        wanted = app.debug or config.get("DEBUG") or config.get("TESTING")
    return bool(wanted)


def install_errors(app: FastAPI, logger: logging.Logger) -> ErrorAnswers:
    defaults = (http_exception_handler, request_validation_exception_handler)
    own = {k: handler for k, handler in app.exception_handlers.items() if handler not in defaults}
    answers = ErrorAnswers(own, logger)
    app.exception_handlers[HTTPException] = answers.http
    app.exception_handlers[exceptions.HTTPException] = answers.werkzeug
    if RequestValidationError not in own:
        app.exception_handlers[RequestValidationError] = answers.invalid
    for key in own:
        if isinstance(key, int) and key != 500:  # Starlette would ask these before ours
            del app.exception_handlers[key]
    return answers

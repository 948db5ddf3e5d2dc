"""What the application answers to errors."""

import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, NoReturn

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as AnyHTTPException
from werkzeug import exceptions, wrappers
from werkzeug.http import HTTP_STATUS_CODES

from .responses import from_werkzeug, make_response

logger = logging.getLogger(__name__)

Handler = Callable[[Request, Any], Any]
Handlers = Mapping[int | type[Exception], Handler]


class Interrupt(Exception):
    """Ends the request with this response, from wherever it is raised."""

    def __init__(self, response: Response) -> None:
        self.response = response


async def answer_interrupt(request: Request, error: Interrupt) -> Response:
    return error.response


def abort(code: int | Response | wrappers.Response, description: str | None = None) -> NoReturn:
    """For where a `raise` can't stand; elsewhere raise HTTPException yourself."""
    if isinstance(code, (Response, wrappers.Response)):
        raise Interrupt(make_response(code))
    if code not in exceptions.default_exceptions:
        raise LookupError(f"no exception for {code}")
    raise HTTPException(code, description)


def as_text(description: Any) -> str | None:
    """Error pages show the text of whatever is wrong."""
    return None if description is None else str(description)


def error_name(error: AnyHTTPException) -> str:
    return HTTP_STATUS_CODES.get(error.status_code, "Unknown Error")


def describe(error: Exception) -> Exception:
    """Where nobody said what is wrong: Werkzeug's sentence."""
    if isinstance(error, AnyHTTPException):
        known = exceptions.default_exceptions.get(error.status_code)
        if known and error.detail == HTTPStatus(error.status_code).phrase:
            error.detail = known.description or error.detail
    return error


async def call(handler: Handler, request: Request, error: Exception) -> Response:
    """Handlers may return what views return. They run on the thread of the view."""
    if context := request.scope.get("request_context"):
        return make_response(await context.call(handler, request, error))
    if inspect.iscoroutinefunction(handler):
        return make_response(await handler(request, error))
    return make_response(await run_in_threadpool(handler, request, error))


def answering(handler: Handler) -> Handler:
    """`app.add_exception_handler(404, answering(lost))`: it may return what views return."""

    @wraps(handler)
    async def wrapper(request: Request, error: Exception) -> Response:
        return await call(handler, request, error)

    return wrapper


def as_http(error: exceptions.HTTPException) -> HTTPException:
    """FastAPI's exception for Werkzeug's, with its headers."""
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    known = HTTPException(error.code or 500, error.description, headers)
    known.__cause__ = error
    return known


async def answer_werkzeug(request: Request, error: exceptions.HTTPException) -> Response:
    """For `raise NotFound()` in code that doesn't know FastAPI: as if it had raised its own."""
    if error.response or error.code is None or error.code < 400:
        return from_werkzeug(error.get_response())
    handlers = request.app.exception_handlers
    handler = handlers.get(error.code) or handlers[AnyHTTPException]
    return await call(handler, request, as_http(error))


def find_handler(handlers: Handlers, error: Exception) -> Handler | None:
    """The class that is nearest to the error's own, its status code, any HTTP error, anything."""
    keys: list[Any] = [*type(error).__mro__]
    if isinstance(error, AnyHTTPException):
        keys.insert(keys.index(AnyHTTPException), error.status_code)
    return next((handlers[key] for key in keys if key in handlers), None)


def readings(handlers: Handlers, error: Exception, request: Request) -> Iterator[Exception]:
    """The error, and what it amounts to: FastAPI's for Werkzeug's, a 500 for one nobody expects."""
    yield error
    expected = request.app.exception_handlers
    if isinstance(error, exceptions.HTTPException):
        if error.code and not error.response:
            yield as_http(error)
    elif {500, AnyHTTPException} & handlers.keys():
        if not any(kind in expected for kind in type(error).__mro__):
            place = f"{request.url.path} [{request.method}]"
            logger.error("Exception on %s", place, exc_info=error)
            if context := request.scope.get("request_context"):
                context.error = error  # for functions that close what was opened
            internal = HTTPException(500)
            internal.__cause__ = error
            yield internal


def handling(handlers: Handlers, base: type[APIRoute] = APIRoute) -> type[APIRoute]:
    """`APIRouter(route_class=handling({404: lost}))`: for errors of this router's views only."""

    class HandlingRoute(base):  # type: ignore[valid-type, misc]
        def get_route_handler(self) -> Callable[[Request], Any]:
            answer = super().get_route_handler()

            async def handle(request: Request) -> Any:
                try:
                    return await answer(request)
                except Exception as error:
                    return await self.answer_error(request, error)

            return handle

        async def answer_error(self, request: Request, error: Exception) -> Response:
            for known in readings(handlers, error, request):
                if handler := find_handler(handlers, known):
                    return await call(handler, request, describe(known))
            raise error

    return HandlingRoute

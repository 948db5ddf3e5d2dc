"""Error handlers, found as Flask finds them: by status and class, those of a blueprint first.

They are given exceptions of Werkzeug, or what the application raised, and return what views do.
"""

import asyncio
import inspect
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as RaisedHTTPException
from werkzeug import exceptions
from werkzeug.routing import RoutingException

from .context import get_request_context
from .responses import from_werkzeug, make_response

F = TypeVar("F", bound=Callable[..., Any])
Handler = Callable[[Any], Any]
Handlers = dict[int | None, dict[type[Exception], Handler]]


def handlers_of(target: FastAPI | APIRouter) -> Handlers:
    """By status, None for classes that have none; then by class."""
    handlers: Handlers = vars(target).setdefault("error_handlers", {})
    return handlers


def app_handlers_of(blueprint: APIRouter) -> Handlers:
    """What a blueprint has for every error of the application."""
    handlers: Handlers = vars(blueprint).setdefault("app_error_handlers", {})
    return handlers


def add(handlers: Handlers, code_or_exception: int | type[Exception], f: Handler) -> None:
    kind: Any = code_or_exception
    if isinstance(kind, int):
        kind = exceptions.default_exceptions[kind]
    code = kind.code if issubclass(kind, exceptions.HTTPException) else None
    handlers.setdefault(code, {})[kind] = f


def register_error_handler(
    target: FastAPI | APIRouter, code_or_exception: int | type[Exception], f: Handler
) -> None:
    add(handlers_of(target), code_or_exception, f)


def errorhandler(
    target: FastAPI | APIRouter, code_or_exception: int | type[Exception]
) -> Callable[[F], F]:
    """`@errorhandler(app, 404)`, `@errorhandler(router, ValueError)`"""

    def register(f: F) -> F:
        add(handlers_of(target), code_or_exception, f)
        return f

    return register


def app_errorhandler(
    blueprint: APIRouter, code_or_exception: int | type[Exception]
) -> Callable[[F], F]:
    """For errors of the whole application."""

    def register(f: F) -> F:
        add(app_handlers_of(blueprint), code_or_exception, f)
        return f

    return register


def included_in(router: APIRouter) -> Iterator[APIRouter]:
    for route in router.routes:
        if included := getattr(route, "original_router", None):
            yield included
            yield from included_in(included)


def routers_around(router: APIRouter, route: Any) -> list[APIRouter] | None:
    """The routers that a route came through, the innermost first; None: it isn't in there."""
    for one in router.routes:
        if one is route:
            return []
        if included := getattr(one, "original_router", None):
            found = routers_around(included, route)
            if found is not None:
                return [*found, included]
    return None


def find_handler(request: Request, error: Exception) -> Handler | None:
    around = routers_around(request.app.router, request.scope.get("route")) or []
    return find_among([*around, request.app], error)


def find_among(targets: Sequence[FastAPI | APIRouter], error: Exception) -> Handler | None:
    known = [handlers_of(target) for target in targets]
    code = error.code if isinstance(error, exceptions.HTTPException) else None
    for status in dict.fromkeys((code, None)):
        for handlers in known:
            for kind in type(error).__mro__:
                if handler := handlers.get(status, {}).get(kind):
                    return handler
    return None


def find_error_handler(
    error: Exception, blueprints: Collection[str] | None = None
) -> Handler | None:
    """What answers that error while the request at hand is answered; of all its blueprints, or of
    some."""
    context = get_request_context()
    around = routers_around(context.request.app.router, context.route) or []
    if blueprints is not None:
        named = zip(context.words.blueprints, around, strict=False)
        around = [router for name, router in named if name in blueprints]
    return find_among([*around, context.request.app], error)


async def call(request: Request, handler: Handler, error: Exception) -> Response:
    """On the thread of the view, where it may undo what that began."""

    def answer() -> Response:
        if inspect.iscoroutinefunction(handler):
            return make_response(asyncio.run(handler(error)))
        return make_response(handler(error))

    if context := request.scope.get("request_context"):
        response: Response = await context.call(answer)
        return response
    return await run_in_threadpool(answer)


def as_werkzeug(error: RaisedHTTPException) -> exceptions.HTTPException:
    """What Flask would have raised."""
    status, cause = error.status_code, error.__cause__
    if isinstance(cause, exceptions.HTTPException):
        return cause
    if isinstance(error, KeyError):
        return exceptions.BadRequestKeyError()
    if status == 500 and isinstance(cause, Exception):
        return exceptions.InternalServerError(original_exception=cause)
    known = exceptions.default_exceptions.get(status, exceptions.HTTPException)(
        description=error.detail
    )
    known.code = status
    return known


async def answer_http(request: Request, error: RaisedHTTPException) -> Response:
    known = as_werkzeug(error)
    if handler := find_handler(request, known):
        return await call(request, handler, known)
    response = from_werkzeug(known.get_response())
    response.headers.update(error.headers or {})
    return response


async def answer_werkzeug(request: Request, error: exceptions.HTTPException) -> Response:
    is_answer = error.code is None or isinstance(error, RoutingException)
    handler = None if is_answer else find_handler(request, error)
    return await call(request, handler, error) if handler else from_werkzeug(error.get_response())


async def answer_raised(request: Request, error: Exception) -> Response:
    """Raises it again where nobody answers it: then it is a 500, for which there may be one.

    So is an error of a function after the view: handlers of its class aren't asked.
    """
    handler, context = find_handler(request, error), request.scope.get("request_context")
    if handler is None or (context and context.error is error):
        raise error
    return await call(request, handler, error)


def install_error_handlers(app: FastAPI) -> None:
    """Call it when all routers are included."""
    own = handlers_of(app)
    for blueprint in included_in(app.router):
        for code, handlers in app_handlers_of(blueprint).items():
            own[code] = {**handlers, **own.get(code, {})}
    answers: dict[Any, Any] = app.exception_handlers
    answers[RaisedHTTPException] = answer_http
    answers[exceptions.HTTPException] = answer_werkzeug
    answers[Exception] = answer_raised

"""The middleware that gives each request its contexts, and finishes its response.

When the response is made, functions that ran after the view may change it, the session is saved,
and what was opened is closed, all that before the first byte is sent.
"""

import inspect
import logging
from collections.abc import Iterable
from functools import wraps
from itertools import groupby
from typing import Any, NoReturn

from anyio import CancelScope
from fastapi import FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug import wrappers

from .context import current_app_context, current_request_context
from .lifecycle import Function, ServedRequest
from .responses import from_werkzeug, is_bodiless


class HeldResponse(wrappers.Response):
    """A response before it is sent."""

    default_mimetype = None


class HeldStream(HeldResponse):
    def make_sequence(self) -> NoReturn:
        raise RuntimeError("The body is a stream: it isn't there before it is sent.")


def held_response(response: Any) -> wrappers.Response:
    """Functions that are given a response may return another one."""
    if isinstance(response, wrappers.Response):
        return response
    if isinstance(response, Response) and hasattr(response, "body"):
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers]
        return HeldResponse(bytes(response.body), response.status_code, headers)
    raise TypeError(f"A function after the request returned a {type(response).__name__}.")


def change(functions: Iterable[Function], response: wrappers.Response) -> wrappers.Response:
    for function in functions:
        response = held_response(function(response))
    return response


async def process(context: ServedRequest, response: wrappers.Response) -> wrappers.Response:
    for is_async, group in groupby(context.after_functions(), inspect.iscoroutinefunction):
        if is_async:
            for function in group:
                response = held_response(await function(response))
        else:
            response = await context.thread.call(change, list(group), response)
    if context.lifecycle.save_session:
        context.lifecycle.save_session(context, response)
    return response


async def starlette_answer(request: Request, error: Exception) -> Response:
    """Without flask_compat: what Starlette would answer outside of all middlewares."""
    handlers = request.app.exception_handlers
    handler = handlers.get(500) or handlers.get(Exception)
    if handler is None:
        return PlainTextResponse("Internal Server Error", 500)
    context: ServedRequest = request.scope["request_context"]
    response: Response = await context.call(handler, request, error)
    return response


class Exchange:
    """Takes the messages of one response, and holds them back until that is finished."""

    def __init__(self, context: ServedRequest, receive: Receive, send: Send) -> None:
        self.context, self.receive, self.send = context, receive, send
        self.start: Message | None = None
        self.is_begun = self.is_over = self.is_torn_down = False

    async def __call__(self, message: Message) -> None:
        if self.is_over:
            return
        if message["type"] == "http.response.start":
            self.start = message
            names = {name.lower() for name, _ in message["headers"]}
            if b"content-length" not in names and not is_bodiless(message["status"]):
                await self.begin(None)
            return
        if self.start is None:
            return await self.pass_on(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            return await self.begin(message.get("body", b""))
        await self.begin(None, is_file=True)
        if not self.is_over:
            await self.pass_on(message)

    async def pass_on(self, message: Message) -> None:
        if self.context.request.method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self.send(message)

    async def begin(self, body: bytes | None, is_file: bool = False) -> None:
        """Everything that has to be done between the view and the first byte."""
        start, self.start, self.is_begun = self.start, None, True
        assert start is not None
        context = self.context
        response: wrappers.Response | None = None
        if context.lifecycle.save_session or context.after_functions():
            headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in start["headers"]]
            held: HeldResponse
            if body is None:
                held = HeldStream(iter(()), start["status"], headers, direct_passthrough=is_file)
            else:
                held = HeldResponse(body, start["status"], headers)
            try:
                response = await process(context, held)
            except Exception as error:
                if context.error is None:
                    return await self.replace(error)
                logging.getLogger(context.request.app.title).exception(
                    "Request finalizing failed with an error while handling an error"
                )
                response = held
        await self.teardown(context.error)
        if not context.thread.is_streaming:
            context.thread.release()
        if response is None:
            await self.send(start)
            if body is not None:
                await self.pass_on({"type": "http.response.body", "body": body})
        elif isinstance(response, HeldStream) and response.is_streamed:
            changed = response.get_wsgi_headers({})
            raw = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in changed]
            await self.send({**start, "status": response.status_code, "headers": raw})
        else:
            self.is_over = True
            scope = self.context.request.scope
            await from_werkzeug(response)(scope, self.receive, self.pass_on)

    async def replace(self, error: Exception) -> None:
        """A response that couldn't be finished becomes a 500, whose finishing is tried too."""
        self.context.error = error
        answer = self.context.answer or starlette_answer
        response = await answer(self.context.request, error)
        await response(self.context.request.scope, self.receive, self)
        self.is_over = True

    async def fail(self, error: Exception) -> None:
        """The application raised it. flask_compat would have answered if that was wanted."""
        request = self.context.request
        if not self.is_begun and not request.app.debug and self.context.answer is None:
            if Exception not in request.app.exception_handlers:
                self.context.error = error
            response = await starlette_answer(request, error)
            await response(request.scope, self.receive, self)

    async def teardown(self, error: BaseException | None) -> None:
        if self.is_torn_down:
            return
        self.is_torn_down = True
        with CancelScope(shield=True):
            try:
                await self.context.run_each(self.context.teardown_functions(), error)
            finally:
                await self.context.run_each(self.context.app_teardown_functions(), error)


def find_route(app: FastAPI, scope: Scope) -> tuple[Any, dict[str, Any] | None]:
    """The route that answers a request, and the values of its path."""
    for route in iter_route_contexts(app.routes):
        match, found = route.matches(scope)
        if match is Match.FULL:
            return route.original_route, found.get("path_params", {})
    return None, None


class RouteFinder:
    """Looks for the route before the router does, so that another answer than its is possible."""

    def __init__(self, router: ASGIApp, app: FastAPI) -> None:
        self.router, self.app = router, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context: ServedRequest | None = scope.get("request_context")
        if context is not None:
            route, values = find_route(self.app, scope)
            if route is not None:
                scope["route"] = route
            response = await context.preprocess(route, values)
            if response is not None:
                return await response(scope, receive, send)
        await self.router(scope, receive, send)


class RequestLifecycle:
    """The middleware. It stands outside of those of flask_compat, inside of all others."""

    def __init__(self, asgi: ASGIApp, app: FastAPI) -> None:
        self.asgi, self.app = asgi, app
        if not hasattr(app.router.middleware_stack, "url_map"):  # flask_compat finds the route
            app.router.middleware_stack = RouteFinder(app.router.middleware_stack, app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.asgi(scope, receive, send)
        context = scope["request_context"] = ServedRequest(Request(scope, receive))
        exchange = Exchange(context, receive, send)
        token = current_request_context.set(context)
        token_of_app = current_app_context.set(context.app_context)
        error: BaseException | None = None
        try:
            if hasattr(self.app, "receives_bodies"):
                receive = await context.words.receive(receive)
            await self.asgi(scope, receive, exchange)
            if context.error and context.answer is None:
                raise context.error  # for the server's log
        except Exception as raised:
            error = raised
            await exchange.fail(raised)
            raise
        except BaseException as raised:
            error = raised
            raise
        finally:
            try:
                await exchange.teardown(context.error or error)
            finally:
                context.thread.release()
            current_app_context.reset(token_of_app)
            current_request_context.reset(token)


def where_the_view_ran(handler: Function) -> Function:
    """For handlers of errors: Starlette would call them on any thread."""
    if inspect.iscoroutinefunction(handler):
        return handler

    @wraps(handler)
    async def wrapper(request: Request, error: Exception) -> Any:
        return await request.scope["request_context"].call(handler, request, error)

    return wrapper


def install_context(app: FastAPI) -> None:
    """For `g`, `current_app` and `request` in functions; sessions and hooks do it themselves."""
    for key, handler in app.exception_handlers.items():
        app.exception_handlers[key] = where_the_view_ran(handler)
    entries = app.user_middleware
    classes: list[Any] = [entry.cls for entry in entries]
    if RequestLifecycle in classes:
        return
    modules = [getattr(cls, "__module__", "").split(".") for cls in classes]
    inside = (n for n, names in enumerate(modules) if "flask_compat" in names)
    entries.insert(next(inside, len(entries)), Middleware(RequestLifecycle, app))

"""For tests of functions that find the request, the session or `g` in their context."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from contextvars import Token, copy_context
from queue import SimpleQueue
from typing import Any

from fastapi import FastAPI, Request
from starlette.types import Scope
from werkzeug import wrappers
from werkzeug.wsgi import get_input_stream

from .context import (
    AppContext,
    CurrentApp,
    RequestContext,
    current_app_context,
    current_request_context,
)
from .lifecycle import ServedRequest, lifecycle_of
from .middleware import find_route
from .testing import AppClient, AsWsgi, Exchange, Job, RequestBuilder, scope_of
from .threads import RequestThread


class JobQueue(Executor):
    """Whoever waits for the response does the work."""

    def __init__(self, jobs: "SimpleQueue[Job | None]") -> None:
        self.jobs = jobs

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()

        def run() -> None:
            try:
                done.set_result(fn(*args, **kwargs))
            except BaseException as error:
                done.set_exception(error)

        self.jobs.put(run)
        return done


class TestThread(RequestThread):
    """In place of the thread of a request."""

    __test__ = False

    def __init__(self, jobs: "SimpleQueue[Job | None]") -> None:
        self.executor = JobQueue(jobs)

    async def take(self) -> None:
        self.context = copy_context()

    def release(self) -> None:
        self.last = None


class ContextAsWsgi(AsWsgi):
    context: RequestContext | None = None

    def prepare(self, scope: Scope, jobs: "SimpleQueue[Job | None]") -> None:
        scope["request_thread"] = TestThread(jobs)
        scope["around"] = current_app_context.get(None)

    def serve(self, scope: Scope, exchange: Exchange) -> None:
        try:
            super().serve(scope, exchange)
        finally:
            self.context = scope.get("request_context")


class ContextClient(AppClient):
    """After a request in `with client:` its context is still there: `session`, `g`, `request`."""

    application: ContextAsWsgi

    def __init__(self, app: FastAPI | CurrentApp, use_cookies: bool = True) -> None:
        super().__init__(app_of(app), use_cookies, ContextAsWsgi)
        self.keeps_context = False
        self.kept: list[tuple[Token[AppContext], Token[RequestContext]]] = []

    def run_wsgi_app(self, *args: Any, **kwargs: Any) -> Any:
        self.let_go()
        try:
            return super().run_wsgi_app(*args, **kwargs)
        finally:
            context = self.application.context
            if self.keeps_context and context is not None:
                token = current_app_context.set(context.app_context)
                self.kept.append((token, current_request_context.set(context)))

    def let_go(self) -> None:
        while self.kept:
            token_of_app, token = self.kept.pop()
            current_request_context.reset(token)
            current_app_context.reset(token_of_app)

    def __enter__(self) -> "ContextClient":
        if self.keeps_context:
            raise RuntimeError("The client is entered already.")
        self.keeps_context = True
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        self.keeps_context = False
        self.let_go()

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """The session of the next request, to look at or to change."""
        if self._cookies is None:
            raise TypeError("A client without cookies has no session.")
        lifecycle = lifecycle_of(self.app)
        if lifecycle.open_session is None or lifecycle.save_session is None:
            raise RuntimeError("The application has no sessions.")
        environ = environ_of(self.app, *args, **kwargs)
        self._add_cookies_to_wsgi(environ)
        context = PushedRequest(self.app, environ)
        with context:
            session = lifecycle.open_session(context)
        yield session
        response = wrappers.Response()
        with context:
            lifecycle.save_session(context, response)
        host, path = context.words.host.partition(":")[0], context.words.path
        self._update_cookies_from_response(host, path, response.headers.getlist("Set-Cookie"))


class PushedRequest(ServedRequest):
    """The context of a request that nobody answers."""

    def __init__(self, app: FastAPI, environ: dict[str, Any]) -> None:
        around = current_app_context.get(None)
        super().__init__(Request({**scope_of(environ), "app": app, "around": around}))
        self.words.environ["wsgi.input"] = get_input_stream(environ)
        self.words.is_received = True
        self.tokens: list[tuple[Token[AppContext], Token[RequestContext]]] = []

    def push(self) -> None:
        token = current_app_context.set(self.app_context)
        self.tokens.append((token, current_request_context.set(self)))
        self.route, self.view_args = find_route(self.request.app, self.request.scope)

    def pop(self, error: BaseException | None = None) -> None:
        try:
            self.teardown(error)
        finally:
            token_of_app, token = self.tokens.pop()
            current_request_context.reset(token)
            current_app_context.reset(token_of_app)

    def __enter__(self) -> "PushedRequest":
        self.push()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        self.pop(error)


def request_context(app: FastAPI | CurrentApp, *args: Any, **kwargs: Any) -> PushedRequest:
    """`with request_context(app, "/books"):` as if that address were asked for."""
    return PushedRequest(app_of(app), environ_of(app_of(app), *args, **kwargs))


def environ_of(app: FastAPI, *args: Any, **kwargs: Any) -> dict[str, Any]:
    builder = RequestBuilder(app, *args, **kwargs)
    try:
        return builder.get_environ()
    finally:
        builder.close()


def app_of(app: FastAPI | CurrentApp) -> FastAPI:
    return app.app if isinstance(app, CurrentApp) else app

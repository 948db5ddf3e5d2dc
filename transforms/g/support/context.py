"""What belongs to the request at hand, within reach of every function that it comes to."""

import asyncio
import copy
import inspect
import logging
import os
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextvars import ContextVar, Token
from functools import update_wrapper
from typing import IO, Any, TypeVar

from fastapi import FastAPI, Request
from werkzeug.local import LocalProxy

from .current_request import CurrentRequest
from .urls import add_url_defaults, url_map, with_anchor
from .urls import url_for as url_for_request

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

NO_APP = "Working outside of application context: `with app_context(app):` makes one."
NO_REQUEST = "Working outside of request context: there is none unless a request is answered."

NOTHING: Any = object()


class Globals:
    """`g`: what the functions that answer one request share, under whatever names."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        vars(self)[name] = value

    def __delattr__(self, name: str) -> None:
        if vars(self).pop(name, NOTHING) is NOTHING:
            raise AttributeError(name)

    def get(self, name: str, default: Any = None) -> Any:
        return vars(self).get(name, default)

    def pop(self, name: str, default: Any = NOTHING) -> Any:
        return vars(self).pop(name) if default is NOTHING else vars(self).pop(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        return vars(self).setdefault(name, default)

    def __contains__(self, name: str) -> bool:
        return name in vars(self)

    def __iter__(self) -> Iterator[str]:
        return iter(vars(self))


class CurrentApp:
    """The application, with what it keeps in `app.state` as attributes: config, root_path."""

    app: FastAPI

    def __init__(self, app: FastAPI) -> None:
        vars(self)["app"] = app

    @property
    def config(self) -> MutableMapping[str, Any]:
        config: MutableMapping[str, Any] = self.app.state.config
        return config

    @property
    def name(self) -> str:
        return self.app.title

    @property
    def import_name(self) -> str:
        return self.app.title

    @property
    def secret_key(self) -> Any:
        return self.config.get("SECRET_KEY")

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(self.app.title)

    @property
    def debug(self) -> bool:
        return bool(self.config.get("DEBUG"))

    @property
    def testing(self) -> bool:
        return bool(self.config.get("TESTING"))

    @property
    def propagate_exceptions(self) -> bool:
        propagates: bool | None = self.config.get("PROPAGATE_EXCEPTIONS")
        return self.testing or self.debug if propagates is None else propagates

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = None
    ) -> IO[Any]:
        """A file of the application, below `app.state.root_path`."""
        if mode not in ("r", "rt", "rb"):
            raise ValueError("Resources can only be opened for reading.")
        path = os.path.join(self.app.state.root_path, resource)
        return open(path, mode, encoding=None if "b" in mode else encoding)

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[Any]:
        """A file below `app.state.instance_path`."""
        path = os.path.join(self.app.state.instance_path, resource)
        return open(path, mode, encoding=None if "b" in mode else encoding)

    def app_context(self) -> "AppContext":
        return AppContext(self.app)

    def __getattr__(self, name: str) -> Any:
        state = self.app.state
        return getattr(state if hasattr(state, name) else self.app, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.app.state, name, value)


def run_now(functions: Iterable[Callable[..., Any]], *args: Any) -> None:
    for function in functions:
        result = function(*args)
        if inspect.iscoroutine(result):
            asyncio.run(result)


def teardown_functions(app: FastAPI) -> list[Callable[..., Any]]:
    functions: list[Callable[..., Any]] = vars(app).setdefault("teardown_functions", [])
    return functions


def teardown_appcontext(app: FastAPI) -> Callable[[F], F]:
    """`teardown_appcontext(app)(close_db)`: called with the exception, or None, at the end."""

    def register(function: F) -> F:
        teardown_functions(app).append(function)
        return function

    return register


class AppContext:
    """`with app_context(app):` for scripts and commands; requests have one anyway."""

    def __init__(self, app: FastAPI) -> None:
        self.app, self.current_app = app, CurrentApp(app)
        self.g = getattr(app.state, "app_ctx_globals_class", Globals)()
        self.tokens: list[Token[AppContext]] = []

    def push(self) -> None:
        self.tokens.append(current_app_context.set(self))

    def pop(self, error: BaseException | None = None) -> None:
        try:
            if len(self.tokens) == 1:
                run_now(reversed(teardown_functions(self.app)), error)
        finally:
            current_app_context.reset(self.tokens.pop())

    def __enter__(self) -> "AppContext":
        self.push()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        self.pop(error)


def app_context(app: FastAPI | CurrentApp) -> AppContext:
    return AppContext(app.app if isinstance(app, CurrentApp) else app)


class RequestContext:
    """One request, and what is known about it while it is answered."""

    session: Any = None
    flashes: list[tuple[str, str]] | None = None
    route: Any = None
    view_args: dict[str, Any] | None = None

    def __init__(self, request: Request) -> None:
        self.request = request
        self.words = CurrentRequest(self)
        # a test may be inside of one: then it is closed when the test is over
        around: AppContext | None = request.scope.get("around")
        self.is_within = around is not None and around.app is request.app
        self.app_context = around if around and self.is_within else AppContext(request.app)
        self.after: list[Callable[..., Any]] = []

    def teardown_functions(self) -> list[Callable[..., Any]]:
        """What ran before the teardown functions of the application context."""
        return []

    def app_teardown_functions(self) -> list[Callable[..., Any]]:
        return [] if self.is_within else teardown_functions(self.app_context.app)[::-1]

    def teardown(self, error: BaseException | None = None) -> None:
        try:
            run_now(self.teardown_functions(), error)
        finally:
            run_now(self.app_teardown_functions(), error)


current_app_context: ContextVar[AppContext] = ContextVar("current_app_context")
current_request_context: ContextVar[RequestContext] = ContextVar("current_request_context")

current_app: CurrentApp = LocalProxy(  # type: ignore[assignment]
    current_app_context, "current_app", unbound_message=NO_APP
)
g: Globals = LocalProxy(  # type: ignore[assignment]
    current_app_context, "g", unbound_message=NO_APP
)
request: CurrentRequest = LocalProxy(  # type: ignore[assignment]
    current_request_context, "words", unbound_message=NO_REQUEST
)


def has_app_context() -> bool:
    return current_app_context.get(None) is not None


def has_request_context() -> bool:
    return current_request_context.get(None) is not None


def get_request_context() -> RequestContext:
    context = current_request_context.get(None)
    if context is None:
        raise RuntimeError(NO_REQUEST)
    return context


def after_this_request(function: F) -> F:
    """Called with the response, returns it or another; for this request only."""
    get_request_context().after.append(function)
    return function


def copy_current_request_context(function: Callable[..., T]) -> Callable[..., T]:
    """For another thread: the same request and session there, but a `g` of its own."""
    original = get_request_context()

    def wrapper(*args: Any, **kwargs: Any) -> T:
        context = copy.copy(original)
        context.app_context, context.is_within = AppContext(original.request.app), False
        token = current_request_context.set(context)
        token_of_app = current_app_context.set(context.app_context)
        error: BaseException | None = None
        try:
            return function(*args, **kwargs)
        except BaseException as raised:
            error = raised
            raise
        finally:
            context.teardown(error)
            current_app_context.reset(token_of_app)
            current_request_context.reset(token)

    return update_wrapper(wrapper, function)


def stream_with_context(stream: Any) -> Any:
    """A stream, or a function that makes one, that leaves nothing open which it puts into `g`."""
    if callable(stream):
        return update_wrapper(lambda *args, **kw: stream_with_context(stream(*args, **kw)), stream)
    context = get_request_context()

    def chunks() -> Iterator[Any]:
        try:
            yield from stream
        finally:
            context.teardown()

    return chunks()


def url_for(endpoint: str, **values: Any) -> str:
    """Without a request the whole address, which takes SERVER_NAME in the configuration."""
    context = current_request_context.get(None)
    if context is not None:
        return url_for_request(context.request, endpoint, **values)
    anchor, method = values.pop("_anchor", None), values.pop("_method", None)
    config = current_app.config
    if not config.get("SERVER_NAME"):
        raise RuntimeError("Without a request url_for() needs SERVER_NAME in the configuration.")
    scheme = values.pop("_scheme", None) or config.get("PREFERRED_URL_SCHEME", "http")
    external = values.pop("_external", None) is not False
    add_url_defaults(current_app.app, endpoint, values)
    root = config.get("APPLICATION_ROOT", "/")
    adapter = url_map(current_app.app).bind(config["SERVER_NAME"], root, url_scheme=scheme)
    return with_anchor(adapter.build(endpoint, values, method, external), anchor)

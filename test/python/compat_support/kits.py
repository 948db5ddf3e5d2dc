"""One description of an application, built with Flask and with our modules.

What a description takes from the kit has one name in both: `kit.g`, `kit.before_request(app)`.
"""

import asyncio
import inspect
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

import flask
from exchange import Answer, Call, ask_fastapi, ask_flask, send_asgi
from fastapi import APIRouter, FastAPI
from support import context, flask_compat, hooks, sessions, templating, urls
from support.errors import abort, answering, handling
from support.middleware import install_context
from support.responses import ViewRoute, make_response

CONFIG = {"SECRET_KEY": "k", "PROPAGATE_EXCEPTIONS": False}
METHOD_OF = (
    "before_request after_request teardown_request url_value_preprocessor before_app_request"
    " after_app_request teardown_app_request app_url_value_preprocessor teardown_appcontext"
).split()
SHARED = (
    "g request current_app has_request_context has_app_context after_this_request url_for"
    " copy_current_request_context stream_with_context session flash get_flashed_messages"
).split()


class FlaskKit:
    def __init__(self, **config: Any) -> None:
        self.log: list[Any] = []
        self.pending: list[flask.Blueprint] = []
        self.app = flask.Flask("kits", static_folder=None)
        self.app.config.update({**CONFIG, **config})
        self.make_response = flask.make_response
        self.abort = flask.abort
        self.redirect = flask.redirect
        self.render = flask.render_template_string
        for name in SHARED:
            setattr(self, name, getattr(flask, name))
        for name in METHOD_OF:
            setattr(self, name, self.method(name))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    @staticmethod
    def method(name: str) -> Callable[..., Any]:
        return lambda target: getattr(target, name)

    def blueprint(self, name: str, prefix: str, handlers: Any = None) -> Any:
        bp = flask.Blueprint(name, __name__, url_prefix=prefix)
        for key, handler in (handlers or {}).items():
            bp.register_error_handler(key, handler)
        return bp

    def register(self, parent: Any, bp: Any, name: str) -> None:
        """In the application at last, as install_hooks() has it when it is called once."""
        if parent is self.app:
            self.pending.append(bp)
        else:
            parent.register_blueprint(bp)

    def view(self, target: Any, path: str, **options: Any) -> Callable[..., Any]:
        return lambda f: target.add_url_rule(path, name_of(f, path), f, **options) or f

    def handle(self, key: Any) -> Callable[..., Any]:
        return self.app.errorhandler(key)

    def app_context(self) -> Any:
        return self.app.app_context()

    def ask(self, asked: Call) -> Answer:
        while self.pending:
            self.app.register_blueprint(self.pending.pop(0))
        return ask_flask(self.app, asked)


class OurKit:
    """`order`: how the installing functions are called, and whether flask_compat is there."""

    def __init__(self, order: str = "hooks compat", is_async: bool = False, **config: Any) -> None:
        self.log: list[Any] = []
        self.order, self.is_async = order, is_async
        self.app = FastAPI(title="kits", openapi_url=None, redirect_slashes=False)
        self.app.router.route_class = ViewRoute
        self.app.state.config = {**flask.Flask("x").config, **CONFIG, **config}
        self.names: dict[Any, str] = {}
        self.blueprints: dict[str, APIRouter] = {}
        self.make_response = make_response
        self.abort = abort
        self.redirect = urls.redirect
        for name in SHARED:
            module = sessions if hasattr(sessions, name) and "flash" in name else context
            setattr(self, name, getattr(module, name, None))
        self.session = sessions.session
        for name in METHOD_OF:
            module = context if name == "teardown_appcontext" else hooks
            setattr(self, name, getattr(module, name))
        templating.add_template_globals(
            self.app,
            g=context.g,
            session=sessions.session,
            get_flashed_messages=sessions.get_flashed_messages,
        )

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def render(self, source: str, **values: Any) -> str:
        request = context.get_request_context().request
        return templating.render_template_string(request, source, **values)

    def blueprint(self, name: str, prefix: str, handlers: Any = None) -> Any:
        adapted = {
            key: lambda request, error, f=f: f(error) for key, f in (handlers or {}).items()
        }
        route_class = handling(adapted, ViewRoute) if handlers else ViewRoute
        return APIRouter(prefix=prefix, route_class=route_class)

    def register(self, parent: Any, bp: Any, name: str) -> None:
        self.blueprints[name] = bp
        parent.include_router(bp)

    def view(self, target: Any, path: str, **options: Any) -> Callable[..., Any]:
        methods = options.pop("methods", ["GET"])
        path = path.replace("<int:", "{").replace("<", "{").replace(">", "}")
        prefix = options.pop("name_of_blueprint", "")

        def register(f: Callable[..., Any]) -> Callable[..., Any]:
            name = f"{prefix}.{name_of(f, path)}" if prefix else name_of(f, path)
            view = f
            if self.is_async and not inspect.isgeneratorfunction(f):
                view = as_async(f)
            target.add_api_route(path, view, methods=methods, name=name)
            return f

        return register

    def handle(self, key: Any) -> Callable[..., Any]:
        def register(f: Callable[..., Any]) -> Callable[..., Any]:
            adapted = answering(lambda request, error: f(error))
            self.app.add_exception_handler(key, adapted)
            return f

        return register

    def app_context(self) -> Any:
        return context.app_context(self.app)

    def install(self) -> None:
        steps = {
            "hooks": lambda: hooks.install_hooks(self.app, **self.blueprints),
            "sessions": lambda: sessions.install_sessions(self.app),
            "context": lambda: install_context(self.app),
            "compat": lambda: flask_compat.install(self.app),
        }
        for name in self.order.split():
            steps[name]()
        self.order = ""

    def ask(self, asked: Call, **scope: Any) -> Answer:
        self.install()
        return ask_fastapi(self.app, asked, **scope)

    async def ask_many(self, calls: list[Call]) -> list[Answer]:
        self.install()
        return list(await asyncio.gather(*(send_asgi(self.app, asked) for asked in calls)))


def name_of(f: Callable[..., Any], path: str) -> str:
    return path.strip("/") if f.__name__ == "<lambda>" else f.__name__


def as_async(f: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(f)
    async def view(*args: Any, **kwargs: Any) -> Any:
        return f(*args, **kwargs)

    return view


ORDERS = ["sessions hooks compat", "compat sessions hooks", "hooks compat sessions"]


def outcome(kit: Any, asked: Call) -> tuple[Any, list[Any]]:
    """The answer (None if the server has to make one) and what was logged meanwhile."""
    kit.log.clear()
    try:
        answer = kit.ask(asked)
    except Exception:
        traceback.print_exc()
        answer = None
    if answer is not None and answer.body == b"Internal Server Error":
        answer = None  # the ASGI server's, or Starlette's in its place
    return answer, list(kit.log)


def agree(
    describe: Callable[[Any], None], *calls: Call, is_brief: bool = False, **config: Any
) -> None:
    """Both answer alike, in whatever order ours is installed, and call the same functions."""
    theirs = FlaskKit(**config)
    describe(theirs)
    wanted = [outcome(theirs, asked) for asked in calls]
    for order in ORDERS[:1] if is_brief else ORDERS:
        for is_async in (False,) if is_brief else (False, True):
            ours = OurKit(order, is_async, **config)
            describe(ours)
            for asked, (answer, log) in zip(calls, wanted, strict=True):
                got, got_log = outcome(ours, asked)
                said = f"{asked} {order} {is_async}"
                assert got_log == log, said
                assert (got is None) == (answer is None), said
                if got and answer:
                    hidden = {"body"} if asked.method == "HEAD" else set()
                    assert got.comparable(hidden) == answer.comparable(hidden), said
                    assert asked.method != "HEAD" or not got.body

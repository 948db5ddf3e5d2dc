"""Extensions of Flask that only have pages of their own go on in a Flask application inside."""

import re
from collections.abc import Callable
from threading import Lock
from typing import Any, NoReturn

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute, iter_route_contexts
from flask import Flask
from flask.templating import DispatchingJinjaLoader
from jinja2 import ChoiceLoader, Environment
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from werkzeug import wrappers
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.test import EnvironBuilder

from .context import url_for
from .hooks import after_request, install_hooks
from .request_data import plain_request
from .responses import FlaskJSONResponse, from_werkzeug

VARIABLE = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
PARAMETER = re.compile(r"{(\w+)(?::(\w+))?}")


def to_path(rule: str) -> str:
    """'/files/<path:name>' -> '/files/{name:path}'"""
    return VARIABLE.sub(lambda found: f"{{{found[2]}{':' + found[1] if found[1] else ''}}}", rule)


def to_rule(path: str) -> str:
    """'/files/{name:path}' -> '/files/<path:name>'"""
    return PARAMETER.sub(lambda found: f"<{found[2] + ':' if found[2] else ''}{found[1]}>", path)


def written_view(view: Any) -> Any:
    """The function of the application, without what its modules here put around it."""
    while getattr(view, "__globals__", {}).get("__package__") == __package__:
        if not hasattr(view, "__wrapped__"):
            break
        view = view.__wrapped__
    return view


class Island(Flask):
    """`Swagger(Island(app))`: its pages are routes of `app`, and it sees those that `app` has.

    Nothing else comes to it: hooks, sessions and errors are those of `app`.
    """

    def __init__(
        self,
        app: FastAPI,
        environment: Callable[[FastAPI], Environment] | None = None,
        compact: bool | None = None,
    ) -> None:
        # templates of the application may replace those of the extension
        super().__init__(app.title, static_folder=None, template_folder=None)
        self.outer, self.environment, self.pages = app, environment, Map()
        self.lock, self.is_complete = Lock(), False
        self.config.update(getattr(app.state, "config", {}))
        self.json.sort_keys = FlaskJSONResponse.sort_keys  # type: ignore[attr-defined]
        self.json.compact = compact  # type: ignore[attr-defined]

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        known = {id(one) for one in self.url_map.iter_rules()}
        super().add_url_rule(rule, *args, **options)
        for added in self.url_map.iter_rules():
            if id(added) in known:
                continue
            self.pages.add(added.empty())
            methods = sorted((added.methods or set()) - {"HEAD", "OPTIONS"})
            path = to_path(added.rule)
            route = Route(path, self.answer, methods=methods, name=added.endpoint)
            self.outer.router.routes.append(route)

    def after_request(self, f: Callable[..., Any]) -> Any:
        """For every answer of the application, not only for the extension's pages."""
        install_hooks(self.outer)
        return after_request(self.outer)(f)

    def create_url_adapter(self, request: wrappers.Request | None) -> MapAdapter | None:
        return None if request is None else self.pages.bind_to_environ(request.environ)

    def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
        loader = super().create_global_jinja_loader()
        theirs = self.environment(self.outer).loader if self.environment else None
        if theirs is None:
            return loader
        both: Any = ChoiceLoader([theirs, loader])
        chosen: DispatchingJinjaLoader = both
        return chosen

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        return url_for(endpoint, **values)

    def handle_user_exception(self, e: Exception) -> NoReturn:
        raise e

    def handle_exception(self, e: Exception) -> NoReturn:
        raise e

    def complete(self) -> None:
        """Lists the routes of the application, for an extension that describes them."""
        with self.lock:
            if self.is_complete:
                return
            self.is_complete = True
            if self.environment is not None:
                environment = self.environment(self.outer)
                for names in ("globals", "filters", "tests"):
                    theirs, own = getattr(environment, names), getattr(self.jinja_env, names)
                    own.update({name: theirs[name] for name in theirs.keys() - own.keys()})
            for context in iter_route_contexts(self.outer.routes):
                route = context.original_route
                if not isinstance(route, APIRoute) or context.path is None:
                    continue
                name = context.name or context.path
                methods = {*(context.methods or ()), "OPTIONS"}
                self.url_map.add(Rule(to_rule(context.path), endpoint=name, methods=methods))
                self.view_functions.setdefault(name, written_view(route.endpoint))

    def respond(self, request: Request) -> Response:
        self.complete()
        self.config.update(getattr(self.outer.state, "config", {}))
        plain = plain_request(request)
        builder = EnvironBuilder(
            path=plain.path,
            base_url=plain.root_url,
            query_string=plain.query_string.decode("latin-1"),
            headers=list(plain.headers),
        )
        answer = wrappers.Response.from_app(self.wsgi_app, builder.get_environ(), buffered=True)
        return from_werkzeug(answer)

    async def answer(self, request: Request) -> Response:
        return await run_in_threadpool(self.respond, request)

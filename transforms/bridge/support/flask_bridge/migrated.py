"""FastAPI's routes in Flask's URL map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import fastapi.routing
from fastapi import FastAPI
from flask import Flask
from starlette.routing import Match, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from .environ import Environ, decoded_path
from .routers import new_rules
from .rules import flask_rule

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class Migrated:
    """Knows which FastAPI route answers where Flask's map finds one."""

    def __init__(self, app: FastAPI, flask_app: Flask) -> None:
        self.app, self.flask_app = app, flask_app
        self.targets: dict[int, ASGIApp] = {}  # by the ids of their rules
        self.names: set[str] = set()
        self.known_routes = 0
        # The migrated routes alone. Flask's map may hold converters that query a database, which
        # is nothing for the event loop: it is asked only where a migrated route could answer.
        url_map = flask_app.url_map
        self.map = Map(
            converters=url_map.converters,
            strict_slashes=url_map.strict_slashes,
            merge_slashes=url_map.merge_slashes,
        )

    def enter_all(self, view: Callable[..., Any]) -> None:
        routes = list(getattr(fastapi.routing, "iter_route_contexts", iter)(self.app.routes))
        # url_for takes the first of a name: a route in the documentation, not its hidden twin.
        for route in sorted(routes, key=lambda r: not getattr(r, "include_in_schema", False)):
            self.enter(route, view)

    def enter(self, route: Any, view: Callable[..., Any]) -> None:
        original, path = getattr(route, "original_route", route), getattr(route, "path", "")
        if isinstance(original, WebSocketRoute):
            return
        if not isinstance(original, (Route, Mount)):
            raise RuntimeError(f"{route!r}: beside Flask, a route needs a path")
        url_map = self.flask_app.url_map
        if url_map.host_matching:
            raise RuntimeError(f"{path}: Flask's host_matching leaves no place for FastAPI routes")
        taken = {rule.endpoint for rule in url_map.iter_rules()} - self.names
        name = route.name if route.name and route.name not in taken else f"fastapi:{path}"
        self.names.add(name)
        methods = getattr(route, "methods", None) or METHODS
        defaults = getattr(getattr(route, "endpoint", None), "url_defaults", None)
        mounted, rule = isinstance(original, Mount), flask_rule(path, url_map.converters)
        for text in (f"{rule}/", f"{rule}/<path:_>") if mounted else (rule,):
            self.flask_app.add_url_rule(text, name, view, methods=methods, defaults=defaults)
            self.map.add(Rule(text, endpoint=name, methods=methods, defaults=defaults))
        for entered in new_rules(self.flask_app, name, self.targets):
            self.targets[id(entered)] = self.app.router if mounted else One(route)

    def find(self, scope: Scope, environ: Environ) -> ASGIApp | None:
        """What answers a request; None: Flask."""
        path = decoded_path(environ)
        added = None  # after mount_flask: unknown to Flask's map, which goes before
        try:
            self.map.bind("").match(path, scope["method"])
        except HTTPException:
            if not self.any_takes(scope, self.known_routes):
                return None
            added = self.app.router
        try:
            flask_request = self.flask_app.request_class(environ)
            adapter: Any = self.flask_app.create_url_adapter(flask_request)
            rule = adapter.match(return_rule=True)[0]
        except (NotFound, MethodNotAllowed):
            return added
        except Exception:
            return None  # a redirect, an untrusted host, a failing converter: Flask will say so
        if not rule.strict_slashes and rule.rule.endswith("/") != path.endswith("/"):
            slash = "" if path.endswith("/") else "/"
            scope["path"] = scope["path"].rstrip("/") + slash  # Starlette is always strict
        return self.targets.get(id(rule))

    def any_takes(self, scope: Scope, start: int = 0) -> bool:
        routes = self.app.router.routes[start:]
        return any(route.matches(scope)[0] is Match.FULL for route in routes)

    def takes_head(self, target: ASGIApp, scope: Scope) -> bool:
        if isinstance(target, One):
            return "HEAD" in (target.route.methods or METHODS)
        return self.any_takes(scope)


class One:
    """One route by itself, because the first that matches need not be the one Werkzeug chose."""

    def __init__(self, route: Any) -> None:
        self.route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match, found = self.route.matches(scope)
        if match is Match.NONE:  # Flask's converter of that name takes more than Starlette's
            raise NotFound()
        scope.update({"route": getattr(self.route, "original_route", self.route), **found})
        await self.route.app(scope, receive, send)

"""What an application declares before mount_flask, remembered on its Flask app."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn, cast

from fastapi import APIRouter
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from .rules import flask_rule

Function = Callable[..., Any]


class Claim(NamedTuple):
    """A rule of Flask's URL map that a FlaskRouter entered, and FastAPI's options for it."""

    rule: Rule
    view: Function | None
    options: dict[str, Any]


@dataclass
class Declarations:
    claims: list[Claim] = field(default_factory=list)
    routers: list[tuple[APIRouter, dict[str, Any]]] = field(default_factory=list)


def declarations(flask_app: Flask, what: str) -> Declarations:
    """Kept per app, because blueprints serve several."""
    if "fastapi" in flask_app.extensions:
        raise RuntimeError(f"{what}: mount_flask was called before, and has to be last")
    found: Declarations = flask_app.extensions.setdefault("flask_bridge", Declarations())
    return found


def include_router(flask_app: Flask, router: APIRouter, **options: Any) -> None:
    """`FastAPI.include_router`, done by mount_flask. The router may get its routes until then."""
    declarations(flask_app, "include_router").routers.append((router, options))


class FlaskRouter(APIRouter):
    """Bridged routes of a Flask app or Blueprint, declared as on a FastAPI router.

    `name=` is the Flask endpoint and defaults to the function's name. `route` and `add_url_rule`
    take Flask's own rules and options, for what FastAPI has no word for.
    """

    def __init__(self, scaffold: Flask | Blueprint, **options: Any) -> None:
        super().__init__(route_class=cast(Any, merged_options), **options)
        self.scaffold = scaffold

    def add_api_route(
        self,
        path: str,
        endpoint: Function,
        *,
        methods: Any = None,
        name: str | None = None,
        **options: Any,
    ) -> None:
        self._enter(flask_rule(self.prefix + path), name, endpoint, {"methods": methods}, options)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Function | None = None,
        **options: Any,
    ) -> None:
        self._enter(flask_rule(self.prefix) + rule, endpoint, view_func, options, {})

    def route(self, rule: str, **options: Any) -> Callable[[Function], Function]:  # type: ignore[override]
        def decorator(view: Function) -> Function:
            self.add_url_rule(rule, view_func=view, **options)
            return view

        return decorator

    def _enter(
        self,
        rule: str,
        name: str | None,
        view: Function | None,
        for_flask: dict[str, Any],
        for_fastapi: dict[str, Any],
    ) -> None:
        # APIRouter merges its own dependencies, tags ... with the route's: here is its "route".
        super().add_api_route("", cast(Function, view), **for_fastapi)
        options = cast("dict[str, Any]", self.routes.pop())
        self.scaffold.add_url_rule(rule, name, view, **for_flask)
        endpoint = name or cast(Function, view).__name__
        if not isinstance(self.scaffold, Blueprint):
            return claim(self.scaffold, endpoint, view, options)

        def registered(state: Any) -> None:  # once for every app and name
            names = (state.name_prefix, state.name, endpoint)
            claim(state.app, ".".join(filter(None, names)), view, options)

        self.scaffold.record(registered)

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("a FlaskRouter takes HTTP endpoints; use a FastAPI router for the rest")

    add_api_websocket_route = add_websocket_route = add_route = _refuse
    mount = host = include_router = frontend = _refuse


def merged_options(path: str, **options: Any) -> dict[str, Any]:
    return options


def claim(app: Flask, endpoint: str, view: Function | None, options: dict[str, Any]) -> None:
    """Note which rule has just been entered."""
    claims = declarations(app, endpoint).claims
    rules = new_rules(app, endpoint, {id(earlier.rule) for earlier in claims})
    claims += [Claim(rule, view, options) for rule in rules]


def new_rules(app: Flask, endpoint: str, known: Container[int]) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules(endpoint) if id(rule) not in known]

"""Rules that show when the application is made, in Werkzeug's spelling: `/items/<int:id>`."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI
from starlette.convertors import CONVERTOR_TYPES
from werkzeug.routing import Map
from werkzeug.routing.rules import parse_converter_args

from .convertors import register_converter
from .dispatch import path_values_only

F = TypeVar("F", bound=Callable[..., Any])

VARIABLE = re.compile(r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\((?P<args>.*?)\))?:)?(?P<name>\w+)>")


def to_path(rule: str) -> str:
    """'/items/<int:id>' -> '/items/{id:int}'"""

    def variable(match: re.Match[str]) -> str:
        converter, args, name = match["converter"] or "default", match["args"], match["name"]
        if args is not None:
            values, options = parse_converter_args(args)
            kind = Map.default_converters[converter]
            converter = f"{converter}_{len(CONVERTOR_TYPES)}"
            register_converter(converter, kind, *values, **options)
        return f"{{{name}}}" if converter in ("default", "string") else f"{{{name}:{converter}}}"

    return VARIABLE.sub(variable, rule)


def add_url_rule(
    router: FastAPI | APIRouter,
    rule: str,
    endpoint: str | None = None,
    view_func: Callable[..., Any] | None = None,
    *,
    methods: Iterable[str] | None = None,
    defaults: dict[str, Any] | None = None,
    strict_slashes: bool | None = None,
    blueprint: str | None = None,
) -> None:
    """For rules, views or methods that are those of a loop, or of a class."""
    assert view_func is not None
    name = endpoint or view_func.__name__
    if methods is None:
        methods = getattr(view_func, "methods", None) or ("GET",)
    path = to_path(rule)
    if blueprint and path and not path.startswith("/"):
        path = "/" + path
    twins = [path[:-1] if path.endswith("/") else path + "/"] if strict_slashes is False else []
    view = path_values_only(view_func, **(defaults or {}))
    # who answers OPTIONS itself is asked before the automatic answer of another method
    for method in sorted(methods, key=lambda one: (one.upper() != "OPTIONS", one)):
        for spelling in (path, *twins):
            router.add_api_route(
                spelling,
                view,
                methods=[method.upper()],
                name=f"{blueprint}.{name}" if blueprint else name,
                include_in_schema=spelling == path,
            )


def url_rule(router: FastAPI | APIRouter, rule: str, **options: Any) -> Callable[[F], F]:
    """`@url_rule(app, "/items/<int:id>")`: see add_url_rule()."""

    def decorator(view: F) -> F:
        endpoint = options.pop("endpoint", None)
        add_url_rule(router, rule, endpoint, view, **options)
        return view

    return decorator

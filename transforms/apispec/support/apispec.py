"""For apispec: paths and operations of the application's routes."""

from collections.abc import Callable, Iterator
from typing import Any

from apispec import BasePlugin
from apispec.exceptions import APISpecError
from apispec.yaml_utils import load_operations_from_docstring, load_yaml_from_docstring
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import PARAM_REGEX

from .context import CurrentApp, current_app, has_request_context

Document = dict[str, Any]


class RoutePlugin(BasePlugin):
    """`spec.path(view=get_item)`: the path of the view's route, and what its docstring says."""

    def path_helper(
        self,
        path: str | None = None,
        operations: Document | None = None,
        parameters: list[Document] | None = None,
        *,
        view: Callable[..., Any] | None = None,
        app: FastAPI | CurrentApp | None = None,
        **kwargs: Any,
    ) -> str | None:
        assert view is not None and operations is not None
        route, methods = route_of(app or current_app, view)
        operations.update(load_operations_from_docstring(view.__doc__ or ""))
        owner = getattr(view, "view_class", None)
        for method in getattr(view, "methods", None) or ():
            name = method.lower()
            if method in methods and hasattr(owner, name):
                operations[name] = load_yaml_from_docstring(getattr(owner, name).__doc__ or "")
        return PARAM_REGEX.sub(r"{\1}", route.path or "/")


def route_of(app: FastAPI | CurrentApp, view: Callable[..., Any]) -> tuple[RouteContext, set[str]]:
    """The route of a view, and the methods that it answers there."""
    routes = list(iter_route_contexts(app.routes))
    names = [route.name for route in routes if view in answering(route.endpoint)]
    if not names:
        raise APISpecError(f"Could not find endpoint for view {view}")
    of_view = [route for route in routes if route.name == names[-1]]
    if has_request_context():  # the one that names the most values comes first
        of_view.sort(key=order)
    found = of_view[0]
    return found, {m for route in of_view if route.path == found.path for m in route.methods or ()}


def answering(endpoint: Any) -> Iterator[Any]:
    """The function that FastAPI calls, and what it stands for."""
    while endpoint is not None:
        yield endpoint
        endpoint = getattr(endpoint, "answers_for", getattr(endpoint, "__wrapped__", None))


def order(route: RouteContext) -> tuple[int, int]:
    fixed = getattr(route.endpoint, "url_defaults", {})
    return -len({*route.param_convertors, *fixed}), -len(fixed)

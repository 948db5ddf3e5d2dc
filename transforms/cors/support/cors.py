"""Cross-origin requests: what is added to the answers of an application, a blueprint, a view."""

import inspect
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, TypeVar
from urllib.parse import unquote

from fastapi import APIRouter, FastAPI
from werkzeug import wrappers

from .context import current_app, get_request_context, request
from .cors_rules import Resources, Rules, settings_of
from .hooks import after_request

F = TypeVar("F", bound=Callable[..., Any])

EVALUATED = "cors_evaluated"


class CORS:
    """`CORS(app, origins=[...])`, or `CORS(blueprint)`: for all answers, errors too."""

    def __init__(self, app: FastAPI | APIRouter | None = None, **options: Any) -> None:
        self.options = options
        if app is not None:
            self.init_app(app)

    def init_app(self, app: FastAPI | APIRouter, **options: Any) -> None:
        config = getattr(app.state, "config", {}) if isinstance(app, FastAPI) else {}
        resources = Resources(settings_of(config), self.options, options)
        after_request(app)(partial(add_headers, resources))


def add_headers(resources: Resources, response: wrappers.Response) -> wrappers.Response:
    """Unless the view has decided already."""
    if "Access-Control-Allow-Origin" in response.headers:
        return response
    rules = resources.at(unquote(request.path))
    if rules and not getattr(response, EVALUATED, False):
        rules.apply(request, response.headers)
    return response


def add_own_headers(options: Mapping[str, Any], response: wrappers.Response) -> wrappers.Response:
    """No other rules apply then. A page that says what went wrong afterwards isn't the view's."""
    if getattr(get_request_context(), "error", None) is not None:
        return response
    Rules.of(settings_of(current_app.config), options).apply(request, response.headers)
    setattr(response, EVALUATED, True)
    return response


def cross_origin(**options: Any) -> Callable[[F], F]:
    """Below the route: the rules for one view. Errors that it raises have no such headers."""
    finish = partial(add_own_headers, options)

    def answered() -> None:
        after = get_request_context().after
        if not any(getattr(one, "func", None) is add_own_headers for one in after):
            after.insert(0, finish)

    def decorator(view: F) -> F:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            result = view(*args, **kwargs)
            answered()
            return result

        @wraps(view)
        async def async_wrapper(*args: Any, **kwargs: Any) -> Any:
            result = await view(*args, **kwargs)
            answered()
            return result

        wrapped: Any = async_wrapper if inspect.iscoroutinefunction(view) else wrapper
        if options.get("automatic_options", True):
            wrapped.finish_options = finish
        decorated: F = wrapped
        return decorated

    return decorator

"""Functions that run before and after the views, of the application or of a blueprint."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Response

from .lifecycle import Hooks, Lifecycle, ServedRequest, lifecycle_of
from .middleware import install_context
from .responses import make_response

F = TypeVar("F", bound=Callable[..., Any])


def hooks_of(target: FastAPI | APIRouter) -> Hooks:
    hooks: Hooks = vars(target).setdefault("request_hooks", Hooks())
    return hooks


def app_hooks_of(blueprint: APIRouter) -> Hooks:
    """What a blueprint has for every request of the application."""
    hooks: Hooks = vars(blueprint).setdefault("app_request_hooks", Hooks())
    return hooks


def added_to(functions: list[Callable[..., Any]]) -> Callable[[F], F]:
    def register(function: F) -> F:
        functions.append(function)
        return function

    return register


def before_request(target: FastAPI | APIRouter) -> Callable[[F], F]:
    """`@before_request(app)`: what it returns, unless that is None, is the answer."""
    return added_to(hooks_of(target).before)


def after_request(target: FastAPI | APIRouter) -> Callable[[F], F]:
    """`@after_request(app)`: is given a response of Werkzeug, returns it or another."""
    return added_to(hooks_of(target).after)


def teardown_request(target: FastAPI | APIRouter) -> Callable[[F], F]:
    """`@teardown_request(app)`: is given the exception that nobody handled, or None."""
    return added_to(hooks_of(target).teardown)


def url_value_preprocessor(target: FastAPI | APIRouter) -> Callable[[F], F]:
    """`@url_value_preprocessor(app)`: is given the endpoint and the values in the path."""
    return added_to(hooks_of(target).preprocess)


def url_defaults(target: FastAPI | APIRouter) -> Callable[[F], F]:
    """`@url_defaults(app)`: adds to the values that url_for() is given for an endpoint."""
    return added_to(hooks_of(target).url_defaults)


def before_app_request(blueprint: APIRouter) -> Callable[[F], F]:
    return added_to(app_hooks_of(blueprint).before)


def after_app_request(blueprint: APIRouter) -> Callable[[F], F]:
    return added_to(app_hooks_of(blueprint).after)


def teardown_app_request(blueprint: APIRouter) -> Callable[[F], F]:
    return added_to(app_hooks_of(blueprint).teardown)


def app_url_value_preprocessor(blueprint: APIRouter) -> Callable[[F], F]:
    return added_to(app_hooks_of(blueprint).preprocess)


def app_url_defaults(blueprint: APIRouter) -> Callable[[F], F]:
    return added_to(app_hooks_of(blueprint).url_defaults)


async def run_before_request(context: ServedRequest) -> Response | None:
    endpoint, values = context.words.endpoint, context.view_args

    def preprocess() -> None:
        for hooks in context.hooks:
            for function in hooks.preprocess:
                function(endpoint, values)

    first = [preprocess] if any(hooks.preprocess for hooks in context.hooks) else []
    result = await context.run([*first, *(f for hooks in context.hooks for f in hooks.before)])
    return None if result is None else make_response(result)


def nested_in(blueprint: APIRouter) -> dict[str, APIRouter]:
    nested: dict[str, APIRouter] = vars(blueprint).setdefault("nested_blueprints", {})
    return nested


def take_over(lifecycle: Lifecycle, name: str, blueprint: APIRouter) -> None:
    hooks = hooks_of(blueprint)
    if not any(hooks is known for known in lifecycle.hooks.values()):
        lifecycle.hooks[None].extend(app_hooks_of(blueprint))
    lifecycle.hooks[name] = hooks
    for inner, nested in nested_in(blueprint).items():
        take_over(lifecycle, f"{name}.{inner}", nested)


def install_hooks(target: FastAPI | APIRouter, **blueprints: APIRouter) -> None:
    """`install_hooks(app, shop=shop.router)`, with the names that are in the names of routes.

    May be called again for more blueprints: hooks run in the order in which they are installed.
    Those that are nested in another one are installed in that, before that is.
    """
    if isinstance(target, APIRouter):
        nested_in(target).update(blueprints)
        return
    install_context(target)
    lifecycle = lifecycle_of(target)
    lifecycle.before_request = run_before_request
    lifecycle.hooks.setdefault(None, hooks_of(target))
    for name, blueprint in blueprints.items():
        take_over(lifecycle, name, blueprint)

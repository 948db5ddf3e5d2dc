"""A dict or a list that a view returns, in the JSON that Flask makes of it."""

import dataclasses
import datetime
import decimal
import inspect
import json
import uuid
from functools import wraps
from typing import Any, get_args

from fastapi import FastAPI, Response
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.types import ASGIApp
from werkzeug.http import http_date

BUILTINS = (dict, list, tuple, str, bytes, int, float, bool, object, type(None), None, Any, ...)


def default(value: Any) -> Any:
    """What the standard encoder doesn't know."""
    if isinstance(value, datetime.date):
        return http_date(value)
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def is_plain(annotation: Any) -> bool:
    """Whether it names no model: those are pydantic's work, and so is what a view makes of them."""
    parts = get_args(annotation)
    return all(map(is_plain, parts)) if parts else annotation in BUILTINS


class JSON(Response):
    """Sorted keys, dates as in HTTP headers, Decimal and UUID as text."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, default=default, sort_keys=True, separators=(",", ":"))
        return text.encode() + b"\n"


def encode(result: Any, status: int | None, injected: Response, made: type[Response]) -> Any:
    if not isinstance(result, (dict, list)):
        return result
    response = made(result, injected.status_code or status or 200)
    response.raw_headers.extend(injected.raw_headers)
    return response


def answer_in_flask_json(route: RouteContext, made: type[Response]) -> None:
    """Takes the result before FastAPI's encoder does, which would turn dates into ISO format."""
    dependant, status = route.dependant, route.status_code
    view, own_name = dependant.call, dependant.response_param_name
    dependant.response_param_name = name = own_name or "injected_response"

    @wraps(view)
    def wrapper(**values: Any) -> Any:
        injected = values[name] if own_name else values.pop(name)
        return encode(view(**values), status, injected, made)

    @wraps(view)
    async def async_wrapper(**values: Any) -> Any:
        injected = values[name] if own_name else values.pop(name)
        return encode(await view(**values), status, injected, made)

    dependant.call = async_wrapper if inspect.iscoroutinefunction(view) else wrapper
    dependant.call.in_flask_json = True


def install_json(app: FastAPI, made: type[Response]) -> None:
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and is_plain(route.response_model):
            if not hasattr(route.dependant.call, "in_flask_json"):
                answer_in_flask_json(route, made)


def flask_json(asgi: ASGIApp, app: FastAPI, made: type[Response]) -> ASGIApp:
    """A middleware that only looks, when the application starts, for routes it doesn't know."""
    install_json(app, made)
    return asgi

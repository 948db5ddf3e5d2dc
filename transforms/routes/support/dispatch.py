"""Views that are called with the values in their path, whatever their signature says."""

import asyncio
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from fastapi import Request, Response

from .responses import make_response

served_request: ContextVar[Request] = ContextVar("served_request")


def path_values_only(view: Callable[..., Any], /, **fixed: Any) -> Callable[..., Any]:
    """FastAPI sees a function of the request. The view is called with the values in its path by
    their names, and with `fixed`; what it returns is made a response.

    For views between which and FastAPI decorators stand that call them with other arguments, and
    for those that take what comes: `**kwargs`.
    """

    def answer(served: Request) -> Response:
        served_request.set(served)
        context = served.scope.get("request_context")  # functions before it may change the values
        found = context.view_args if context else served.path_params
        values = {**fixed, **found}
        if inspect.iscoroutinefunction(view):  # it may block its own loop, but not that of all
            return make_response(asyncio.run(view(**values)))
        return make_response(view(**values))

    endpoint: Any = answer
    vars(endpoint).update(getattr(view, "__dict__", {}))
    for name in ("__wrapped__", "__signature__"):  # FastAPI would look through it
        vars(endpoint).pop(name, None)
    endpoint.__name__ = getattr(view, "__name__", type(view).__name__)
    endpoint.__module__, endpoint.__doc__ = view.__module__, view.__doc__
    endpoint.url_defaults, endpoint.reads_path_values = fixed, True
    endpoint.answers_for = view
    return endpoint  # type: ignore[no-any-return]

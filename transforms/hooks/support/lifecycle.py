"""What an application does around each request, and what it knows about the one at hand."""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from fastapi import FastAPI, Request, Response
from werkzeug import wrappers

from .context import RequestContext
from .threads import RequestThread

Function = Callable[..., Any]


@dataclass
class Hooks:
    """The functions of the application, or of one of its blueprints."""

    preprocess: list[Function] = field(default_factory=list)
    before: list[Function] = field(default_factory=list)
    after: list[Function] = field(default_factory=list)
    teardown: list[Function] = field(default_factory=list)
    url_defaults: list[Function] = field(default_factory=list)

    def extend(self, other: "Hooks") -> None:
        for name, functions in vars(other).items():
            vars(self)[name].extend(functions)


@dataclass
class Lifecycle:
    """What one application does around each request: hooks.py and sessions.py have their parts."""

    hooks: dict[str | None, Hooks] = field(default_factory=dict)
    before_request: Callable[["ServedRequest"], Awaitable[Response | None]] | None = None
    open_session: Callable[[RequestContext], Any] | None = None
    save_session: Callable[[RequestContext, wrappers.Response], None] | None = None


def lifecycle_of(app: FastAPI) -> Lifecycle:
    lifecycle: Lifecycle = vars(app).setdefault("request_lifecycle", Lifecycle())
    return lifecycle


class ServedRequest(RequestContext):
    """The context of a request that is answered here. It is `scope["request_context"]`."""

    # what made the response a 500
    error: Exception | None = None
    # what answers an error that nobody expects
    answer: Callable[[Request, Exception], Awaitable[Response]] | None = None

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        # WSGI middleware has one already
        self.thread = request.scope.get("request_thread") or RequestThread()
        self.path_values: dict[str, Any] = {}
        self.lifecycle = lifecycle_of(request.app)
        self.hooks = self.find_hooks()

    def find_hooks(self) -> list[Hooks]:
        known = self.lifecycle.hooks
        return [known[n] for n in (None, *reversed(self.words.blueprints)) if n in known]

    def after_functions(self) -> list[Function]:
        hooks = [f for hooks in reversed(self.hooks) for f in reversed(hooks.after)]
        return self.after + hooks

    def teardown_functions(self) -> list[Function]:
        return [f for hooks in reversed(self.hooks) for f in reversed(hooks.teardown)]

    async def preprocess(self, route: Any, values: dict[str, Any] | None) -> Response | None:
        """The route is found, or isn't: is there an answer before the view is asked?"""
        self.route, self.view_args, self.path_values = route, values, dict(values or {})
        self.hooks = self.find_hooks()
        before_request = self.lifecycle.before_request
        response: Response | None = None
        try:
            if before_request is not None:
                response = await before_request(self)
        except Exception as error:
            answer_error = getattr(route, "answer_error", None)
            if answer_error is None:
                raise
            answer: Response = await answer_error(self.request, error)
            return answer
        finish = getattr(getattr(route, "endpoint", None), "finish_options", None)
        if response is None and finish and self.request.method == "OPTIONS":
            self.after.append(finish)  # no view will be asked
        return response

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        """What to call the view with: functions before it may change the values of the path."""
        before, now = self.path_values, self.view_args or {}
        in_path = getattr(self.route, "param_convertors", {})
        if before == now and given.keys() >= in_path.keys():
            return given
        params = self.request.scope.get("path_params", {})
        params.clear()
        params.update(now)
        kept = {k: v for k, v in given.items() if k not in before or k in now}
        # what the route itself fills in isn't given to the view again
        return {**kept, **{k: v for k, v in now.items() if k in in_path or k not in before}}

    async def call(self, function: Function, *args: Any) -> Any:
        if inspect.iscoroutinefunction(function):
            return await function(*args)
        return await self.thread.call(function, *args)

    async def run(self, functions: Iterable[Function], *args: Any) -> Any:
        """One after the other until one returns something; plain ones on the request's thread."""
        for is_async, group in groupby(functions, inspect.iscoroutinefunction):
            if not is_async:
                result = await self.thread.call(first_result, list(group), args)
                if result is not None:
                    return result
                continue
            for function in group:
                result = await function(*args)
                if result is not None:
                    return result
        return None

    async def run_each(self, functions: Iterable[Function], *args: Any) -> None:
        """All of them, whatever they return."""
        for is_async, group in groupby(functions, inspect.iscoroutinefunction):
            if not is_async:
                await self.thread.call(call_each, list(group), *args)
                continue
            for function in group:
                await function(*args)


def first_result(functions: Iterable[Function], args: tuple[Any, ...]) -> Any:
    results = (function(*args) for function in functions)
    return next((result for result in results if result is not None), None)


def call_each(functions: Iterable[Function], *args: Any) -> None:
    for function in functions:
        function(*args)

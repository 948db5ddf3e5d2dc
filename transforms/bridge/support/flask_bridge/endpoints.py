"""Bridged endpoints: view functions of Flask in which FastAPI has a part."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable
from typing import Any, cast, get_origin

from fastapi import FastAPI
from fastapi.datastructures import DefaultPlaceholder
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.routing import APIRoute
from flask import Flask, request
from flask.globals import request_ctx
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope
from starlette.websockets import WebSocket
from werkzeug.routing import Rule
from werkzeug.wrappers import Response as WerkzeugResponse

from .errors import Errors
from .responses import FlaskValue, serve
from .routers import Claim
from .rules import declared_methods, fastapi_path
from .runs import current_run, on_flask_thread
from .signatures import are_models, is_fastapis, is_marked, mentions, typed_signature

Function = Callable[..., Any]


class BridgedRoute(APIRoute):
    """What FastAPI knows of a bridged route. Starlette never matches it: Flask does."""

    plain = late = False

    def __init__(self, overrides: Endpoints, path: str, endpoint: Function, **options: Any) -> None:
        options["dependency_overrides_provider"] = overrides
        super().__init__(path, endpoint, **options)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return Match.NONE, {}


class Endpoints:
    def __init__(self, app: FastAPI, flask_app: Flask, errors: Errors) -> None:
        self.app, self.flask_app, self.errors = app, flask_app, errors
        self.on_flask_thread = functools.cache(on_flask_thread)  # one for each: they are compared

    def lift(self, endpoint: str, claims: list[Claim]) -> None:
        """Replace the view function of a bridged endpoint by one in which FastAPI has a part."""
        view = self.flask_app.view_functions.get(endpoint)
        if view is None:
            return  # Flask, too, complains only when it is asked for
        claimed = {id(claim.rule): claim for claim in claims}
        routes: dict[tuple[int, str], BridgedRoute] = {}
        for rule in self.flask_app.url_map.iter_rules(endpoint):
            claim = claimed.get(id(rule), claims[-1])
            for method in declared_methods(rule):
                try:
                    routes[id(rule), method] = self.route(rule, method, view, claim)
                except Exception as exc:
                    raise RuntimeError(f"{endpoint} cannot be bridged: {exc}") from exc
        first = next(iter(routes.values()))

        @functools.wraps(view)
        def lifted(**view_args: Any) -> Any:
            key = id(request.url_rule)
            # The first, if another view is calling this one.
            route = routes.get((key, request.method)) or routes.get((key, "GET")) or first
            try:
                if route.plain:
                    return self.to_flask(self.flask_app.ensure_sync(view)(**view_args))
                return serve(
                    self.flask_app,
                    AsyncExitStackMiddleware(route.app),
                    view_args,
                    late=route.late,
                    app=self.app,
                    router=self.app.router,
                    route=route,
                    endpoint=route.endpoint,
                    path_params=complete(route, view_args),
                )
            except (HTTPException, RequestValidationError) as exc:
                return self.errors.answer_bridged(exc)

        self.flask_app.view_functions[endpoint] = lifted

    def to_flask(self, value: Any) -> Any:
        """Serialise what Flask's make_response does not know, as FastAPI would."""
        if are_models(value):
            response_class: Any = self.app.router.default_response_class
            value = getattr(response_class, "value", response_class)(jsonable_encoder(value))
        if isinstance(value, Response):
            return serve(self.flask_app, value, late=value.background is not None)
        return value

    def route(self, rule: Rule, method: str, view: Function, claim: Claim) -> BridgedRoute:
        """The FastAPI route of one method. (Operation ids are unique, so each has its own.)"""
        function, options = claim.view or view, dict(claim.options)
        for option in ("endpoint", "methods", "name", "dependency_overrides_provider"):
            options.pop(option, None)
        response_class = options.get("response_class")
        serialised = response_class and not isinstance(response_class, DefaultPlaceholder)

        signature = typed_signature(function)
        declared = [p for p in signature.parameters.values() if is_fastapis(p, rule)]
        if any(mentions(p.annotation, WebSocket) for p in declared):
            raise TypeError("WebSockets need a FastAPI router")
        responses = [p for p in declared if mentions(p.annotation, Response) and not is_marked(p)]
        path = fastapi_path(rule.rule)
        path_names = {name for name in rule.arguments if f"{{{name}" in path}
        path_names -= {p.name for p in declared}

        async def endpoint(*, _response: Response, **values: Any) -> Any:
            run = current_run.get()
            for name in path_names:
                del values[name]  # documentation: Flask's own values count
            values.update((p.name, _response) for p in responses)
            values = {**run.view_args, **values}
            if inspect.iscoroutinefunction(view):
                value = await view(**values)
            else:
                value = await run.call(view, **values)
                value = await value if inspect.isawaitable(value) else value
            if isinstance(value, Response):
                run.late = run.late or value.background is not None
                return value
            if are_models(value) or (value is None and route.status_code):
                return value
            if (serialised or route.response_field) and not isinstance(value, WerkzeugResponse):
                return value
            return FlaskValue(value, _response, route.status_code)

        kind, returns = inspect.Parameter.KEYWORD_ONLY, signature.return_annotation
        if get_origin(returns) not in (None, list) or not mentions(returns, BaseModel):
            returns = signature.empty  # `-> str` is a page in Flask, not a JSON schema
        seen = [p.replace(kind=kind) for p in declared if p not in responses]
        seen += [inspect.Parameter(name, kind, annotation=Any) for name in sorted(path_names)]
        seen += [inspect.Parameter("_response", kind, annotation=Response)]
        vars(endpoint)["__signature__"] = inspect.Signature(seen, return_annotation=returns)
        vars(endpoint)["in_flask_json"] = True  # flask_compat has nothing to add
        endpoint.__name__, endpoint.__doc__ = rule.endpoint, function.__doc__

        add_route = functools.partial(self.app.router.add_api_route, path, endpoint, **options)
        add_route(
            methods=[method],
            name=rule.endpoint,
            route_class_override=cast(Any, functools.partial(BridgedRoute, self)),
        )
        route = cast(BridgedRoute, self.app.router.routes[-1])
        limited = options.get("max_body_size") is not None
        by_option = serialised or limited or route.response_field or route.status_code
        route.plain = not (declared or by_option or route.dependencies)
        if not route.plain and inspect.isasyncgenfunction(function):
            raise TypeError("Flask has no use for an async generator")
        self.put_on_flask_thread(route.dependant)
        route.late = has_late_work(route.dependant)
        return route

    def put_on_flask_thread(self, dependant: Any) -> None:
        for index, sub in enumerate(dependant.dependencies):
            self.put_on_flask_thread(sub)
            call = self.on_flask_thread(sub.call)
            if dataclasses.is_dataclass(sub):  # which may have cached what kind of call it has
                dependant.dependencies[index] = dataclasses.replace(cast(Any, sub), call=call)
            else:
                sub.call = call

    @property
    def dependency_overrides(self) -> dict[Function, Function]:
        thread, overrides = self.on_flask_thread, self.app.dependency_overrides
        return {thread(old): thread(new) for old, new in overrides.items()}


def has_late_work(dependant: Any) -> bool:
    """Whether something may remain to be done after the response: tasks, dependency exits."""
    return (
        dependant.background_tasks_param_name is not None
        or inspect.isasyncgenfunction(dependant.call)
        or any(map(has_late_work, dependant.dependencies))
    )


def complete(route: BridgedRoute, view_args: dict[str, Any]) -> dict[str, Any]:
    """View arguments with those that a url_value_preprocessor has taken out, for dependencies."""
    if route.param_convertors.keys() <= view_args.keys():
        return view_args
    return {**cast(Any, request_ctx).url_adapter.match()[1], **view_args}

"""Werkzeug's URL map in front of FastAPI's routes.

It sits inside the error handlers: what it raises, they answer.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, get_args, get_origin
from urllib.parse import unquote_plus

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.convertors import CONVERTOR_TYPES, Convertor
from starlette.routing import PARAM_REGEX, Host, Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule, UnicodeConverter
from werkzeug.sansio.utils import get_host

ORIGINALS = ("str", "path", "int", "float", "uuid")


def to_werkzeug(convertor: Convertor[Any]) -> type[BaseConverter]:
    """A convertor of the application, for Werkzeug's rules."""

    class ApplicationConverter(BaseConverter):
        regex = convertor.regex
        weight = getattr(convertor, "weight", BaseConverter.weight)
        part_isolating = getattr(convertor, "part_isolating", "/" not in convertor.regex)

        def to_python(self, value: str) -> Any:
            return convertor.convert(value)

        def to_url(self, value: Any) -> str:
            return convertor.to_string(value)

    return ApplicationConverter


def to_rule(path: str) -> str:
    """'/items/{id:int}' -> '/items/<int:id>'"""
    return PARAM_REGEX.sub(lambda match: f"<{(match[2] or ':str')[1:]}:{match[1]}>", path)


class RouteRule(Rule):
    """One route as Werkzeug has it, or several that differ only in their methods."""

    def __init__(self, route: RouteContext, path: str, **options: Any) -> None:
        super().__init__(to_rule(path), endpoint=route.name or path, **options)
        self.route = route
        self.siblings = [self]
        self.own_methods = {*(self.methods or ()), *(route.methods or ())}
        if "OPTIONS" not in (route.methods or ()):
            self.own_methods.discard("OPTIONS")  # answered without it

    def takes(self, other: "RouteRule") -> bool:
        """In Flask a view has one rule: if a value is refused, no other method is offered."""
        if not (self.methods and other.methods) or self.own_methods & other.own_methods:
            return False
        same = (self.rule, self.endpoint, self.defaults, self.strict_slashes)
        if same != (other.rule, other.endpoint, other.defaults, other.strict_slashes):
            return False
        self.methods |= other.methods
        self.siblings.append(other)
        return True

    def for_method(self, method: str) -> "RouteRule":
        return next((rule for rule in self.siblings if method in rule.own_methods), self)

    @cached_property
    def scalars(self) -> frozenset[str]:
        dependant = getattr(self.route, "dependant", None)
        return frozenset(scalar_queries(dependant)) if dependant else frozenset()


def slash_twin(route: RouteContext) -> tuple[str | None, str]:
    path = route.path or ""
    return route.name, path[:-1] if path.endswith("/") else path + "/"


def rules_of(route: RouteContext, lenient: bool) -> Iterator[RouteRule]:
    """Nothing for what isn't HTTP; all below its path for another application."""
    original, path = route.original_route, route.path or ""
    strict = False if lenient else None  # None: as the map has it
    if isinstance(original, Mount) and isinstance(route.app, StaticFiles):
        options: Any = {"methods": ["GET", "OPTIONS"], "strict_slashes": True}
        yield RouteRule(route, path + "/{filename:path}", **options)
    elif isinstance(original, Mount):
        yield RouteRule(route, path + "/")
        yield RouteRule(route, path + "/{rest:path}")
    elif isinstance(original, Route):
        methods = {*route.methods, "OPTIONS"} if route.methods else None
        defaults = getattr(route.endpoint, "url_defaults", None)
        yield RouteRule(route, path, methods=methods, defaults=defaults, strict_slashes=strict)


def all_rules(routes: list[RouteContext]) -> Iterator[RouteRule]:
    """A route stacked on its twin with include_in_schema=False: one rule that takes both paths."""
    shown = {(r.name, r.path) for r in routes if getattr(r, "include_in_schema", False)}
    hidden = {(r.name, r.path) for r in routes} - shown
    for route in routes:
        is_shown, twin = (route.name, route.path) in shown, slash_twin(route)
        if is_shown or twin not in shown:
            yield from rules_of(route, lenient=is_shown and twin in hidden)


def joined(rules: Iterable[RouteRule]) -> list[RouteRule]:
    found: dict[Any, list[RouteRule]] = {}
    for rule in rules:
        same = found.setdefault((rule.rule, rule.endpoint), [])
        if not any(known.takes(rule) for known in same):
            same.append(rule)
    return [rule for same in found.values() for rule in same]


def scalar_queries(dependant: Dependant) -> set[str]:
    """The query parameters that hold one value, those of dependencies too."""
    names = set()
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        kinds = {get_origin(kind) or kind for kind in (annotation, *get_args(annotation))}
        if not kinds & {list, set, tuple}:
            names.add(field.alias)
    return names.union(*map(scalar_queries, dependant.dependencies))


def only_first(query: bytes, names: frozenset[str]) -> bytes:
    """Of repeated values FastAPI's parameters hold the last, Flask's the first: leave that one."""
    seen: set[str] = set()
    kept = []
    for part in query.split(b"&"):
        name = unquote_plus(part.partition(b"=")[0].decode("latin-1"))
        if name not in names or name not in seen:
            kept.append(part)
        seen.add(name)
    return b"&".join(kept)


def router_dependencies(router: APIRouter) -> Iterator[Depends]:
    """What routers ask for, as opposed to single routes: functions that ran before each request."""
    yield from router.dependencies
    for route in router.routes:
        if included := getattr(route, "original_router", None):
            yield from route.include_context.dependencies  # type: ignore[attr-defined]
            yield from router_dependencies(included)


async def answer_options(request: Request) -> Response:
    allow = ", ".join(sorted(request.scope["allow"]))
    return Response(media_type="text/html", headers={"Allow": allow} if allow else None)


class FlaskRouting:
    """Decides which route answers: specific rules before general ones, in whatever order."""

    def __init__(self, router: ASGIApp, app: FastAPI, strict_slashes: bool = True) -> None:
        self.router, self.app, self.strict_slashes = router, app, strict_slashes

    @cached_property
    def url_map(self) -> Map:
        own = {k: to_werkzeug(c) for k, c in CONVERTOR_TYPES.items() if k not in ORIGINALS}
        return Map(
            joined(all_rules(list(iter_route_contexts(self.app.routes)))),
            converters={"str": UnicodeConverter, **own},
            strict_slashes=self.strict_slashes,
        )

    @cached_property
    def hosts(self) -> list[Host]:
        return [route for route in self.app.routes if isinstance(route, Host)]

    def bind(self, scope: Scope) -> MapAdapter:
        root = scope.get("root_path", "")
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1") or None
        return self.url_map.bind(
            get_host(scope["scheme"], host, scope.get("server")),
            root or "/",
            url_scheme=scope["scheme"],
            path_info=scope["path"].removeprefix(root),
            default_method=scope["method"],
            query_args=scope["query_string"].decode(errors="replace"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.router(scope, receive, send)
        for host in self.hosts:
            match, found = host.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                return await host.handle(scope, receive, send)
        adapter = self.bind(scope)
        # functions that run before the view, or the error
        context: Any = scope.get("request_context")
        try:
            rule, matched = adapter.match(return_rule=True)
        except HTTPException as error:
            answer: ASGIApp | None = await context.preprocess(None, None) if context else None
            if answer is None:
                raise error
            return await answer(scope, receive, send)
        assert isinstance(rule, RouteRule)
        rule = rule.for_method(scope["method"])
        route, values, endpoint = rule.route, dict(matched), rule.route.app
        scope["route"] = route.original_route
        early: ASGIApp | None = None
        if context:
            early = await context.preprocess(route.original_route, values)
        if early is not None:
            return await early(scope, receive, send)
        if isinstance(route.original_route, Mount):
            scope.update(route.matches(scope)[1])
        else:
            scope.update({"path_params": dict(matched), "endpoint": route.endpoint})
        automatic = rule.methods is not None and "OPTIONS" not in (route.methods or ())
        if scope["method"] == "OPTIONS" and automatic:
            scope["allow"] = adapter.allowed_methods()
            endpoint = self.automatic_options(route)
        elif rule.scalars and b"&" in scope["query_string"]:
            scope = {**scope, "query_string": only_first(scope["query_string"], rule.scalars)}
        await endpoint(scope, receive, send)

    def automatic_options(self, route: RouteContext) -> ASGIApp:
        """Who isn't let in isn't told the methods either; guards of a single route aren't asked."""
        asked = {id(depends) for depends in router_dependencies(self.app.router)}
        hooks = [d for d in getattr(route, "dependencies", ()) if id(d) in asked]
        return APIRoute(route.path or "/", answer_options, dependencies=hooks).app

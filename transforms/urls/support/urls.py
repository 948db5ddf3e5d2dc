"""URLs and redirects."""

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.convertors import CONVERTOR_TYPES, Convertor
from starlette.routing import PARAM_REGEX, Mount, Route
from starlette.staticfiles import StaticFiles
from werkzeug.routing import BaseConverter, Map, Rule, UnicodeConverter
from werkzeug.sansio.utils import get_host
from werkzeug.urls import iri_to_uri
from werkzeug.utils import redirect as redirect_page

View = TypeVar("View", bound=Callable[..., Any])

ORIGINALS = ("str", "path", "int", "float", "uuid")


def with_values(view: View, /, *names: str, **values: Any) -> View:
    """The view with parameters filled: by `values`, or by its own defaults those of `names`."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs, **values)

    @wraps(view)
    async def async_wrapper(*args: Any, **kwargs: Any) -> Any:
        return await view(*args, **kwargs, **values)

    wrapped: Any = async_wrapper if inspect.iscoroutinefunction(view) else wrapper
    signature = inspect.signature(view)
    hidden = {*names, *values}
    left = [param for name, param in signature.parameters.items() if name not in hidden]
    wrapped.__signature__ = signature.replace(parameters=left)
    return wrapped  # type: ignore[no-any-return]


def without_parameters(view: View, /, *names: str) -> View:
    """The view with Python's own defaults for these: no client can fill them through the query."""
    return with_values(view, *names)


def with_defaults(view: View, /, **values: Any) -> View:
    """For a path that stands for fixed values of another: url_for() prefers it for these."""
    wrapped: Any = with_values(view, **values)
    wrapped.url_defaults = values
    return wrapped  # type: ignore[no-any-return]


def to_werkzeug(convertor: Convertor[Any]) -> type[BaseConverter]:
    """A convertor of the application, for Werkzeug's rules."""

    class ApplicationConverter(BaseConverter):
        regex = convertor.regex

        def to_url(self, value: Any) -> str:
            return convertor.to_string(value)

    return ApplicationConverter


def rules_of(route: RouteContext) -> Iterator[Rule]:
    """The rule that builds the URL of a route: '/items/{id:int}' -> '/items/<int:id>'"""
    original, path = route.original_route, route.path or "/"
    if isinstance(original, Mount) and isinstance(route.app, StaticFiles):
        yield Rule(f"{route.path}/<path:filename>", endpoint=route.name, build_only=True)
    elif isinstance(original, Route):
        rule = PARAM_REGEX.sub(lambda match: f"<{(match[2] or ':str')[1:]}:{match[1]}>", path)
        yield Rule(
            rule,
            endpoint=route.name,
            methods=route.methods,
            defaults=getattr(route.endpoint, "url_defaults", None),
            build_only=True,
        )


def router_prefix(prefix: str | None) -> str:
    """What a router takes as its prefix: none, or one that ends without a slash."""
    prefix = (prefix or "").rstrip("/")
    if prefix and not prefix.startswith("/"):
        raise ValueError(f"The prefix {prefix!r} has to start with a slash.")
    if "<" in prefix:
        raise ValueError(f"Write the variables of {prefix!r} as FastAPI does: {{name}}.")
    return prefix


def alias_url(app: FastAPI, rule: str, endpoint: str) -> None:
    """url_for(endpoint) gives this path, which another route answers."""
    app.state.url_aliases = {**getattr(app.state, "url_aliases", {}), endpoint: rule}


def url_map(app: FastAPI) -> Map:
    """Made at the first URL, and again if there are more routes by then."""
    known: Map | None = getattr(app.state, "url_map", None)
    if known is not None and app.state.mapped_routes != len(app.routes):
        known = None
    if known is None and hasattr(app.state, "flask_app"):
        known = app.state.flask_app.url_map  # all routes are in there while Flask is
    if known is None:
        own = {k: to_werkzeug(c) for k, c in CONVERTOR_TYPES.items() if k not in ORIGINALS}
        rules = [rule for route in iter_route_contexts(app.routes) for rule in rules_of(route)]
        for endpoint, path in getattr(app.state, "url_aliases", {}).items():
            rules.append(Rule(path, endpoint=endpoint, methods=["GET"], build_only=True))
        app.state.mapped_routes = len(app.routes)
        known = app.state.url_map = Map(rules, converters={"str": UnicodeConverter, **own})
    return known


def add_url_defaults(app: FastAPI, endpoint: str, values: dict[str, Any]) -> None:
    """What `@url_defaults` functions add: the application's, then those of the blueprints."""
    lifecycle = vars(app).get("request_lifecycle")
    if lifecycle is None:
        return
    parts = endpoint.split(".")[:-1]
    for name in (None, *(".".join(parts[: n + 1]) for n in range(len(parts)))):
        if hooks := lifecycle.hooks.get(name):
            for function in hooks.url_defaults:
                function(endpoint, values)


def with_anchor(url: str, anchor: str | None) -> str:
    return url if anchor is None else url + "#" + quote(anchor, safe="%!#$&'()*+,/:;=?@")


def url_for(
    request: Request,
    endpoint: str,
    /,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: Any,
) -> str:
    """The path of a route, `.name` for one in the same blueprint; unknown values become the query.

    Raises werkzeug.routing.BuildError if no route has that name or takes these values.
    """
    scope = request.scope
    if endpoint.startswith("."):
        blueprint = scope["route"].name.rpartition(".")[0] if "route" in scope else ""
        endpoint = blueprint + endpoint if blueprint else endpoint[1:]
    if _external is None:
        _external = _scheme is not None
    if _scheme is not None and not _external:
        raise ValueError("With a scheme the URL is external: leave out _external=False.")
    add_url_defaults(request.app, endpoint, values)
    config = getattr(request.app.state, "config", {})
    host = get_host(scope["scheme"], request.headers.get("host"), scope.get("server"))
    adapter = url_map(request.app).bind(
        config.get("SERVER_NAME") or host,
        scope.get("app_root_path", scope.get("root_path")) or "/",  # not that of a mount inside
        url_scheme=scope["scheme"],
        default_method=request.method,
    )
    url = adapter.build(endpoint, values, _method, _external, url_scheme=_scheme)
    return with_anchor(url, _anchor)


def redirect(location: str, code: int = 302) -> Response:
    """Starlette's default, 307, would send a form again to the page that follows it."""
    page = redirect_page(location, code).get_data()
    return Response(page, code, {"Location": iri_to_uri(location)}, "text/html")

"""Cross-origin requests: from which other sites scripts may read the answers."""

import inspect
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, wraps
from typing import Any, TypeVar
from urllib.parse import unquote

from fastapi import APIRouter, FastAPI
from werkzeug import wrappers

from .context import current_app, get_request_context, request
from .hooks import after_request

F = TypeVar("F", bound=Callable[..., Any])
Pattern = str | re.Pattern[str]

# each may be given to CORS() and cross_origin(), or be a setting: CORS_ORIGINS, CORS_MAX_AGE ...
DEFAULTS: dict[str, Any] = {
    "origins": "*",
    "methods": ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
    "allow_headers": "*",
    "expose_headers": None,
    "supports_credentials": False,
    "max_age": None,
    "send_wildcard": False,
    "automatic_options": True,
    "vary_header": True,
    "resources": "/*",
    "intercept_exceptions": True,
    "always_send": True,
    "allow_private_network": False,
}

EVALUATED = "cors_evaluated"

logger = logging.getLogger(__name__)


def is_expression(pattern: Any) -> bool:
    """A text with any of these is a regular expression, not an origin, header or path."""
    return isinstance(pattern, re.Pattern) or not set("*\\?$^[]()").isdisjoint(pattern)


def compiled(pattern: Any, flags: int = 0) -> Any:
    if pattern == "*":
        return re.compile(".*", flags)
    is_text = isinstance(pattern, str) and is_expression(pattern)
    return re.compile(pattern, flags) if is_text else pattern


def as_list(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)


def as_text(value: Any) -> str | None:
    """One text for a header: several values are sorted."""
    if value is None or isinstance(value, str) or not isinstance(value, Iterable):
        return None if value is None else str(value)
    return ", ".join(str(item) for item in sorted(value))


def fits(value: str, pattern: Pattern) -> bool:
    """Whether an origin or the name of a header is meant; upper and lower case are the same."""
    if isinstance(pattern, re.Pattern):
        return pattern.match(value) is not None
    return value.casefold() == str(pattern).casefold()


@dataclass(frozen=True)
class Rules:
    """What is sent for some resource."""

    origins: list[Pattern]
    any_origin: bool
    methods: str
    allow_headers: list[Pattern]
    expose_headers: str | None
    max_age: Any
    supports_credentials: bool
    send_wildcard: bool
    vary_header: bool
    always_send: bool
    allow_private_network: bool

    @classmethod
    def of(cls, *options: Mapping[str, Any]) -> "Rules":
        """The last of `options` that says something has the say."""
        given: dict[str, Any] = dict(DEFAULTS)
        for more in options:
            given.update(more)
        for name in given.keys() - DEFAULTS.keys():
            logger.warning("Unknown option of CORS: %s", name)
        origins, max_age = as_list(given["origins"]), given["max_age"]
        flags = "supports_credentials send_wildcard vary_header always_send allow_private_network"
        rules = cls(
            origins=[compiled(origin, re.IGNORECASE) for origin in origins],
            any_origin="*" in origins or ".*" in origins,
            methods=(as_text(given["methods"]) or "").upper(),
            allow_headers=[compiled(h, re.IGNORECASE) for h in as_list(given["allow_headers"])],
            expose_headers=as_text(given["expose_headers"]),
            max_age=int(max_age.total_seconds()) if isinstance(max_age, timedelta) else max_age,
            **{name: bool(given[name]) for name in flags.split()},
        )
        if rules.any_origin and rules.supports_credentials and rules.send_wildcard:
            raise ValueError("With credentials the origin can't be '*': say which origins.")
        return rules

    def allowed_origin(self, origin: str | None) -> str | None:
        if origin:
            if self.any_origin and self.send_wildcard:
                return "*"
            return origin if any(fits(origin, pattern) for pattern in self.origins) else None
        if not self.always_send:
            return None
        if self.any_origin:
            return None if self.supports_credentials else "*"
        return min((known for known in self.origins if isinstance(known, str)), default=None)

    def varies(self, origin: str) -> bool:
        """Whether another origin might be answered otherwise."""
        if not self.vary_header or origin == "*":
            return False
        return len(self.origins) > 1 or any(isinstance(o, re.Pattern) for o in self.origins)

    def headers(self) -> Iterator[tuple[str, Any]]:
        """For the request at hand."""
        origin = self.allowed_origin(request.headers.get("Origin"))
        if origin is None:
            return
        yield "Access-Control-Allow-Origin", origin
        yield "Access-Control-Expose-Headers", self.expose_headers
        if self.supports_credentials:
            yield "Access-Control-Allow-Credentials", "true"
        if request.headers.get("Access-Control-Request-Private-Network") == "true":
            allowed = "true" if self.allow_private_network else "false"
            yield "Access-Control-Allow-Private-Network", allowed
        if request.method == "OPTIONS":
            yield from self.preflight_headers()
        if self.varies(origin):
            yield "Vary", "Origin"

    def preflight_headers(self) -> Iterator[tuple[str, Any]]:
        """What a browser asks before it sends a request that a form could not have sent."""
        method = request.headers.get("Access-Control-Request-Method", "").upper()
        if not method or method not in self.methods:
            return
        asked = request.headers.get("Access-Control-Request-Headers")
        names = [name.strip() for name in asked.split(",")] if asked else []
        allowed = [name for name in names if any(fits(name, one) for one in self.allow_headers)]
        yield "Access-Control-Allow-Headers", ", ".join(sorted(allowed))
        yield "Access-Control-Max-Age", self.max_age
        yield "Access-Control-Allow-Methods", self.methods

    def apply(self, response: wrappers.Response) -> wrappers.Response:
        """Unless the view has decided already."""
        if not getattr(response, EVALUATED, False):
            for name, value in self.headers():
                if value:
                    response.headers.add(name, str(value))
        return response


def settings_of(config: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: config.get(f"CORS_{name.upper()}") for name in DEFAULTS}
    return {name: value for name, value in found.items() if value is not None}


def specificity(resource: tuple[Pattern, Any]) -> tuple[bool, bool, int, int]:
    """Plain paths come first, then the longer and deeper expressions."""
    pattern = resource[0]
    text = pattern if isinstance(pattern, str) else pattern.pattern
    is_text = isinstance(pattern, str) and is_expression(pattern)
    return is_expression(pattern), is_text, -text.count("/"), -len(text)


def resources_of(given: Any) -> list[tuple[Pattern, Mapping[str, Any]]]:
    """`{pattern: options}`, or patterns to which the options of all apply."""
    if not isinstance(given, dict):
        return [(compiled(pattern), {}) for pattern in as_list(given)]
    pairs = [(".*" if pattern == "*" else pattern, options) for pattern, options in given.items()]
    return [(compiled(pattern), options) for pattern, options in sorted(pairs, key=specificity)]


class CORS:
    """`CORS(app, origins=[...])`, or `CORS(blueprint)`: for all answers, errors too."""

    def __init__(self, app: FastAPI | APIRouter | None = None, **options: Any) -> None:
        self.options = options
        if app is not None:
            self.init_app(app)

    def init_app(self, app: FastAPI | APIRouter, **options: Any) -> None:
        config = getattr(app.state, "config", {}) if isinstance(app, FastAPI) else {}
        given = {**DEFAULTS, **settings_of(config), **self.options, **options}
        rules = [(path, Rules.of(given, more)) for path, more in resources_of(given["resources"])]
        after_request(app)(partial(add_headers, rules))


def add_headers(
    resources: list[tuple[Pattern, Rules]], response: wrappers.Response
) -> wrappers.Response:
    if "Access-Control-Allow-Origin" in response.headers:
        return response
    path = unquote(request.path)
    for pattern, rules in resources:
        is_met = pattern == path if isinstance(pattern, str) else pattern.match(path)
        if is_met:
            return rules.apply(response)
    return response


def add_own_headers(options: Mapping[str, Any], response: wrappers.Response) -> wrappers.Response:
    """No other rules apply then. A page that says what went wrong afterwards isn't the view's."""
    if getattr(get_request_context(), "error", None) is not None:
        return response
    Rules.of(settings_of(current_app.config), options).apply(response)
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

"""Cross-origin requests: from which other sites scripts may read the answers."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from werkzeug.datastructures import Headers

Pattern = str | re.Pattern[str]


class Request(Protocol):
    @property
    def method(self) -> str: ...

    @property
    def headers(self) -> Headers: ...


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

    def headers(self, request: Request) -> Iterator[tuple[str, Any]]:
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
            yield from self.preflight_headers(request)
        if self.varies(origin):
            yield "Vary", "Origin"

    def preflight_headers(self, request: Request) -> Iterator[tuple[str, Any]]:
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

    def apply(self, request: Request, headers: Headers) -> None:
        """Adds what the answer to a request needs."""
        for name, value in self.headers(request):
            if value:
                headers.add(name, str(value))


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


class Resources:
    """The rules of an application, or of a blueprint: the first path that fits has the say."""

    def __init__(self, *options: Mapping[str, Any]) -> None:
        given: dict[str, Any] = dict(DEFAULTS)
        for more in options:
            given.update(more)
        found = resources_of(given["resources"])
        self.rules = [(pattern, Rules.of(given, more)) for pattern, more in found]

    def at(self, path: str) -> Rules | None:
        for pattern, rules in self.rules:
            is_met = pattern == path if isinstance(pattern, str) else pattern.match(path)
            if is_met:
                return rules
        return None

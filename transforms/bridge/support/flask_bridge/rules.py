"""`/items/{id:int}` and `/items/<int:id>`."""

from __future__ import annotations

import re
from collections.abc import Container

from starlette.convertors import CONVERTOR_TYPES
from werkzeug.routing import Rule


def flask_rule(path: str, known: Container[str] | None = None) -> str:
    """A path as a Flask rule; a converter that is not `known` becomes the default."""

    def variable(match: re.Match[str]) -> str:
        name, converter = match.groups()
        if converter in (None, "str") or (known is not None and converter not in known):
            return f"<{name}>"
        return f"<{converter}:{name}>"

    return re.sub(r"{(\w+)(?::(\w+))?}", variable, path)


def fastapi_path(rule: str) -> str:
    def variable(match: re.Match[str]) -> str:
        converter, name = match.groups()
        return f"{{{name}:{converter}}}" if converter in CONVERTOR_TYPES else f"{{{name}}}"

    return re.sub(r"<(?:(\w+)(?:\(.*?\))?:)?(\w+)>", variable, rule)


def declared_methods(rule: Rule) -> list[str]:
    methods = set(rule.methods or ())
    if "GET" in methods:
        methods.discard("HEAD")
    if getattr(rule, "provide_automatic_options", False):
        methods.discard("OPTIONS")
    return sorted(methods)

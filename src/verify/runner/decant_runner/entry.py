"""The way to the application, and what its Flask object knows of its URLs."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import os
from typing import Any
from urllib.parse import unquote, urlsplit

from decant_runner.exchange import Refused, Request


def load(entry: str, root: str, factory: bool) -> Any:
    """The application that `module:attribute` names, imported from below `root`."""
    module_name, _, attribute = entry.partition(":")
    module = importlib.import_module(module_name)
    origin = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", [])), "")
    if not os.path.realpath(origin).startswith(os.path.realpath(root) + os.sep):
        raise Refused(f"{module_name} was imported from {origin}, not from the project")
    found: Any = module
    for name in attribute.split("."):
        found = getattr(found, name)
    if not factory and not (
        inspect.isfunction(found) and not speaks_wsgi(found) and not is_asgi(found)
    ):
        return found
    required = [
        parameter.name
        for parameter in inspect.signature(found).parameters.values()
        if parameter.default is parameter.empty and parameter.kind in (0, 1, 3)
    ]
    if required:
        names = ", ".join(required)
        raise Refused(f"{entry} cannot be called without arguments: it wants {names}")
    made: Any = found()
    return made


def speaks_wsgi(function: Any) -> bool:
    """A function of `environ` and `start_response`."""
    return len(positional(function)) == 2


def is_asgi(app: Any) -> bool:
    """Does this callable speak ASGI rather than WSGI?"""
    if hasattr(app, "wsgi_app"):
        return False
    function = app if inspect.isfunction(app) or inspect.ismethod(app) else type(app).__call__
    own = 0 if inspect.isfunction(app) or inspect.ismethod(app) else 1
    return inspect.iscoroutinefunction(function) or len(positional(function)) - own == 3


def positional(function: Any) -> list[inspect.Parameter]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [one for one in parameters if one.default is one.empty and one.kind in (0, 1)]


def flask_of(app: Any) -> Any:
    """The Flask object, inside whatever middleware it stands."""
    for _ in range(6):
        if hasattr(app, "url_map"):
            return app
        app = next(
            (
                vars(app)[name]
                for name in ("app", "wsgi_app", "application")
                if name in getattr(app, "__dict__", {})
            ),
            None,
        )
        app = getattr(app, "__self__", app)
    return None


def rules_of(flask: Any) -> list[dict[str, Any]]:
    return [
        {"rule": rule.rule, "endpoint": rule.endpoint, "methods": sorted(rule.methods or ["GET"])}
        for rule in flask.url_map.iter_rules()
        if not (rule.build_only or rule.websocket or rule.subdomain or rule.host)
    ]


def secret_of(flask: Any) -> str | None:
    """What two processes have in common when they read each other's sessions."""
    secret = flask.secret_key
    if not secret:
        return None
    return hashlib.sha256(secret if isinstance(secret, bytes) else str(secret).encode()).hexdigest()


def endpoint_of(flask: Any, host: str, request: Request) -> str | None:
    """The endpoint that Flask's own map has; a redirect counts for the rule it leads to."""
    adapter = flask.url_map.bind(host)
    path = unquote(request.target.partition("?")[0])
    for _ in range(2):
        try:
            return str(adapter.match(path, request.method)[0])
        except Exception as error:
            there = getattr(error, "new_url", None)
            if not there:
                return None
            path = unquote(urlsplit(there).path)
    return None

"""Which parameters of a bridged endpoint FastAPI provides."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, get_args

from fastapi import params
from fastapi.security import SecurityScopes
from pydantic import BaseModel
from starlette.background import BackgroundTasks
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection
from starlette.responses import Response
from werkzeug.routing import Rule

MARKERS = (params.Param, params.Body, params.Depends)
TYPES = (HTTPConnection, Response, BackgroundTasks, SecurityScopes, UploadFile, BaseModel)
GUARD = re.compile(r"\b(Depends|Security|Path|Query|Header|Cookie|Body|Form|File)\(")


def typed_signature(function: Callable[..., Any]) -> inspect.Signature:
    """Its signature with real annotations; one that cannot be resolved counts as none."""
    try:
        return inspect.signature(function, eval_str=True)
    except Exception:  # annotations are expressions: anything may come out of them
        signature = inspect.signature(function)
    namespace = getattr(inspect.unwrap(function), "__globals__", {})

    def resolve(annotation: Any) -> Any:
        try:
            return eval(annotation, namespace) if isinstance(annotation, str) else annotation
        except Exception:
            if GUARD.search(annotation):
                raise  # a guard must not get lost
            return inspect.Parameter.empty

    parameters = [
        p.replace(annotation=resolve(p.annotation)) for p in signature.parameters.values()
    ]
    return inspect.Signature(parameters, return_annotation=resolve(signature.return_annotation))


def mentions(annotation: Any, *types: type) -> bool:
    annotation = getattr(annotation, "__value__", annotation)  # type Alias = ...
    if arguments := get_args(annotation):
        return any(mentions(argument, *types) for argument in arguments)
    return inspect.isclass(annotation) and issubclass(annotation, types)


def is_marked(parameter: inspect.Parameter) -> bool:
    metadata = getattr(parameter.annotation, "__metadata__", ())
    return any(isinstance(item, MARKERS) for item in (*metadata, parameter.default))


def is_fastapis(parameter: inspect.Parameter, rule: Rule) -> bool:
    """Whether FastAPI provides this parameter: by an explicit marker or type, never by a default.

    Flask calls `def view(page=1, admin=False)` with what the rule holds and nothing else. FastAPI
    would fill the rest from the query string, and `?admin=1` would be a privilege.
    """
    by_type = parameter.name not in rule.arguments and mentions(parameter.annotation, *TYPES)
    return by_type or is_marked(parameter)


def are_models(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(isinstance(item, BaseModel) for item in values)

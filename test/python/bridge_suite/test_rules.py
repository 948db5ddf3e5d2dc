"""Paths and rules, signatures."""

import inspect
from typing import Annotated, Any

import pytest
from fastapi import Depends, Query, Request
from flask_bridge.rules import declared_methods, fastapi_path, flask_rule
from flask_bridge.signatures import is_fastapis, mentions, typed_signature
from pydantic import BaseModel
from werkzeug.routing import Map, Rule


@pytest.mark.parametrize(
    "path, rule",
    [
        ("/", "/"),
        ("/items/{id}", "/items/<id>"),
        ("/items/{id:int}/x", "/items/<int:id>/x"),
        ("/{a:str}/{b:path}", "/<a>/<path:b>"),
        ("/{w:week}", "/<week:w>"),
    ],
)
def test_flask_rule(path: str, rule: str) -> None:
    assert flask_rule(path) == rule


def test_flask_rule_without_the_converter() -> None:
    assert flask_rule("/{w:week}/{n:int}", {"int": object}) == "/<w>/<int:n>"


@pytest.mark.parametrize(
    "rule, path",
    [
        ("/items/<int:id>", "/items/{id:int}"),
        ("/<any(a, b):which>/<path:rest>", "/{which}/{rest:path}"),
        ("/<string(length=2):code>", "/{code}"),
    ],
)
def test_fastapi_path(rule: str, path: str) -> None:
    assert fastapi_path(rule) == path


def test_declared_methods() -> None:
    rule = Rule("/", endpoint="x", methods=["GET", "POST", "OPTIONS"])
    Map([rule])
    assert declared_methods(rule) == ["GET", "OPTIONS", "POST"]
    rule.provide_automatic_options = True  # type: ignore[attr-defined]
    assert declared_methods(rule) == ["GET", "POST"]


class Order(BaseModel):
    name: str


def view(
    number: int,
    order: Order,
    maybe: "Order | None",
    asgi: Request,
    guard: Annotated[str, Depends(lambda: "")],
    page: int = Query(1),
    size: int = 10,
    named: Annotated[str, Query()] = "x",
) -> Any: ...


def test_which_parameters_are_fastapis() -> None:
    rule = Rule("/<int:number>", endpoint="x")
    Map([rule])
    parameters = typed_signature(view).parameters.values()
    found = {p.name for p in parameters if is_fastapis(p, rule)}
    assert found == {"order", "maybe", "asgi", "guard", "page", "named"}


def test_mentions_looks_into_annotations() -> None:
    assert mentions(list[Order] | None, BaseModel)
    assert not mentions(list[int], BaseModel)
    assert not mentions(inspect.Parameter.empty, BaseModel)

"""request.args as `args: QueryArgs`."""

import copy
from typing import Any

import flask
import pytest
from exchange import ask_fastapi, get, same
from fastapi import FastAPI, HTTPException
from pairs import Pair, outcome
from support.request_data import QueryArgs
from support.values import MultiValues


def not_none(value: str) -> str:
    if value == "abc":
        raise TypeError
    return value.lower()


READS = [
    lambda a: a.get("n"),
    lambda a: a.get("n", "d"),
    lambda a: a.get("n", 1, type=int),
    lambda a: a.get("n", 1, int),
    lambda a: a.get("n", type=float),
    lambda a: a.get("n", False, type=bool),
    lambda a: a.get("n", type=not_none),
    lambda a: a.get("n", type=lambda v: v.lower() == "true"),
    lambda a: a["n"],
    lambda a: a.getlist("n"),
    lambda a: a.getlist("n", type=int),
    lambda a: a.getlist("missing"),
    lambda a: "n" in a,
    lambda a: len(a),
    lambda a: bool(a),
    lambda a: list(a),
    lambda a: list(a.items()),
    lambda a: list(a.items(multi=True)),
    lambda a: list(a.keys()),
    lambda a: list(a.values()),
    lambda a: [(k, list(v)) for k, v in a.lists()],
    lambda a: [list(v) for v in a.listvalues()],
    lambda a: a.to_dict(),
    lambda a: a.to_dict(flat=False),
    lambda a: dict(a),
    lambda a: dict(**a),
    lambda a: {**a, "more": 1},
    lambda a: a.copy().getlist("n"),
    lambda a: a.copy().setlist("n", ["z"]),
    lambda a: copy.copy(a).get("n"),
    lambda a: {key: value for key, value in a.items()},
    lambda a: sorted(a),
    lambda a: a.get("n") or a.get("m"),
    lambda a: a.setdefault("n", 1),
    lambda a: a.pop("n"),
    lambda a: a.__setitem__("n", 1),
    lambda a: a == a.copy(),
    lambda a: hash(a) == hash(a),
    lambda a: a.items().__class__.__name__,
]
QUERIES = [
    "",
    "?",
    "?n=5",
    "?n=abc",
    "?n=",
    "?n",
    "?n=1&n=2",
    "?n=x&n=2&n=3",
    "?n=+5",
    "?n=5.0",
    "?n=1_0",
    "?n=%205",
    "?n=nan",
    "?n=false",
    "?N=1",
    "?m=1&n=2&m=3",
    "?n=%FF",
    "?n=a%FFb%C3%A9",
    "?n=a+b%2B",
    "?n=%C3%A9",
    "?%C3%A9=1&n=%E4%BD%A0",
    "?n=1;m=2",
    "?&&n=1&",
    "?=1&n=2",
    "?n=a=b",
    "?n=%",
    "?n=%zz",
    "?n=%00",
    "?n[]=1&n[a]=2",
    "?n=é日",
    "?é=1",
    "?n=\udcff",
]


def pair() -> Pair:
    apps = Pair()

    @apps.flask.get("/")
    def reads() -> Any:
        return {"seen": [outcome(read, flask.request.args) for read in READS]}

    @apps.router.get("/", name="reads")
    def reads_too(args: QueryArgs) -> Any:
        return {"seen": [outcome(read, args) for read in READS]}

    @apps.flask.get("/index")
    def index() -> Any:
        return flask.request.args["q"]

    @apps.router.get("/index")
    async def index_too(args: QueryArgs) -> Any:
        return args["q"]

    return apps


APPS = pair()


@pytest.mark.parametrize("query", QUERIES)
def test_reads(query: str) -> None:
    same(APPS.flask, APPS.fastapi, get("/" + query))


def test_missing_is_400() -> None:
    answers = same(APPS.flask, APPS.fastapi, get("/index"), get("/index?q="), get("/index?q=1"))
    assert [answer.status for answer in answers] == [400, 200, 200]


def test_missing_without_flask_compat() -> None:
    app = FastAPI()
    app.include_router(APPS.router)
    assert ask_fastapi(app, get("/index")).status == 400


def test_missing_can_be_caught_either_way() -> None:
    values: MultiValues[str] = MultiValues()
    for kind in (KeyError, HTTPException):
        with pytest.raises(kind):
            values["q"]


def test_star_star_takes_the_first() -> None:
    def view(a: str, b: str = "") -> str:
        return a + b

    assert view(**MultiValues([("a", "1"), ("a", "2"), ("b", "3")])) == "13"

"""Who provides the parameters of a bridged endpoint, and what dependencies can do."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import pytest
from asking import served
from fastapi import BackgroundTasks, Depends, FastAPI, Header, HTTPException, Query, Request
from fastapi import Response as FastResponse
from fastapi.exceptions import RequestValidationError
from flask import Flask, g, request
from flask_bridge import FlaskRouter
from pydantic import BaseModel
from shop import Shop, SoldOut


class Order(BaseModel):
    name: str


def test_defaults_are_not_filled_from_the_query() -> None:
    """A default of Flask is no Query() of FastAPI: `?admin=1` must not become a privilege."""
    flask_app = Flask("shop")
    bridged = FlaskRouter(flask_app)

    @bridged.get("/plain")
    def plain(admin: bool = False) -> Any:
        return {"admin": admin}

    @bridged.get("/declared")
    def declared(page: int = Query(1), admin: bool = False) -> Any:
        return {"admin": admin, "page": page}

    client = served(flask_app)
    assert client.get("/plain?admin=1").json() == {"admin": False}
    assert client.get("/declared?admin=1&page=3").json() == {"admin": False, "page": 3}


def test_path_values_are_those_of_flask(shop: Shop) -> None:
    @shop.bridged.get("/more/{number:int}")
    def more(asgi: Request, **values: Any) -> Any:
        return [values, asgi.path_params, asgi.url.path]

    found = shop.client().get("/en/more/7").json()
    assert found == [{"number": 7}, {"lang": "en", "number": 7}, "/en/more/7"]


def test_validation(shop: Shop) -> None:
    @shop.bridged.post("/orders")
    def orders(order: Order) -> Any:
        return {"order": order.name, "flask": request.get_json()["name"]}

    client = shop.client()
    assert client.post("/en/orders", json={"name": "é"}).json() == {"order": "é", "flask": "é"}
    wrong = client.post("/en/orders", json={})
    assert wrong.status_code == 422 and wrong.json()["detail"][0]["loc"] == ["body", "name"]
    assert "x-body" in wrong.headers


def test_validation_errors_and_a_handler_for_everything(shop: Shop) -> None:
    @shop.bridged.get("/pages")
    def pages(page: Annotated[int, Query()]) -> Any:
        return str(page)

    @shop.bridged.get("/guarded")
    def guarded() -> Any:
        raise HTTPException(404, {"why": "gone"})

    shop.flask.register_error_handler(Exception, lambda exc: ("caught", 500))
    client = shop.client()
    assert client.get("/en/pages").status_code == 422
    assert client.get("/en/guarded").json() == {"detail": {"why": "gone"}}


def test_flask_may_handle_validation_errors(shop: Shop) -> None:
    @shop.bridged.get("/pages")
    def pages(page: Annotated[int, Query()]) -> Any:
        return str(page)

    shop.flask.register_error_handler(RequestValidationError, lambda exc: ("bad page", 400))
    assert shop.client().get("/en/pages").text == "bad page"


def test_dependencies_add_headers_and_fail_as_views_do(shop: Shop) -> None:
    def guard(response: FastResponse, who: Annotated[str, Header()]) -> str:
        response.set_cookie("who", who)
        if who == "nobody":
            raise HTTPException(404, "who?", headers={"X-Why": "unknown"})
        if who == "thief":
            raise SoldOut("locks")
        return who

    @shop.bridged.get("/guarded")
    def guarded(who: Annotated[str, Depends(guard)]) -> Any:
        return f"for {who}"

    client = shop.client()
    answer = client.get("/en/guarded", headers={"who": "ann"})
    assert (answer.text, answer.cookies["who"]) == ("for ann", "ann")
    unknown = client.get("/en/guarded", headers={"who": "nobody"})
    assert (unknown.text, unknown.headers["x-why"]) == ("nothing at /en/guarded", "unknown")
    assert client.get("/en/guarded", headers={"who": "thief"}).json() == {"sold_out": "locks"}


@pytest.mark.parametrize("form", ["def", "async def"])
def test_yield_dependency_is_left_inside_the_context(shop: Shop, form: str) -> None:
    def connection() -> Iterator[sqlite3.Connection]:
        shop.log.append("enter")
        try:
            yield g.db
        except SoldOut:
            shop.log.append("rollback")
            raise
        finally:
            g.db.execute("select 1")
            shop.log.append("leave")

    async def waiting() -> AsyncIterator[str]:
        shop.log.append(f"enter {request.path}")
        yield "w"
        shop.log.append(f"leave {request.path}")

    needed: Any = connection if form == "def" else waiting

    @shop.bridged.get("/work")
    def work(got: Annotated[Any, Depends(needed)], fail: Annotated[bool, Query()] = False) -> Any:
        if fail:
            raise SoldOut("hats")
        return "worked"

    client = shop.client()
    assert client.get("/en/work").text == "worked"
    order = [line.split()[0] for line in shop.log]
    assert order.index("enter") < order.index("after:") < order.index("leave")
    assert order.index("leave") < order.index("teardown") and order.count("end") == 1
    shop.log.clear()
    assert client.get("/en/work?fail=1").json() == {"sold_out": "hats"}
    if form == "def":
        order = [line.split()[0] for line in shop.log]
        assert order.index("rollback") < order.index("leave") < order.index("after:")
    assert shop.log.count("end") == 1


def test_background_tasks_run_inside_the_context(shop: Shop) -> None:
    @shop.bridged.get("/task")
    def task(tasks: BackgroundTasks) -> Any:
        tasks.add_task(lambda: shop.log.append(f"task {request.path} {g.lang}"))
        return "started"

    assert shop.client().get("/en/task").text == "started"
    assert shop.log.index("after: outer") < shop.log.index("task /en/task en")
    assert shop.log.index("task /en/task en") < shop.log.index("end")


def test_dependency_overrides() -> None:
    flask_app, app = Flask("shop"), FastAPI()

    def user() -> str:
        return "real"

    @FlaskRouter(flask_app).get("/")
    def home(name: Annotated[str, Depends(user)]) -> Any:
        return f"{name} {request.path}"

    client = served(flask_app, app)
    assert client.get("/").text == "real /"
    app.dependency_overrides[user] = lambda: "false"
    assert client.get("/").text == "false /"


def test_dependencies_of_the_router_and_of_the_route() -> None:
    flask_app, seen = Flask("shop"), []
    ours = [Depends(lambda: seen.append("router"))]
    bridged = FlaskRouter(flask_app, dependencies=ours, prefix="/api")

    @bridged.get("/", dependencies=[Depends(lambda: seen.append("route"))])
    def home() -> Any:
        return "home"

    @bridged.route("/rule")
    def rule() -> Any:
        return "rule"

    client = served(flask_app)
    assert client.get("/api/").text == "home" and seen == ["router", "route"]
    assert client.get("/api/rule").text == "rule" and seen[2:] == ["router"]


def test_unresolvable_annotations_count_as_none() -> None:
    flask_app = Flask("shop")

    def view(number: "Missing") -> "AlsoMissing":  # type: ignore[name-defined]  # noqa: F821
        return str(number)

    FlaskRouter(flask_app).add_api_route("/{number:int}", view)
    assert served(flask_app).get("/3").text == "3"


def test_unresolvable_guards_are_refused() -> None:
    flask_app = Flask("shop")

    def view(user: "Annotated[str, Depends(lost)]") -> str:  # type: ignore[name-defined]  # noqa: F821
        return user

    FlaskRouter(flask_app).add_api_route("/", view)
    with pytest.raises(RuntimeError, match="view cannot be bridged: name 'lost'"):
        served(flask_app)


def test_what_a_flask_router_does_not_take() -> None:
    bridged = FlaskRouter(Flask("shop"))
    for word in ("add_route", "mount", "host", "include_router", "add_websocket_route"):
        with pytest.raises(RuntimeError, match="use a FastAPI router"):
            getattr(bridged, word)("/x", None)

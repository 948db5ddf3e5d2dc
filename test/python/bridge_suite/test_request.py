"""What is around a view in Flask is around a bridged endpoint."""

import pytest
from flask import got_request_exception, request_finished, request_started
from shop import Shop, SoldOut
from starlette.testclient import TestClient


def test_hooks_in_order_around_the_endpoint(shop: Shop, client: TestClient) -> None:
    assert client.get("/en/items/7").status_code == 200
    assert shop.log == [
        "before",
        "shop shop.item {'number': 7}",
        "after: inner",
        "after: outer",
        "teardown NoneType",
        "end",
    ]


def test_request_g_session_and_urls(client: TestClient) -> None:
    found = client.get("/en/items/7?q=x", headers={"user-agent": "a browser"}).json()
    assert found == {
        "number": 7,
        "lang": "en",
        "seen": 1,
        "q": "x",
        "agent": "a browser",
        "here": "/en/items/7",
        "kept": "http://testserver/en/kept/1",
        "thread": True,
    }


def test_session_is_shared_with_kept_views(client: TestClient) -> None:
    client.get("/en/items/1")
    client.get("/en/items/1")
    assert client.get("/de/kept/5").json() == {"number": 5, "lang": "de", "seen": 2}


def test_after_request_reads_the_body(client: TestClient) -> None:
    response = client.get("/en/both")
    assert response.headers["x-body"] == "3"


def test_flash_and_after_this_request(client: TestClient) -> None:
    response = client.get("/en/cart")
    assert (response.status_code, response.headers["x-stamp"]) == (302, "1")
    assert client.get("/en/flashes").json() == ["added"]
    assert client.get("/en/flashes").json() == []


def test_before_request_answers_before_fastapi_validates(shop: Shop) -> None:
    from pydantic import BaseModel

    class Order(BaseModel):
        count: int

    @shop.bridged.post("/orders")
    def order(order: Order) -> str:
        return "ordered"

    client = shop.client()
    closed = client.post("/en/orders", content="{", headers={"x-closed": "1"})
    assert (closed.status_code, closed.json()) == (503, {"closed": True})
    assert client.post("/en/orders", content="{").status_code == 422
    assert shop.log.count("end") == 2


def test_error_handlers_of_app_and_blueprint(shop: Shop) -> None:
    @shop.bridged.get("/fail/{how}")
    def fail(how: str) -> None:
        raise {"sold": SoldOut("hats"), "key": KeyError("k"), "bug": ZeroDivisionError()}[how]

    client = shop.client()
    assert client.get("/en/fail/sold").json() == {"sold_out": "hats"}
    assert client.get("/en/fail/key").text == "no such key"
    bug = client.get("/en/fail/bug")
    assert bug.status_code == 500 and "x-body" in bug.headers
    torn_down = [line for line in shop.log if line.startswith("teardown")]
    assert torn_down == ["teardown NoneType", "teardown NoneType", "teardown ZeroDivisionError"]
    assert shop.log.count("end") == 3


def test_signals(shop: Shop) -> None:
    @shop.bridged.get("/bug")
    def bug() -> None:
        raise ZeroDivisionError

    client, seen = shop.client(), []
    receivers = [
        (request_started, lambda sender, **more: seen.append("started")),
        (request_finished, lambda sender, **more: seen.append("finished")),
        (got_request_exception, lambda sender, exception, **more: seen.append(exception)),
    ]
    for signal, receiver in receivers:
        signal.connect(receiver, shop.flask)
    client.get("/en/both")
    client.get("/en/bug")
    assert seen[:3] == ["started", "finished", "started"]
    assert isinstance(seen[3], ZeroDivisionError) and seen[4:] == ["finished"]


@pytest.mark.parametrize("declared", [False, True])
def test_overridden_dispatch_and_wrapped_view_functions(shop: Shop, declared: bool) -> None:
    """What an extension puts around views or dispatch still is there."""
    from fastapi import Request

    if declared:

        @shop.bridged.get("/probe")
        def probe(asgi: Request) -> str:
            return "probe"
    else:

        @shop.bridged.get("/probe")
        def probe() -> str:
            return "probe"

    client = shop.client()
    view = shop.flask.view_functions["shop.probe"]
    shop.flask.view_functions["shop.probe"] = lambda **values: f"[{view(**values)!s}]"
    dispatch = shop.flask.full_dispatch_request
    shop.flask.full_dispatch_request = lambda *ctx: (shop.log.append("dispatch"), dispatch(*ctx))[1]  # type: ignore[method-assign]
    assert client.get("/en/probe").text.startswith("[")
    assert "dispatch" in shop.log

"""One thread for all that Flask and sync code do in a request."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import httpx
from asking import served
from fastapi import BackgroundTasks, Depends
from flask import Flask, g, has_app_context, has_request_context, request
from flask_bridge import FlaskRouter
from shop import Shop


def test_hooks_dependencies_endpoint_and_teardown_share_a_thread() -> None:
    flask_app, seen = Flask("shop"), {}
    bridged = FlaskRouter(flask_app)

    def here(what: str) -> None:
        seen[what] = threading.current_thread().name

    @flask_app.before_request
    def connect() -> None:
        here("before")
        g.db = sqlite3.connect(":memory:")

    def dependency() -> str:
        g.db.execute("select 1")
        here("dependency")
        return "d"

    def held() -> Iterator[str]:
        here("enter")
        yield "h"
        g.db.execute("select 1")
        here("leave")

    class Finder:
        def __init__(self) -> None:
            here("class")

        def __call__(self) -> str:
            here("instance")
            return "i"

    finder = Finder()

    @bridged.get("/sync")
    def sync(
        one: Annotated[str, Depends(dependency)],
        two: Annotated[str, Depends(held)],
        three: Annotated[Any, Depends(Finder)],
        four: Annotated[str, Depends(finder)],
    ) -> Any:
        g.db.execute("select 1")
        here("endpoint")
        return one + two + four

    @flask_app.after_request
    def after(response: Any) -> Any:
        here("after")
        return response

    @flask_app.teardown_request
    def teardown(exc: BaseException | None) -> None:
        g.db.close()
        here("teardown")

    assert served(flask_app).get("/sync").text == "dhi"
    assert len(seen) == 9 and len(set(seen.values())) == 1
    assert seen["endpoint"].startswith("flask")


def test_coroutines_run_on_the_loop_with_flasks_context() -> None:
    flask_app, threads = Flask("shop"), []
    bridged = FlaskRouter(flask_app)

    async def waiting() -> AsyncIterator[str]:
        await asyncio.sleep(0)
        threads.append(threading.current_thread())
        yield request.path
        threads.append(threading.current_thread())

    @bridged.get("/async")
    async def endpoint(path: Annotated[str, Depends(waiting)]) -> Any:
        await asyncio.sleep(0)
        threads.append(threading.current_thread())
        return path + request.path

    assert served(flask_app).get("/async").text == "/async/async"
    assert len(set(threads)) == 1 and not threads[0].name.startswith("flask")


def test_plain_async_views_run_as_in_flask() -> None:
    """Nothing of FastAPI's is declared: Flask's ensure_sync calls it, whatever that is."""
    flask_app, seen = Flask("shop"), []

    def ensure_sync(function: Any) -> Any:
        if not asyncio.iscoroutinefunction(function):
            return function
        seen.append(function.__name__)
        return lambda **values: asyncio.run(function(**values))

    flask_app.ensure_sync = ensure_sync  # type: ignore[method-assign]

    @FlaskRouter(flask_app).get("/")
    async def home() -> Any:
        return request.path

    assert served(flask_app).get("/").text == "/"
    assert seen == ["home"]


def test_stop_iteration_of_a_view_is_an_error_and_no_hang() -> None:
    flask_app = Flask("shop")

    @FlaskRouter(flask_app).get("/", dependencies=[Depends(lambda: None)])
    def home() -> Any:
        return next(iter(()))

    assert served(flask_app).get("/").status_code == 500


def test_nothing_leaks_between_clients_at_once(shop: Shop) -> None:
    @shop.bridged.get("/waited/{number:int}")
    async def waited(number: int, tasks: BackgroundTasks) -> Any:
        await asyncio.sleep(0.01)
        return {"number": number, "lang": g.lang, "q": request.args["q"]}

    app, clients = shop.mount(), 60

    async def visit(i: int) -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
            for turn in (1, 2):
                path = f"/l{i}/items/{i}?q={i}"
                found = (await client.get(path, headers={"user-agent": f"u{i}"})).json()
                got = [found[name] for name in ("number", "lang", "q", "agent", "seen", "thread")]
                assert got == [i, f"l{i}", str(i), f"u{i}", turn, True]
            found = (await client.get(f"/l{i}/waited/{i}?q={i}")).json()
            assert found == {"number": i, "lang": f"l{i}", "q": str(i)}
            assert (await client.get(f"/l{i}/kept/{i}")).json()["seen"] == 2
            assert (await client.get(f"/users/u{i}")).json() == {"name": f"u{i}"}

    async def main() -> None:
        await asyncio.gather(*map(visit, range(clients)))

    asyncio.run(main())
    assert not has_request_context() and not has_app_context()
    assert shop.log.count("before") == shop.log.count("end") == clients * 4

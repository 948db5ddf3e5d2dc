"""The thread that a request has, when its client goes and when there are many."""

import asyncio
import threading
import time
from typing import Any

from quart import Quart, request
from support.quart_answers import THREADS, install
from support.quart_threads import wait

FORM = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"9")]


def scope(method: str, path: str) -> Any:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), *(FORM if method == "POST" else [])],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }


def made() -> Quart:
    app = Quart(__name__)
    install(app)
    return app


async def ignored(message: Any) -> None:
    pass


def test_a_client_that_goes_frees_the_thread() -> None:
    app, seen = made(), []

    @app.post("/")
    def index() -> Any:
        try:
            return wait(request.form)
        except Exception as error:
            seen.append(type(error).__name__)
            raise

    async def main() -> None:
        sent: asyncio.Queue[Any] = asyncio.Queue()
        await sent.put({"type": "http.request", "body": b"a=", "more_body": True})
        answering = asyncio.create_task(app(scope("POST", "/"), sent.get, ignored))
        await asyncio.sleep(0.2)
        await sent.put({"type": "http.disconnect"})
        await answering
        for _ in range(50):
            if seen:
                return
            await asyncio.sleep(0.1)

    asyncio.run(main())
    assert seen == ["ClientDisconnected"]


def test_there_are_no_more_threads_than_that() -> None:
    app, at_once, most = made(), set(), []

    @app.get("/")
    def index() -> str:
        at_once.add(threading.get_ident())
        most.append(len(at_once))
        time.sleep(0.02)
        at_once.discard(threading.get_ident())
        return "done"

    async def main() -> None:
        calls = (app(scope("GET", "/"), asyncio.Queue().get, ignored) for _ in range(3 * THREADS))
        await asyncio.gather(*calls)

    asyncio.run(main())
    assert len(most) == 3 * THREADS
    assert max(most) <= THREADS

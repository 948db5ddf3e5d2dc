"""One thread for each request, and one context: as under Flask, whatever happens on the way."""

import asyncio
import gc
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar
from functools import wraps
from typing import Any

import anyio
import pytest
from exchange import ask_fastapi, call, get, send_asgi
from fastapi import FastAPI
from kits import OurKit, agree
from support.threads import RequestThread, idle_threads, thread_limiter


def awaited(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    return wraps(test)(lambda: asyncio.run(test()))


colour: ContextVar[str] = ContextVar("colour", default="none")
local = threading.local()


def everywhere(kit: Any) -> None:
    """Each function says whether it runs where the first one ran, and finds what that one left."""

    def begin() -> None:
        local.of = kit.request.args.get("n")
        kit.g.thread = threading.get_ident()
        kit.g.db = sqlite3.connect(":memory:")
        colour.set("red")
        if "barrier" in kit.request.args:
            kit.barrier.wait(10)

    def note(place: str) -> None:
        same = threading.get_ident() == kit.g.thread and kit.g.db.execute("select 1") is not None
        kit.log.append((place, same, local.of == kit.request.args.get("n"), colour.get()))

    def view() -> Any:
        note("view")
        if "fails" in kit.request.args:
            raise ValueError
        return "x"

    def stream() -> Any:
        db, thread = kit.g.db, threading.get_ident()

        def chunks() -> Iterator[bytes]:
            for n in range(3):
                db.execute("select 1")
                yield b"%d%d" % (n, threading.get_ident() == thread)

        return chunks()

    def handler(error: Any) -> Any:
        note("handler")
        return "handled", 418

    def after(response: Any) -> Any:
        note("after")
        return response

    def done(error: Any) -> None:
        note("teardown")

    kit.before_request(kit.app)(begin)
    kit.before_request(kit.app)(lambda: note("before"))
    kit.after_request(kit.app)(after)
    kit.teardown_request(kit.app)(done)
    kit.teardown_appcontext(kit.app)(lambda error: kit.log.append(("context", type(error))))
    kit.handle(ValueError)(handler)
    kit.handle(404)(handler)
    kit.view(kit.app, "/view")(view)
    kit.view(kit.app, "/stream")(stream)


def test_every_function_runs_on_one_thread_in_one_context() -> None:
    calls = [get(f"/{p}?n=1") for p in ("view", "nope", "stream", "view/")]
    agree(everywhere, *calls, get("/view?fails&n=2"), call("OPTIONS", "/view"), is_brief=True)


@awaited
async def test_two_at_once_have_two_threads() -> None:
    kit = OurKit()
    kit.barrier = threading.Barrier(2)  # type: ignore[attr-defined]
    everywhere(kit)
    for _ in range(3):
        await kit.ask_many([get("/view?n=1&barrier"), get("/view?n=2&barrier")])
    assert {entry[1:3] for entry in kit.log if entry[0] != "context"} == {(True, True)}
    assert len(kit.log) == 6 * 5


@awaited
async def test_as_many_at_once_as_fastapi_has_threads_and_the_loop_goes_on() -> None:
    limiter = thread_limiter()
    limiter.total_tokens, at_once, most = 2, 0, 0
    lock = threading.Lock()

    def work() -> int:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05)
        with lock:
            at_once -= 1
        return threading.get_ident()

    async def one() -> set[int]:
        thread = RequestThread()
        try:
            return {await thread.call(work), await thread.call(work)}
        finally:
            thread.release()

    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    used = await asyncio.gather(*(one() for _ in range(6)))
    ticking.cancel()
    assert most == 2 and all(len(ids) == 1 for ids in used) and turns > 15
    assert limiter.borrowed_tokens == 0


@awaited
async def test_who_is_cancelled_closes_what_was_opened_on_its_thread_and_gives_it_back() -> None:
    for native in (True, False):
        kit, began, gone = OurKit(), threading.Event(), threading.Event()

        def view() -> str:
            began.set()
            gone.wait(5)
            kit.log.append(("view", threading.get_ident()))
            return "x"

        kit.before_request(kit.app)(lambda: kit.log.append(("before", threading.get_ident())))
        kit.teardown_request(kit.app)(
            lambda e: kit.log.append((type(e).__name__, threading.get_ident()))
        )
        kit.view(kit.app, "/")(view)
        kit.install()
        before = len(idle_threads)

        async def ask(kit: Any = kit) -> None:
            await send_asgi(kit.app, get("/"))

        if native:
            task = asyncio.create_task(ask())
            await asyncio.to_thread(began.wait, 5)
            task.cancel()
            await asyncio.sleep(0.05)
            task.cancel()
            gone.set()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            async with anyio.create_task_group() as group:
                group.start_soon(ask)
                await asyncio.to_thread(began.wait, 5)
                group.cancel_scope.cancel()
                gone.set()
        for _ in range(100):
            if len(kit.log) == 3 and len(idle_threads) >= before:
                break
            await asyncio.sleep(0.02)
        assert [name for name, _ in kit.log] == ["before", "view", "CancelledError"], native
        assert len({ident for _, ident in kit.log}) == 1
        assert thread_limiter().borrowed_tokens == 0


def test_a_client_of_several_loops_finds_threads_in_each() -> None:
    kit = OurKit()
    everywhere(kit)
    kit.install()
    for n in range(3):
        assert ask_fastapi(kit.app, get(f"/view?n={n}")).status == 200
    assert all(entry[1] for entry in kit.log)


def test_stop_iteration_is_an_error_like_others() -> None:
    kit = OurKit()
    kit.before_request(kit.app)(lambda: None)
    kit.view(kit.app, "/")(lambda: next(iter(())))
    assert kit.ask(get("/")).status == 500


def test_nothing_keeps_what_the_view_had() -> None:
    class Big:
        pass

    kit, kept = OurKit(), []

    def view() -> str:
        kit.g.big = Big()
        kept.append(weakref.ref(kit.g.big))
        return "x"

    kit.before_request(kit.app)(lambda: None)
    kit.view(kit.app, "/")(view)
    assert kit.ask(get("/")).body == b"x"
    for _ in range(200):  # the thread may still be on its way out of the request
        gc.collect()
        if kept[0]() is None:
            break
        time.sleep(0.01)
    assert [reference() for reference in kept] == [None]


def test_a_plain_application_takes_no_thread() -> None:
    app = FastAPI()

    @app.get("/")
    async def index() -> str:
        return "x"

    before = len(idle_threads)
    threads_before = threading.active_count()
    assert ask_fastapi(app, get("/")).status == 200
    assert (len(idle_threads), threading.active_count()) == (before, threads_before)

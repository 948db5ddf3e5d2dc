"""FastAPI's part of a bridged request, on the event loop."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import threading
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope

from .signatures import typed_signature

Function = Callable[..., Any]
Messages = Generator[Message, None, None]


def attempt(work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """Result and exception as values: a StopIteration set on a future would never arrive."""
    try:
        return work(), None
    except BaseException as exc:
        return None, exc


def resolve(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


class Run:
    """An ASGI app at work on the event loop, while Flask's thread waits and lends itself to it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, view_args: Any, late: bool) -> None:
        self.loop, self.view_args, self.late = loop, view_args, late
        self.inbox: SimpleQueue[tuple[asyncio.Future[Any], Any] | None] = SimpleQueue()
        self.task: asyncio.Task[Any] | None = None

    async def call(self, function: Function, *args: Any, **kwargs: Any) -> Any:
        """On the loop: call a sync function on Flask's thread."""
        result, error = await self.post(functools.partial(function, *args, **kwargs))
        if error is not None:
            raise error
        return result

    async def post(self, item: Any) -> Any:
        future = self.loop.create_future()
        self.inbox.put((future, item))
        return await future

    def messages(self, asgi: ASGIApp, scope: Scope, receive: Receive) -> Messages:
        """On Flask's thread: what the app sends. Closing it half-way cancels the app."""

        async def main() -> None:
            current_run.set(self)
            self.task = asyncio.current_task()
            try:
                await asgi(scope, receive, self.post)
            finally:
                self.inbox.put(None)

        # This copies Flask's context: `request`, `g` and the rest work in async code.
        outcome = asyncio.run_coroutine_threadsafe(main(), self.loop)
        gone = False
        while (entry := self.inbox.get()) is not None:
            future, item = entry
            result = attempt(item) if callable(item) else None
            if result is None and not gone:
                try:
                    yield item
                except GeneratorExit:
                    gone = True  # but go on: the app still has dependencies to leave
                    if item["type"] == "http.response.start" or item.get("more_body"):
                        self.loop.call_soon_threadsafe(cast(Any, self.task).cancel)
            self.loop.call_soon_threadsafe(resolve, future, result)
        with suppress(CancelledError):
            outcome.result()


current_run: contextvars.ContextVar[Run] = contextvars.ContextVar("flask_bridge_run")


@functools.cache
def background_loop() -> asyncio.AbstractEventLoop:
    """For async code while Flask is served by a WSGI server, or by its own test client."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="flask_bridge", daemon=True).start()
    return loop


def on_flask_thread(function: Function) -> Function:
    """A dependency whose sync code runs where Flask's hooks, view and teardown run."""
    target = inspect.unwrap(function)
    if not (inspect.isroutine(target) or inspect.isclass(target)):
        target = getattr(target, "func", None) or target.__call__
    if inspect.iscoroutinefunction(target) or inspect.isasyncgenfunction(target):
        return function

    async def call(**values: Any) -> Any:
        value = await current_run.get().call(function, **values)
        return await value if inspect.isawaitable(value) else value

    async def enter(**values: Any) -> Any:
        run, manager = current_run.get(), contextmanager(function)(**values)
        value = await run.call(manager.__enter__)
        try:
            yield value
        except BaseException as exc:
            if not await run.call(manager.__exit__, type(exc), exc, exc.__traceback__):
                raise
        else:
            await run.call(manager.__exit__, None, None, None)

    wrapper: Any = enter if inspect.isgeneratorfunction(target) else call
    wrapper.__signature__ = typed_signature(function)
    return cast(Function, wrapper)

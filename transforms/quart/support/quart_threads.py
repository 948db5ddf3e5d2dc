"""One thread for each request: what runs before the view, the view and what runs after it share it.

Libraries keep things for each thread: connections, sessions, transactions.
"""

import asyncio
import inspect
import threading
from collections import deque
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
)
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from functools import partial, wraps
from typing import Any, TypeVar

from quart.wrappers.response import DataBody, IterableBody, ResponseBody
from werkzeug.exceptions import ClientDisconnected

T = TypeVar("T")

idle: "deque[RequestThread]" = deque()
current: "ContextVar[RequestThread]" = ContextVar("request_thread")

END: Any = object()


class RequestThread:
    """A thread, and the event loop that waits for it."""

    last: "Future[Any] | None" = None
    # what a function waits for
    waiting: "Future[Any] | None" = None
    is_cancelled = False
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(1, thread_name_prefix="request")
        self.ident = self.executor.submit(threading.get_ident).result()

    def is_here(self) -> bool:
        return threading.get_ident() == self.ident

    async def call(self, function: Callable[[], T]) -> T:
        """What the function sets in ContextVars is set for those after it."""
        context = copy_context()
        self.last = self.executor.submit(context.run, without_stop, function)
        try:
            result: T = await asyncio.wrap_future(self.last)
        except asyncio.CancelledError:
            # the client is gone: the rest of its body would be waited for without end
            self.is_cancelled = True
            if self.waiting is not None:
                self.waiting.cancel()
            raise
        take_over(context)
        return result

    def give_back(self) -> None:
        """What has begun can't be stopped: the next request gets the thread when it is done."""
        if self.last is None or self.last.done():
            idle.append(self)
        else:
            self.last.add_done_callback(lambda _: idle.append(self))


def without_stop(function: Callable[[], T]) -> T:
    """No future can hold a StopIteration."""
    try:
        return function()
    except StopIteration as error:
        raise RuntimeError("The function raised StopIteration.") from error


def take_over(context: Context) -> None:
    for variable, value in context.items():
        if variable.get(END) is not value:
            variable.set(value)


@contextmanager
def request_thread() -> Iterator[RequestThread]:
    try:
        thread = idle.pop()
    except IndexError:
        thread = RequestThread()
    thread.loop = asyncio.get_running_loop()
    thread.is_cancelled = False
    token = current.set(thread)
    try:
        yield thread
    finally:
        current.reset(token)
        thread.give_back()


def in_thread(function: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """The function as a coroutine function that runs it in the thread of the request."""

    @wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        thread = current.get(None)
        # of a command there is one thread only
        if thread is None or thread.is_here():
            return function(*args, **kwargs)
        return await thread.call(partial(function, *args, **kwargs))

    return call


def body_of(iterable: AsyncIterable[Any] | Iterable[Any]) -> ResponseBody:
    """Chunks are made in the thread of the request; those of a list are there already."""
    thread = current.get(None)
    if isinstance(iterable, (list, tuple)):
        chunks = (chunk.encode() if isinstance(chunk, str) else chunk for chunk in iterable)
        return DataBody(b"".join(chunks))
    if thread is not None and isinstance(iterable, Iterable):
        iterable = chunks_from(thread, iter(iterable))
    return IterableBody(iterable)


async def chunks_from(thread: RequestThread, iterator: Iterator[Any]) -> AsyncIterator[Any]:
    try:
        while (chunk := await thread.call(partial(next, iterator, END))) is not END:
            yield chunk
    finally:
        if inspect.isgenerator(iterator) or hasattr(iterator, "close"):
            await thread.call(iterator.close)


def wait(awaitable: Awaitable[T]) -> T:
    """What `await` is in an `async def`, for a function that runs in the thread of its request."""

    async def awaited() -> T:
        return await awaitable

    thread = current.get(None)
    if thread is None or not thread.is_here():
        raise RuntimeError("Only the thread of a request may wait; on the event loop, use await.")
    thread.waiting = asyncio.run_coroutine_threadsafe(awaited(), thread.loop)
    if thread.is_cancelled:
        thread.waiting.cancel()
    try:
        result: T = thread.waiting.result()
    except CancelledError as error:
        raise ClientDisconnected() from error
    finally:
        thread.waiting = None
    return result


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine here that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("It has to wait for the event loop.")

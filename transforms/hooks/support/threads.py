"""One thread for each request: functions before the view, the view and functions after it share it.

Libraries keep things for each thread: connections, sessions, transactions.
"""

import asyncio
import inspect
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import Context, copy_context
from functools import wraps
from typing import Any

from anyio import CancelScope, CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import current_default_thread_limiter
from fastapi.routing import APIRoute

from .context import current_request_context
from .responses import Stream, ViewRoute

idle_threads: deque[Executor] = deque()
limiters: RunVar[CapacityLimiter] = RunVar("request_threads")


def thread_limiter() -> CapacityLimiter:
    """As many requests at once as FastAPI has threads; others wait without blocking the loop."""
    limiter = limiters.get(None)
    if limiter is None:
        limiter = CapacityLimiter(current_default_thread_limiter().total_tokens)
        limiters.set(limiter)
    return limiter


def without_stop(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """No future can hold a StopIteration."""
    try:
        return function(*args, **kwargs)
    except StopIteration as error:
        raise RuntimeError("The function raised StopIteration.") from error


class RequestThread:
    """Taken with the first call, given back when the request is over.

    All calls share one context, so that a ContextVar which one sets is set for those after it.
    """

    executor: Executor
    context: Context
    last: "Future[Any] | None" = None
    # its chunks come from here: not before the last one is the thread given back
    is_streaming = False

    async def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.last is None:
            await self.take()
        self.last = self.executor.submit(self.context.run, without_stop, function, *args, **kwargs)
        # who is cancelled waits for what has begun: it can't be stopped
        with CancelScope(shield=True):
            return await asyncio.shield(asyncio.wrap_future(self.last))

    async def take(self) -> None:
        await thread_limiter().acquire_on_behalf_of(self)
        try:
            self.executor = idle_threads.pop()
        except IndexError:
            self.executor = ThreadPoolExecutor(1, "request")
        self.context = copy_context()

    async def iterate(self, chunks: Iterable[Any]) -> AsyncIterator[Any]:
        iterator, end = iter(chunks), object()
        try:
            while (chunk := await self.call(next, iterator, end)) is not end:
                yield chunk
        finally:
            if hasattr(iterator, "close"):
                await self.call(iterator.close)

    def release(self) -> None:
        if self.last is not None:
            thread_limiter().release_on_behalf_of(self)
            executor, last = self.executor, self.last
            self.last = None
            last.add_done_callback(lambda done: idle_threads.append(executor))


def served(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view on the thread of its request, with the values that functions before it left."""
    is_async = inspect.iscoroutinefunction(view)
    takes_request = getattr(view, "reads_path_values", False)

    @wraps(view)
    async def wrapper(**values: Any) -> Any:
        context: Any = current_request_context.get()
        arguments = values if takes_request else context.arguments(values)
        if is_async:
            return await view(**arguments)
        answer = await context.thread.call(view, **arguments)
        if isinstance(answer, Stream) and not isinstance(answer.chunks, AsyncIterable):
            context.thread.is_streaming = True
            answer.body_iterator = context.thread.iterate(answer.chunks)
        return answer

    original = inspect.unwrap(view)
    if inspect.isgeneratorfunction(original) or inspect.isasyncgenfunction(original):
        wrapper.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        del wrapper.__wrapped__  # else FastAPI looks through the wrapper
    return wrapper


class RequestRoute(APIRoute):
    """`APIRouter(route_class=RequestRoute)`: its views run where functions before them ran."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, served(endpoint), **options)


class RequestViewRoute(ViewRoute, RequestRoute):
    """The same for views that may return whatever make_response() takes."""

"""A request that Flask answers, on a thread of its own."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import io
import sys
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

from starlette.types import Message, Receive, Scope, Send
from werkzeug.exceptions import ClientDisconnected

from .environ import Environ, raw_headers
from .runs import attempt

MEMORY = 1 << 20  # larger request bodies are spooled to disk, larger responses are streamed

T = TypeVar("T")


async def in_pool(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    context, loop = contextvars.copy_context(), asyncio.get_running_loop()
    result, error = await loop.run_in_executor(pool, context.run, attempt, work)
    if error is not None:
        raise error
    return cast(T, result)


class Body(io.RawIOBase):
    """A request body: received as Flask reads it, and kept so that it can be read again."""

    def __init__(self, exchange: Exchange, first: Message) -> None:
        self.exchange, self.position, self.size, self.ended = exchange, 0, 0, False
        self.spool = tempfile.SpooledTemporaryFile(MEMORY)
        self.store(first)

    def store(self, message: Message) -> None:
        if message["type"] == "http.disconnect":
            raise ClientDisconnected()  # half an upload is not a small one
        self.spool.seek(0, io.SEEK_END)
        self.size += self.spool.write(message.get("body", b""))
        self.ended = not message.get("more_body", False)

    def fill(self, size: int) -> None:
        while self.size < size and not self.ended:
            self.store(self.exchange.wait_for(self.exchange.received()))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            self.fill(sys.maxsize)
        self.position = offset + (0, self.position, self.size)[whence]
        return self.position

    def readinto(self, buffer: Any) -> int:
        self.fill(self.position + 1)
        self.spool.seek(self.position)
        data = self.spool.read(len(buffer))
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


class Exchange:
    """A WSGI call on a worker thread: one hop there and one back, unless the answer is streamed."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.loop = asyncio.get_running_loop()
        self.body: Body | None = None
        self.start: Message = {}
        self.held: list[bytes] = []
        self.watcher: asyncio.Task[None] | None = None
        self.eager = self.started = self.gone = False

    async def run(
        self, wsgi: Callable[..., Any], environ: Environ, pool: ThreadPoolExecutor
    ) -> None:
        environ["flask_bridge"] = self
        self.scope["flask_bridge"] = True  # in place: middlewares see that Flask answers
        first = await self.receive()
        if first.get("more_body"):
            self.body = Body(self, first)
            environ["wsgi.input"] = io.BufferedReader(self.body, 1 << 16)
        else:
            environ["wsgi.input"] = io.BytesIO(first.get("body", b""))
        try:
            await in_pool(pool, functools.partial(self.work, wsgi, environ))
            await self.flush(last=True)
        finally:
            self.gone = True  # if this was cancelled, the worker must not go on producing
            if self.watcher is not None:
                self.watcher.cancel()
            if self.body is not None:
                self.body.spool.close()

    def work(self, wsgi: Callable[..., Any], environ: Environ) -> None:
        chunks = wsgi(environ, self.start_response)
        try:
            size = 0
            for chunk in chunks:
                self.held.append(chunk)
                size += len(chunk)
                if chunk and (self.eager or size > MEMORY):
                    self.wait_for(self.flush())
                if self.gone:
                    break
        finally:
            if hasattr(chunks, "close"):
                chunks.close()  # ends the generator of a view whose client has gone

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        if exc_info and self.started:
            raise cast(BaseException, exc_info[1])
        code = int(status.split()[0])  # of any length: to Flask, 999999 is a status too
        raw = raw_headers(headers)
        self.start = {"type": "http.response.start", "status": code, "headers": raw}
        self.eager = not any(name == b"content-length" for name, _ in raw)
        return self.held.append

    async def flush(self, last: bool = False) -> None:
        if not self.started:
            self.started = True
            await self.send(self.start)
        body = b"".join(self.held)
        self.held.clear()
        if body or last:
            await self.send({"type": "http.response.body", "body": body, "more_body": not last})
        # Not while a request body is still to come: the watcher would take it away.
        if not last and self.watcher is None and (self.body is None or self.body.ended):
            self.watcher = self.loop.create_task(self.watch())

    async def watch(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.gone = True

    async def received(self) -> Message:
        return await self.receive()

    def wait_for(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

"""WSGI middleware around the application: `app.state.wsgi_app = Log(app.state.wsgi_app)`.

It runs on the thread of its request. While it waits there for the application, functions of that
which belong on a thread run on the same one: those before the view, the view, those after it.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextvars import ContextVar, copy_context
from queue import SimpleQueue
from typing import Any

from anyio import CancelScope, create_task_group
from anyio.abc import TaskGroup
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wsgi import get_input_stream

from .threads import RequestThread
from .wsgi_environ import IncomingBody, changed_scope, make_environ

CHUNK = 64 * 1024
# chunks that an application may be ahead of who takes them
AHEAD = 4

# middleware compares names as they are written
SPELLED = {b"etag": "ETag", b"www-authenticate": "WWW-Authenticate"}


def to_wsgi(message: Message) -> tuple[str, list[tuple[str, str]]]:
    """Status line and headers, as Werkzeug writes them."""
    status = message["status"]
    phrase = HTTP_STATUS_CODES.get(status, "Unknown").upper()
    headers = [
        (SPELLED.get(name.lower()) or name.decode("latin-1").title(), value.decode("latin-1"))
        for name, value in message.get("headers", ())
    ]
    return f"{status} {phrase}", headers


def to_asgi(status: str, headers: Iterable[tuple[str, str]]) -> Message:
    return {
        "type": "http.response.start",
        "status": int(status.split(maxsplit=1)[0]),
        "headers": [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers],
    }


class ClientGoneError(Exception):
    """Nobody takes the rest of the response."""


class SharedThread(RequestThread):
    """The thread of the middleware, which waits for an answer of the application."""

    def __init__(self, answer: "Answer") -> None:
        self.executor = answer

    async def take(self) -> None:
        self.context = copy_context()

    def release(self) -> None:
        self.last = None


class Answer(Executor):
    """What the application answers to one call of it: what WSGI middleware iterates over.

    The application runs on the event loop. Everything it has for the thread that waits comes
    through one queue: messages, and functions to call.
    """

    error: Exception | None = None
    is_complete = is_received = False

    def __init__(self, exchange: "Exchange", environ: dict[str, Any]) -> None:
        self.exchange, self.environ = exchange, environ
        self.input = environ["wsgi.input"]
        # the event loop reads the body by itself, unless middleware has got hold of it
        self.is_direct = self.input is exchange.input and not exchange.body.is_touched
        self.items: SimpleQueue[Message | Callable[[], None] | None] = SimpleQueue()
        self.room = asyncio.Semaphore(AHEAD)
        self.is_closed = self.is_over = False
        self.scope: CancelScope | None = None

    # on the event loop

    async def run(self, asgi: ASGIApp) -> None:
        exchange = self.exchange
        scope = changed_scope(exchange.scope, exchange.given, self.environ)
        scope["request_thread"] = SharedThread(self)
        try:
            with CancelScope() as self.scope:
                if not self.is_closed:
                    await asgi(scope, self.receive, self.send)
        except Exception as error:
            self.error = error
        finally:
            self.items.put(None)

    async def receive(self) -> Message:
        if self.is_direct:
            return await self.exchange.body.receive()
        if not self.is_received:
            chunk = await asyncio.wrap_future(self.submit(self.read))
            self.is_received = not chunk
            return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}
        while True:
            message = await self.exchange.body.receive()
            if message["type"] == "http.disconnect":
                return message

    async def send(self, message: Message) -> None:
        if message.get("more_body"):
            await self.room.acquire()
        self.items.put(message)

    # on the thread

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """For the event loop: calls the function on the thread that waits."""
        future: Future[Any] = Future()

        def work() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(*args, **kwargs))
                except BaseException as error:
                    future.set_exception(error)

        self.items.put(work)
        return future

    def read(self) -> bytes:
        chunk: bytes = get_input_stream({**self.environ, "wsgi.input": self.input}).read(CHUNK)
        return chunk

    def next_message(self) -> Message | None:
        """Waits for it. None when there is no more."""
        while not self.is_over:
            item = self.items.get()
            if item is None:
                self.is_over = True
            elif callable(item):
                item()
            else:
                return item
        return None

    def begin(self, start_response: Callable[..., Any]) -> "Answer":
        message = self.next_message()
        while message and message["type"] != "http.response.start":
            message = self.next_message()
        if message is None:
            raise self.error or RuntimeError("The application ended without an answer.")
        start_response(*to_wsgi(message))
        return self

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        while not self.is_complete and (message := self.next_message()):
            if message["type"] != "http.response.body":
                continue
            if message.get("more_body"):
                self.exchange.loop.call_soon_threadsafe(self.room.release)
            else:
                self.is_complete = True
            if chunk := message.get("body"):
                return bytes(chunk)
        if self.error and not self.is_complete:
            raise self.error
        raise StopIteration

    def close(self) -> None:
        """Ends what nobody wants the rest of."""
        if not self.is_complete and not self.is_over:
            self.is_closed = True
            self.exchange.loop.call_soon_threadsafe(self.cancel)
            self.finish()

    def cancel(self) -> None:
        if self.scope is not None:
            self.scope.cancel()

    def finish(self) -> None:
        """Calls what is left to call on this thread when the response is over."""
        while self.next_message():
            pass


class Exchange:
    """One request and its response, for the outermost middleware."""

    start: Message | None = None
    is_started = is_over = is_gone = False

    def __init__(self, group: TaskGroup, scope: Scope, receive: Receive, send: Send) -> None:
        self.group, self.scope, self.send = group, scope, send
        self.loop, self.body = asyncio.get_running_loop(), IncomingBody(receive)
        self.environ = make_environ(scope, self.body)
        self.given, self.input = dict(self.environ), self.environ["wsgi.input"]
        self.answers: list[Answer] = []
        self.outgoing: deque[Message | None] = deque()
        self.arrived, self.room = asyncio.Event(), threading.Semaphore(AHEAD)

    # on the thread

    def call(
        self, asgi: ASGIApp, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Answer:
        answer = Answer(self, environ)
        self.answers.append(answer)
        self.loop.call_soon_threadsafe(self.spawn, answer, asgi, context=copy_context())
        return answer.begin(start_response)

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        if exc_info and self.is_started:
            raise exc_info[1].with_traceback(exc_info[2])
        if self.start and not exc_info:
            raise AssertionError("start_response() was called before.")
        self.start = to_asgi(status, headers)
        return self.write

    def write(self, chunk: bytes, more_body: bool = True) -> None:
        if self.start is None:
            raise AssertionError("start_response() wasn't called.")
        self.room.acquire()  # until the client has taken enough of what is on its way
        if self.is_gone:
            raise ClientGoneError
        body = b"" if self.scope["method"] == "HEAD" else chunk
        message = {"type": "http.response.body", "body": body, "more_body": more_body}
        messages = [message] if self.is_started else [self.start, message]
        self.is_started = True
        self.loop.call_soon_threadsafe(self.put, *messages)

    def serve(self, wsgi: Callable[..., Any]) -> None:
        chunks = wsgi(self.environ, self.start_response)
        try:
            for chunk in chunks:
                if chunk:
                    self.write(chunk)
            self.write(b"", more_body=False)
        except ClientGoneError:
            pass
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
            for answer in self.answers:
                answer.close()
                answer.finish()

    # on the event loop

    def spawn(self, answer: Answer, asgi: ASGIApp) -> None:
        if self.is_over:  # who waited for this thread was cancelled
            answer.items.put(None)
        else:
            self.group.start_soon(answer.run, asgi)

    def put(self, *messages: Message | None) -> None:
        self.outgoing.extend(messages)
        self.arrived.set()

    async def pass_on(self) -> None:
        """Sends what the middleware answers, as it comes."""
        try:
            while True:
                while not self.outgoing:
                    self.arrived.clear()
                    await self.arrived.wait()
                message = self.outgoing.popleft()
                if message is None:
                    return
                if message.get("more_body") and self.is_own_stream():
                    self.is_gone = self.is_gone or await self.body.is_disconnected()
                if not self.is_gone:
                    await self.send(message)
                if message["type"] == "http.response.body":
                    self.room.release()
        except OSError:
            pass
        finally:
            self.is_gone = True
            self.room.release()

    def is_own_stream(self) -> bool:
        """Does nobody else see it when the client is gone?"""
        return all(answer.is_over or answer.is_complete for answer in self.answers)


class InnerApplication:
    """The application as a WSGI application, for its middleware."""

    asgi: ASGIApp

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        exchange = current_exchange.get(None)
        if exchange is None:
            raise RuntimeError("Only middleware that answers a request can call the application.")
        return exchange.call(self.asgi, environ, start_response)


current_exchange: ContextVar[Exchange] = ContextVar("current_exchange")


class WSGIMiddleware:
    """Outside of everything: hooks, sessions and answers to errors are part of the application."""

    def __init__(self, asgi: ASGIApp, app: FastAPI, inner: InnerApplication) -> None:
        self.asgi, self.app, self.inner = asgi, app, inner
        inner.asgi = asgi

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wsgi = self.app.state.wsgi_app
        if scope["type"] != "http" or wsgi is self.inner:
            return await self.asgi(scope, receive, send)
        thread = RequestThread()
        failed: list[Exception | None] = []
        try:
            async with create_task_group() as group:
                exchange = Exchange(group, scope, receive, send)
                token = current_exchange.set(exchange)
                group.start_soon(exchange.pass_on)
                try:
                    await thread.call(exchange.serve, wsgi)
                except Exception as error:
                    failed.append(error)
                finally:
                    exchange.is_over = True
                    exchange.put(None)
                    current_exchange.reset(token)
        finally:
            thread.release()
        failed += [answer.error for answer in exchange.answers if answer.is_complete]
        for cause in filter(None, failed):
            raise cause  # for the server's log


def install_wsgi(app: FastAPI) -> InnerApplication:
    """`app.state.wsgi_app = install_wsgi(app)`: what middleware is put around."""
    inner, build = InnerApplication(), app.build_middleware_stack
    app.build_middleware_stack = lambda: WSGIMiddleware(build(), app, inner)  # type: ignore[method-assign]
    return inner

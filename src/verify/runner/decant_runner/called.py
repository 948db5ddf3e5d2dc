"""Calls an application in this process."""

from __future__ import annotations

import asyncio
import contextlib
import io
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from decant_runner.exchange import MOST, Answer, Refused, Request, described


class TooSlow(BaseException):
    """No `except Exception` of the application is to catch it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupts the main thread; without such a signal, who waits for us ends the process."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_: Any) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Wsgi:
    """Calls a WSGI application in this process."""

    def __init__(self, app: Any, timeout: float, root: str) -> None:
        self.app, self.timeout, self.root = app, timeout, root

    def __call__(self, request: Request) -> Answer:
        path, _, query = request.target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": request.target,
            "REQUEST_URI": request.target,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_PORT": "40000",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(request.body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in request.headers:
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        begun: list[tuple[int, list[tuple[str, str]]]] = []
        chunks: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Any:
            begun[:] = [(int(status.split(" ")[0]), list(headers))]
            return chunks.append

        raised, late = None, False
        try:
            with time_limit(self.timeout):
                result: Iterable[bytes] = self.app(environ, start_response)
                try:
                    for chunk in result:
                        chunks.append(chunk)
                        if sum(map(len, chunks)) > MOST:
                            break
                finally:
                    if hasattr(result, "close"):
                        result.close()
        except TooSlow:
            late = True
        except Exception as error:
            raised = described(error, self.root)
        # a server sends the status with the first piece of the body, and cannot take it back
        sent = begun and (not raised or any(chunks))
        status, headers = begun[0] if sent else (500, [])
        return Answer(status, headers, b"".join(chunks), raised, late)

    def close(self) -> None:
        """There is nothing to end."""


class Asgi:
    """Calls an ASGI application in this process, inside its lifespan."""

    def __init__(self, app: Any, timeout: float, root: str) -> None:
        self.app, self.timeout, self.root = app, timeout, root
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self.start())

    async def start(self) -> None:
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.state: dict[str, Any] = {}
        started = asyncio.Event()
        failed: list[str] = []

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message.get("message") or "it gave no reason")
            if message["type"].startswith("lifespan.startup"):
                started.set()

        async def run() -> None:
            scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": self.state}
            with contextlib.suppress(
                Exception
            ):  # an application without a lifespan says so by raising
                await self.app(scope, self.events.get, send)
            started.set()

        self.task = asyncio.ensure_future(run())
        await self.events.put({"type": "lifespan.startup"})
        await asyncio.wait_for(started.wait(), 6 * self.timeout)
        if failed:
            raise Refused(f"the start-up of the application failed: {failed[0]}")

    def __call__(self, request: Request) -> Answer:
        return self.loop.run_until_complete(self.answer(request))

    async def answer(self, request: Request) -> Answer:
        path, _, query = request.target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [
                (k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in request.headers
            ],
            "client": ("127.0.0.1", 40000),
            "server": ("localhost", 80),
            "state": dict(self.state),
        }
        pending = [{"type": "http.request", "body": request.body, "more_body": False}]
        gone = asyncio.Event()
        begun: list[tuple[int, list[tuple[str, str]]]] = []
        chunks: list[bytes] = []

        async def receive() -> dict[str, Any]:
            if pending:
                return pending.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                pairs = message.get("headers", [])
                begun.append(
                    (
                        message["status"],
                        [(k.decode("latin-1"), v.decode("latin-1")) for k, v in pairs],
                    )
                )
            elif message["type"] == "http.response.body":
                chunks.append(message.get("body", b""))
                if not message.get("more_body") or sum(map(len, chunks)) > MOST:
                    gone.set()

        raised, late = None, False
        try:
            task = asyncio.ensure_future(self.app(scope, receive, send))
            # a view in a thread cannot be cancelled: nobody waits for its end
            late = not (await asyncio.wait({task}, timeout=self.timeout))[0]
            if late:
                task.cancel()
            else:
                task.result()
        except Exception as error:  # Starlette raises it again after it has sent its 500
            raised = described(error, self.root)
        status, headers = begun[0] if begun else (500, [])
        return Answer(status, headers, b"".join(chunks), raised, late)

    def close(self) -> None:
        async def stop() -> None:
            await self.events.put({"type": "lifespan.shutdown"})
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.task, 3)

        self.loop.run_until_complete(stop())

"""A client for tests: it sends requests to the application without a server.

It is the client of Werkzeug, so that its arguments and its responses are those of Flask's.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextvars import copy_context
from copy import copy
from http import HTTPStatus
from importlib import metadata
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.types import Message, Scope
from werkzeug.test import Client, EnvironBuilder, TestResponse
from werkzeug.wrappers import Request
from werkzeug.wsgi import get_input_stream

from .responses import dumps

Job = Callable[[], Any]


def config_of(app: FastAPI) -> Mapping[str, Any]:
    config: Mapping[str, Any] = getattr(app.state, "config", {})
    return config


class RequestBuilder(EnvironBuilder):
    """A request to the address at which the application believes to be."""

    def __init__(
        self,
        app: FastAPI,
        path: str = "/",
        base_url: str | None = None,
        subdomain: str | None = None,
        url_scheme: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if base_url is None:
            config, url = config_of(app), urlsplit(path)
            host = config.get("SERVER_NAME") or "localhost"
            host = url.netloc or (f"{subdomain}.{host}" if subdomain else host)
            scheme = url.scheme or url_scheme or config.get("PREFERRED_URL_SCHEME", "http")
            base_url = f"{scheme}://{host}/{config.get('APPLICATION_ROOT', '/').lstrip('/')}"
            path = f"{url.path}?{url.query}" if url.query else url.path
        super().__init__(path, base_url, *args, **kwargs)

    @staticmethod
    def json_dumps(obj: Any, **kwargs: Any) -> str:
        return dumps(obj, **kwargs)


def scope_of(environ: dict[str, Any]) -> Scope:
    """What an ASGI server would make of the request."""
    headers = [
        (name.removeprefix("HTTP_").replace("_", "-").lower().encode(), value.encode("latin-1"))
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value
    ]
    client = environ.get("REMOTE_ADDR")
    root = environ.get("SCRIPT_NAME", "").encode("latin-1").decode()
    path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": environ["SERVER_PROTOCOL"].removeprefix("HTTP/"),
        "method": environ["REQUEST_METHOD"],
        "scheme": environ["wsgi.url_scheme"],
        "path": root + path,
        "raw_path": environ.get("REQUEST_URI", path).partition("?")[0].encode(),
        "root_path": root,
        "query_string": environ.get("QUERY_STRING", "").encode("latin-1"),
        "headers": headers,
        "client": (client, int(environ.get("REMOTE_PORT", 0))) if client else None,
        "server": (environ["SERVER_NAME"], int(environ["SERVER_PORT"])),
        "extensions": {},
    }


class Exchange:
    """One request and its response."""

    def __init__(self, body: bytes) -> None:
        self.body: bytes | None = body
        self.start: Message | None = None
        self.chunks: list[bytes] = []
        self.is_over = asyncio.Event()

    async def receive(self) -> Message:
        if self.body is None:
            await self.is_over.wait()
            return {"type": "http.disconnect"}
        body, self.body = self.body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            self.is_over.set()


class AsWsgi:
    """The application as the client calls it."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        exchange = Exchange(get_input_stream(environ).read())
        try:
            self.serve(scope_of(environ), exchange)
        except Exception:
            if exchange.start is None or self.propagates_exceptions():
                raise
        if exchange.start is None:
            raise RuntimeError("The application sent no response.")
        status, raw = exchange.start["status"], exchange.start["headers"]
        words = HTTPStatus(status).phrase if status in set(HTTPStatus) else "UNKNOWN"
        headers = [(name.decode("latin-1").title(), value.decode("latin-1")) for name, value in raw]
        start_response(f"{status} {words.upper()}", headers)
        return exchange.chunks

    def propagates_exceptions(self) -> bool:
        """Tests see exceptions, clients don't."""
        config = config_of(self.app)
        propagates = config.get("PROPAGATE_EXCEPTIONS")
        if propagates is None:
            propagates = config.get("TESTING") or config.get("DEBUG")
        return bool(propagates)

    def serve(self, scope: Scope, exchange: Exchange) -> None:
        """What may block runs where the test runs: that has opened the connections to use."""
        jobs: SimpleQueue[Job | None] = SimpleQueue()
        self.prepare(scope, jobs)

        async def answer() -> None:
            await self.app(scope, exchange.receive, exchange.send)

        def run() -> None:
            try:
                done.set_result(asyncio.run(answer()))
            except BaseException as error:
                done.set_exception(error)
            jobs.put(None)

        done: Future[None] = Future()
        # a loop of its own, as the test may be a coroutine itself
        thread = Thread(target=copy_context().run, args=(run,))
        thread.start()
        while (job := jobs.get()) is not None:
            job()
        thread.join()
        done.result()

    def prepare(self, scope: Scope, jobs: "SimpleQueue[Job | None]") -> None:
        """What else belongs to the request."""


class AppClient(Client):
    """`AppClient(app)`: follows redirects when it is told to, keeps cookies, raises exceptions."""

    def __init__(self, app: FastAPI, use_cookies: bool = True, wsgi: type[AsWsgi] = AsWsgi) -> None:
        super().__init__(wsgi(app), use_cookies=use_cookies)
        self.app = app
        self.environ_base = {
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": f"Werkzeug/{metadata.version('werkzeug')}",
        }

    def request_of(self, *args: Any, **kwargs: Any) -> Request:
        """What `open` is given: the parts of a request, or all of it."""
        [whole, *_] = args or [None]
        if isinstance(whole, EnvironBuilder):
            builder = copy(whole)
            builder.environ_base = {**self.environ_base, **(whole.environ_base or {})}
        elif isinstance(whole, Request):
            request = copy(whole)
            request.environ = {**self.environ_base, **whole.environ}
            return request
        elif isinstance(whole, dict):
            builder = RequestBuilder.from_environ(
                whole, app=self.app, environ_base={**self.environ_base}
            )
        else:
            kwargs["environ_base"] = {**self.environ_base, **kwargs.get("environ_base", {})}
            builder = RequestBuilder(self.app, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            if builder is not whole:
                builder.close()

    def open(
        self, *args: Any, buffered: bool = False, follow_redirects: bool = False, **kwargs: Any
    ) -> TestResponse:
        request = self.request_of(*args, **kwargs)
        return super().open(request, buffered=buffered, follow_redirects=follow_redirects)

"""A request as WSGI middleware sees it, and what is left of it as ASGI."""

import asyncio
from collections import deque
from collections.abc import Mapping
from io import BufferedReader, RawIOBase
from typing import Any

from anyio import CancelScope
from fastapi import Request
from starlette.types import Message, Receive, Scope

from .current_request import full_environ


class IncomingBody(RawIOBase):
    """The body of a request for threads, which may wait for it. The event loop may not."""

    # who has read of it gets the rest of it only here
    is_touched = is_over = False

    def __init__(self, receive: Receive) -> None:
        self.received, self.loop = receive, asyncio.get_running_loop()
        self.kept: deque[Message] = deque()
        self.chunk: bytes = b""

    async def receive(self) -> Message:
        if self.kept:
            return self.kept.popleft()
        message = await self.received()
        self.is_over = not message.get("more_body")
        return message

    async def is_disconnected(self) -> bool:
        """Is the client gone? Nothing is waited for, and nothing of the body gets lost."""
        if self.kept and not self.is_over:
            return False
        with CancelScope() as scope:
            scope.cancel()
            message = await self.received()
            if message["type"] == "http.disconnect":
                return True
            self.is_over = not message.get("more_body")
            self.kept.append(message)
        return False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.is_touched = True
        while not self.chunk and not (self.is_over and not self.kept):
            message = asyncio.run_coroutine_threadsafe(self.receive(), self.loop).result()
            self.chunk = message.get("body", b"")
        size = min(len(buffer), len(self.chunk))
        buffer[:size], self.chunk = self.chunk[:size], self.chunk[size:]
        return size


def make_environ(scope: Scope, body: IncomingBody) -> dict[str, Any]:
    environ = {**full_environ(Request(scope)), "wsgi.input": BufferedReader(body)}
    # the server has put the chunks together: who is told of them would look for them in the body
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ


def decoded(text: str) -> str:
    return text.encode("latin-1").decode(errors="replace")


def number(text: Any) -> int:
    return int(text) if str(text).isdigit() else 0


def header_key(name: bytes) -> str:
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def header_name(key: str) -> bytes | None:
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if not key.startswith("HTTP_"):
            return None
        key = key.removeprefix("HTTP_")
    return key.lower().replace("_", "-").encode("latin-1")


def changed_scope(scope: Scope, given: Mapping[str, Any], environ: dict[str, Any]) -> Scope:
    """The request with what middleware made of it: `given` is what it had before.

    `environ` goes along, so that the application finds in `request.environ` what was put there.
    """

    def is_changed(*keys: str) -> bool:
        return any(environ.get(key) != given.get(key) for key in keys)

    # the middleware gets each response in messages: nothing may be sent past it
    changed = {**scope, "wsgi_environ": environ, "extensions": {}}
    if is_changed("REQUEST_METHOD"):
        changed["method"] = environ["REQUEST_METHOD"]
    if is_changed("QUERY_STRING"):
        changed["query_string"] = environ.get("QUERY_STRING", "").encode("latin-1")
    if is_changed("SCRIPT_NAME", "PATH_INFO"):
        root, path = decoded(environ.get("SCRIPT_NAME", "")), decoded(environ.get("PATH_INFO", ""))
        changed["root_path"] = root
        changed["path"] = root + (f"/{path}" if path and not path.startswith("/") else path)
        changed.pop("app_root_path", None)
    if is_changed("wsgi.url_scheme"):
        changed["scheme"] = environ["wsgi.url_scheme"]
    if is_changed("REMOTE_ADDR", "REMOTE_PORT"):
        address = environ.get("REMOTE_ADDR")
        changed["client"] = address and (address, number(environ.get("REMOTE_PORT")))
    if is_changed("SERVER_NAME", "SERVER_PORT"):
        changed["server"] = (environ["SERVER_NAME"], number(environ["SERVER_PORT"]))
    headers = [pair for pair in scope["headers"] if not is_changed(header_key(pair[0]))]
    for key, value in environ.items():
        name = header_name(key)
        if name and value and is_changed(key):
            headers.append((name, value.encode("latin-1")))
    return {**changed, "headers": headers}

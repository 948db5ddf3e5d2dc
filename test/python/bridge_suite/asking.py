"""Requests below the level of HTTP clients, and a server that is really there."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI
from flask import Flask
from flask_bridge import mount_flask
from starlette.testclient import TestClient


def served(flask_app: Flask, app: FastAPI | None = None) -> TestClient:
    return client_of(mount_flask(app or FastAPI(), flask_app))


def client_of(app: FastAPI) -> TestClient:
    client = TestClient(app, raise_server_exceptions=False)
    client.follow_redirects = False
    return client


def scope(path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"shop.example")],
        "client": ("10.0.0.9", 4711),
        "server": ("shop.example", 80),
        **more,
    }


def ask(app: Any, scope: dict[str, Any], *received: dict[str, Any]) -> list[dict[str, Any]]:
    """What an ASGI app sends. After `received`, the client stays connected and silent."""
    sent: list[dict[str, Any]] = []

    async def main() -> None:
        messages = list(received or [{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> dict[str, Any]:
            if not messages:
                await asyncio.Event().wait()
            return messages.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await asyncio.wait_for(app(scope, receive, send), 20)

    asyncio.run(main())
    return sent


def eventually(condition: Callable[[], Any], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(condition())


@contextlib.contextmanager
def listening(app: Any) -> Iterator[int]:
    """The port of a server on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert eventually(lambda: server.started)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)

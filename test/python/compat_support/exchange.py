"""One request, as bytes, to a Flask app and to a FastAPI app; their answers must be equal."""

import asyncio
import contextlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import httpx
from fastapi import FastAPI
from flask import Flask
from werkzeug.test import run_wsgi_app

HOST = "testserver"


@dataclass
class Call:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    scheme: str = "http"
    root: str = ""

    def __str__(self) -> str:
        shown = [f"{k}: {v}" for k, v in self.headers if k not in ("host", "content-length")]
        return f"{self.method} {self.target} {shown} {self.body[:80]!r}"


def untimed(value: str) -> str:
    """A signed session without the second in which it was signed."""
    return re.sub(r"^(\w+=\.?[\w-]+)\.[\w-]{6,8}\.[\w-]{27}(?=;|$)", r"\1.<time>", value)


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    stderr: str = field(default="", compare=False)

    def comparable(self, ignore: Iterable[str] = ()) -> list[Any]:
        headers = [
            (name, sorted(value.replace(" ", "").split(",")) if name == "allow" else untimed(value))
            for name, value in self.headers
            if name not in ignore
        ]
        body = [] if "body" in ignore else [self.body]
        return [self.status, sorted(headers, key=repr), *body]

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.headers if k == name), None)


def call(
    method: str, target: str, headers: Any = None, scheme: str = "http", root: str = "", **body: Any
) -> Call:
    """`body` is what httpx takes: content, data, files, json."""
    named = httpx.Headers(headers, encoding="utf-8")
    encoded = httpx.Request(method, f"{scheme}://{HOST}/", headers=named, **body)
    encoded.read()
    wanted = [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in encoded.headers.raw]
    return Call(method, target, wanted, encoded.content, scheme, root)


def get(target: str, **headers: str) -> Call:
    return call("GET", target, {k.replace("_", "-"): v for k, v in headers.items()})


def to_bytes(text: str) -> bytes:
    """As clients send it that don't escape: UTF-8, and any byte as a surrogate."""
    return text.encode("utf-8", "surrogateescape")


def ask_flask(app: Flask, asked: Call) -> Answer:
    path, _, query = asked.target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": asked.root.encode().decode("latin-1"),
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": to_bytes(query).decode("latin-1"),
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443" if asked.scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": asked.scheme,
        "wsgi.input": io.BytesIO(asked.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in asked.headers:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    with contextlib.redirect_stderr(io.StringIO()) as stderr:
        chunks, status, headers = run_wsgi_app(app, environ, buffered=True)
    got = [(name.lower(), value) for name, value in headers]
    return Answer(int(status.split()[0]), got, b"".join(chunks), stderr.getvalue())


async def send_asgi(app: FastAPI, asked: Call, reraise: bool = False, **extra: Any) -> Answer:
    path, _, query = asked.target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": asked.scheme,
        "path": asked.root + unquote(path),
        "raw_path": (asked.root + path).encode(),
        "root_path": asked.root,
        "query_string": to_bytes(query),
        "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in asked.headers],
        "server": (HOST, 443 if asked.scheme == "https" else 80),
        "client": ("127.0.0.1", 50000),
        "state": {},
        **extra,
    }
    # in two pieces, so that nothing relies on a body that comes at once
    half = len(asked.body) // 2
    pieces = [p for p in (asked.body[:half], asked.body[half:]) if p] or [b""]
    messages = [
        {"type": "http.request", "body": piece, "more_body": n < len(pieces) - 1}
        for n, piece in enumerate(pieces)
    ]
    finished = asyncio.Event()
    status, headers, body = 0, [], b""

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop(0)
        await finished.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal status, headers, body
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = [
                (k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in message["headers"]
            ]
        elif message["type"] == "http.response.body":
            body += message.get("body", b"")
            if not message.get("more_body"):
                finished.set()

    try:
        await asyncio.wait_for(app(scope, receive, send), 20)
    except Exception:
        if (
            reraise or not status
        ):  # else the client has an answer, and the exception is for the server's log
            raise
    return Answer(status, headers, body)


def ask_fastapi(app: FastAPI, asked: Call, **scope: Any) -> Answer:
    with contextlib.redirect_stderr(io.StringIO()) as stderr:
        answer = asyncio.run(send_asgi(app, asked, **scope))
    answer.stderr = stderr.getvalue()
    return answer


def same(
    flask_app: Flask, fastapi_app: FastAPI, *calls: Call, ignore: Iterable[str] = ()
) -> list[Answer]:
    """Asserts that both answer alike; returns Flask's answers."""
    answers = []
    for asked in calls:
        wanted, got = ask_flask(flask_app, asked), ask_fastapi(fastapi_app, asked)
        dropped = {*ignore, *(("body",) if asked.method == "HEAD" and not wanted.body else ())}
        assert got.comparable(dropped) == wanted.comparable(dropped), (
            f"{asked}\n{got.stderr[-1500:]}"
        )
        answers.append(wanted)
    return answers

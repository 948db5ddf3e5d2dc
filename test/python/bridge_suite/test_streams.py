"""Streams, what happens when nobody listens any more, and a server."""

import asyncio
import gc
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import httpx
import pytest
from asking import NEW, ask, eventually, listening, scope
from fastapi import Depends, FastAPI, Form, UploadFile
from fastapi.responses import StreamingResponse
from flask import Flask, Response, request, stream_with_context
from flask_bridge import FlaskRouter, mount_flask
from shop import Shop


def test_stream_of_starlette_holds_the_context(shop: Shop) -> None:
    @shop.bridged.get("/stream")
    def stream() -> Any:
        def chunks() -> Iterator[str]:
            for i in range(3):
                shop.log.append(f"chunk {i}")
                yield f"{i}{request.path};"

        return StreamingResponse(chunks(), media_type="text/plain")

    response = shop.client().get("/en/stream")
    assert response.text == "0/en/stream;1/en/stream;2/en/stream;"
    assert response.headers["x-body"] == "True"
    assert shop.log.index("after: outer") < shop.log.index("chunk 2") < shop.log.index("end")
    assert shop.log.count("end") == 1


def test_async_stream(shop: Shop) -> None:
    @shop.bridged.get("/stream", dependencies=[Depends(lambda: None)])
    async def stream() -> Any:
        async def chunks() -> AsyncIterator[str]:
            for _ in range(2):
                await asyncio.sleep(0)
                yield request.path

        return StreamingResponse(chunks())

    assert shop.client().get("/en/stream").text == "/en/stream" * 2


def test_stream_of_flask(shop: Shop) -> None:
    @shop.bridged.get("/stream", dependencies=[Depends(lambda: None)])
    def stream() -> Any:
        return Response(stream_with_context(request.path for _ in range(2)))

    assert shop.client().get("/en/stream").text == "/en/stream" * 2


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_dependencies_of_a_stream_are_left_once(shop: Shop, method: str) -> None:
    def held() -> Iterator[str]:
        try:
            yield "h"
        finally:
            shop.log.append("leave")

    @shop.bridged.get("/stream")
    def stream(h: Annotated[str, Depends(held)]) -> Any:
        return StreamingResponse(iter([h] * 3))

    client = shop.client()
    response = client.request(method, "/en/stream")
    assert response.text == ("hhh" if method == "GET" else "")
    assert shop.log.count("leave") == shop.log.count("end") == 1
    assert "teardown NoneType" in shop.log


def test_chunks_arrive_as_they_are_made() -> None:
    flask_app, times = Flask("shop"), []

    @flask_app.get("/")
    def slow() -> Any:
        def chunks() -> Iterator[str]:
            for _ in range(3):
                yield "x"
                time.sleep(0.05)

        return Response(chunks())

    async def main() -> None:
        async def receive() -> Any:
            if times:
                await asyncio.Event().wait()
            return {"type": "http.request"}

        async def send(message: Any) -> None:
            if message.get("body"):
                times.append(time.monotonic())

        await mount_flask(FastAPI(), flask_app)(scope("/"), receive, send)

    asyncio.run(main())
    assert len(times) == 3 and times[2] - times[0] > 0.08


def test_large_answers_with_a_length_are_not_collected() -> None:
    flask_app, chunk = Flask("shop"), b"x" * (1 << 20)
    headers = {"Content-Length": str(4 << 20)}
    flask_app.add_url_rule("/", "home", lambda: Response(iter([chunk] * 4), headers=headers))
    sent = ask(mount_flask(FastAPI(), flask_app), scope("/"))
    sizes = [len(message["body"]) for message in sent[1:]]
    assert sum(sizes) == 4 << 20 and max(sizes) <= 2 << 20


def endless(log: list[str]) -> Flask:
    flask_app = Flask("shop")
    bridged = FlaskRouter(flask_app)

    def chunks(what: str) -> Iterator[str]:
        try:
            while True:
                time.sleep(0.01)
                yield "x" * 10
        finally:
            log.append(f"{what} closed")

    async def async_chunks() -> AsyncIterator[str]:
        try:
            while True:
                await asyncio.sleep(0.01)
                yield "x" * 10
        finally:
            log.append("starlette closed")

    @flask_app.teardown_request
    def teardown(exc: BaseException | None) -> None:
        log.append("teardown")

    @flask_app.get("/kept")
    def kept() -> Any:
        return Response(stream_with_context(chunks("kept")))

    @bridged.get("/plain")
    def plain() -> Any:
        return Response(chunks("plain"))

    @bridged.get("/starlette")
    def starlette() -> Any:
        return StreamingResponse(async_chunks())

    @bridged.post("/form")
    def form(name: Annotated[str, Form()], file: UploadFile) -> Any:
        return f"{name} {len(file.file.read())} {len(request.files['file'].read())}"

    return flask_app


def test_on_a_server() -> None:
    log: list[str] = []
    app = mount_flask(FastAPI(), endless(log))

    def done(what: str) -> bool:
        if not NEW:
            gc.collect()  # task groups of old Starlette keep what they were given
        return what in log

    with listening(app) as port:
        for what in ("kept", "plain", "starlette"):
            log.clear()
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(f"GET /{what} HTTP/1.1\r\nHost: shop\r\n\r\n".encode())
                assert b"200 OK" in client.recv(4096)
            assert eventually(lambda what=what: done(f"{what} closed")), what
            assert eventually(lambda: "teardown" in log)
        big = os.urandom(5 << 20)
        url = f"http://127.0.0.1:{port}/form"
        answer = httpx.post(url, data={"name": "n"}, files={"file": ("x", big)})
        assert answer.text == f"n {len(big)} {len(big)}"
        assert answer.headers["content-length"] == str(len(answer.text))


def test_cancelled_request_stops_the_worker() -> None:
    log: list[str] = []
    app = mount_flask(FastAPI(), endless(log))

    async def main() -> None:
        first = [{"type": "http.request"}]

        async def receive() -> Any:
            if not first:
                await asyncio.Event().wait()
            return first.pop()

        async def send(message: Any) -> None:
            await asyncio.sleep(0)

        task = asyncio.create_task(app(scope("/kept"), receive, send))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        deadline = time.monotonic() + 10
        while "kept closed" not in log and time.monotonic() < deadline:
            await asyncio.sleep(0.02)

    asyncio.run(main())
    assert "kept closed" in log

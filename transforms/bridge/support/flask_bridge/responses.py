"""What an ASGI app sends, as a response of Flask."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from flask import Flask, request
from flask import Response as FlaskResponse
from flask.globals import request_ctx
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as WerkzeugResponse

from .environ import asgi_scope
from .exchange import Exchange
from .runs import Messages, Run, background_loop


class FlaskValue(Response):
    """A return value for Flask's make_response, on its way through FastAPI."""

    def __init__(self, value: Any, injected: Response, status: int | None) -> None:
        super().__init__()
        self.value, self.injected, self.status = value, injected, injected.status_code or status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "flask.value", "value": self})
        if self.background is not None:
            await self.background()

    def of_flask(self, flask_app: Flask) -> FlaskResponse:
        response = flask_app.make_response(self.value)
        for name, text in self.injected.headers.items():
            response.headers.add(name, text)
        if self.status and not isinstance(self.value, (tuple, WerkzeugResponse)):
            response.status_code = self.status
        return response


def serve(
    flask_app: Flask,
    asgi: ASGIApp,
    view_args: dict[str, Any] | None = None,
    late: bool = False,
    **more_scope: Any,
) -> FlaskResponse:
    """Run an ASGI app for Flask's current request. `late`: it may work on after its response."""
    exchange: Exchange | None = request.environ.get("flask_bridge")
    run = Run(exchange.loop if exchange else background_loop(), view_args or {}, late)
    scope = {**asgi_scope(request.environ, exchange.scope if exchange else {}), **more_scope}
    messages = run.messages(asgi, scope, receive_body())
    try:
        message = next(messages, None)
        if message is None:
            raise RuntimeError("the FastAPI app sent no response")
        if message["type"] == "flask.value":
            value: FlaskValue = message["value"]
            response = value.of_flask(flask_app)
        else:
            response = flask_app.response_class(status=message["status"])
            response.headers.clear()
            for name, text in message["headers"]:
                response.headers.add(name.decode("latin-1"), text.decode("latin-1"))
            message = {"more_body": True}
            if "Content-Length" in response.headers or response.status_code in (204, 304):
                message = next(messages)
            response.response = [message.get("body", b"")]
        if message.get("more_body"):
            hold(response, messages)
        elif run.late:
            if not response.is_streamed and response.content_length is None:
                response.content_length = response.calculate_content_length()
            hold(response, messages)
        else:
            for _ in messages:
                pass
    except BaseException:
        messages.close()
        raise
    return response


def receive_body() -> Receive:
    """The complete request body for FastAPI, which leaves it to Flask to be read again."""
    stream, limit = request.environ["wsgi.input"], request.max_content_length
    if hasattr(stream, "seekable") and stream.seekable():
        if limit is not None:
            stream.seek(limit)  # Werkzeug would cut off a chunked body there, and say nothing
            if (request.content_length or 0) > limit or stream.read(1):
                raise RequestEntityTooLarge()
        stream.seek(0, io.SEEK_END)  # receives the rest: async code must not have to wait for it
        stream.seek(0)
    else:
        stream = io.BytesIO(request.get_data())  # Flask keeps it, and minds the limit
    ended = False

    async def receive() -> Message:
        nonlocal ended
        if ended:
            await asyncio.Event().wait()  # for a disconnect: then the task is cancelled instead
        chunk = stream.read(1 << 16)
        if not chunk:
            ended = True
            stream.seek(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    return receive


def hold(response: FlaskResponse, messages: Messages) -> None:
    """Keep Flask's context, and so its teardown, until the app has sent and done everything."""
    context = request_ctx._get_current_object()  # type: ignore[attr-defined]
    original, chunks = response.response, response.iter_encoded()

    def body() -> Iterator[bytes]:
        with context, closing(messages):
            try:
                yield b""
            except GeneratorExit:
                return  # HEAD and 204 have no body, which is no error for the teardown
            yield from chunks
            for message in messages:
                yield message.get("body", b"")

    response.response = held = body()
    response.direct_passthrough = False
    if hasattr(original, "close"):
        response.call_on_close(original.close)
    next(held)  # enters the context while it is still there
    if exchange := request.environ.get("flask_bridge"):
        exchange.eager = True  # the client does not wait for late work

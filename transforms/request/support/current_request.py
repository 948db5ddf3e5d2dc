"""The request in Werkzeug's words, for functions that find it in its context."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import SEEK_END, RawIOBase
from typing import IO, Any, NoReturn

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive
from werkzeug import exceptions, wrappers
from werkzeug.datastructures import MultiDict
from werkzeug.utils import cached_property

from .errors import answer_werkzeug
from .request_data import IN_MEMORY, SubmittedForm, get_limits, receive_body, wsgi_environ
from .values import CombinedValues, MultiValues, RefusedValues

NOT_RECEIVED = "The body isn't received before it is asked for: `receive_bodies(app)` does that."


class NotReceived(RawIOBase):
    """Stands where the body would be."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> NoReturn:
        raise RuntimeError(NOT_RECEIVED)


def full_environ(request: Request) -> dict[str, Any]:
    """What a WSGI server hands to an application (PEP 3333)."""
    scope = request.scope
    given: dict[str, Any] | None = scope.get("wsgi_environ")
    if given is not None:  # WSGI middleware had it, and looks into it again
        given.update({"wsgi.input": NotReceived(), "wsgi.input_terminated": True})
        return given
    root: str = scope.get("app_root_path", scope.get("root_path", ""))
    path: str = scope["path"].removeprefix(root)
    query = scope["query_string"].decode("latin-1")
    raw = scope.get("raw_path", b"").decode("latin-1") + (f"?{query}" if query else "")
    environ: dict[str, Any] = {
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": raw,
        "RAW_URI": raw,
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": NotReceived(),
        "wsgi.input_terminated": True,  # a chunked body has no length, but an end
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **wsgi_environ(request),
    }
    if server := scope.get("server"):
        environ["SERVER_NAME"], environ["SERVER_PORT"] = server[0], str(server[1] or "")
    if client := scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    return environ


class CurrentRequest(wrappers.Request):
    """Attributes of your own may be put on it: whoever comes later in the request finds them."""

    parameter_storage_class = MultiValues
    # fields and files of a large form, taken apart before anybody asked
    parsed: Sequence[MultiDict[str, Any]] = ()
    is_received = is_too_large = False

    def __init__(self, context: Any) -> None:
        super().__init__(full_environ(context.request), populate_request=False)
        self.context = context

    @property
    def endpoint(self) -> str | None:
        return getattr(self.context.route, "name", None)

    @property
    def view_args(self) -> dict[str, Any] | None:
        values: dict[str, Any] | None = self.context.view_args
        return values

    @property
    def blueprint(self) -> str | None:
        return (self.endpoint or "").rpartition(".")[0] or None

    @property
    def blueprints(self) -> list[str]:
        """The one that has the view, the one this is nested in, and so on."""
        parts = self.blueprint.split(".") if self.blueprint else []
        return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]

    @property
    def limits(self) -> Mapping[str, Any]:
        return get_limits(self.context.request)

    @property
    def max_content_length(self) -> int | None:  # type: ignore[override]
        limit: int | None = self.limits.get("MAX_CONTENT_LENGTH")
        return limit

    @property
    def max_form_memory_size(self) -> int | None:  # type: ignore[override]
        limit: int | None = self.limits.get("MAX_FORM_MEMORY_SIZE", 500_000)
        return limit

    @property
    def max_form_parts(self) -> int | None:  # type: ignore[override]
        limit: int | None = self.limits.get("MAX_FORM_PARTS", 1_000)
        return limit

    @property
    def values(self) -> CombinedValues:
        """Query and form; of a GET only the query, as caches take its body for nothing."""
        return CombinedValues([self.args] if self.method == "GET" else [self.args, self.form])

    def on_json_loading_failed(self, e: ValueError | None) -> NoReturn:
        """A 415 when the client didn't say JSON; why it isn't JSON is only for a debugger."""
        if e is None or self.limits.get("DEBUG"):
            super().on_json_loading_failed(e)
        raise exceptions.BadRequest from e

    async def receive(self, receive: Receive) -> Receive:
        """Reads the body before anybody asks for it: those who ask may not be able to wait."""
        body = await receive_body(self.context.request)
        self.environ["wsgi.input"], self.is_received = body.received, True
        self.is_too_large = body.is_too_large
        is_large = (body.content_length or IN_MEMORY) >= IN_MEMORY
        if body.is_form and is_large and not body.is_too_large:
            # that writes files: not on the event loop
            body.received.seek(0)
            parser = self.make_form_data_parser()
            arguments = body.received, body.mimetype, body.content_length, body.mimetype_params
            with suppress(exceptions.RequestEntityTooLarge):  # that is for who asks
                self.parsed = (await run_in_threadpool(parser.parse, *arguments))[1:]
        body.received.seek(0)
        return receive_again(body.received, receive)

    @cached_property
    def stream(self) -> IO[bytes]:
        if self.is_too_large:
            raise exceptions.RequestEntityTooLarge
        return super().stream

    def _load_form_data(self) -> None:
        body = self.environ["wsgi.input"]
        if "form" not in vars(self) and self.parsed and body.tell() == 0:
            body.seek(0, SEEK_END)
            form, files = self.parsed
            vars(self).update(stream=body, form=form, files=files)
        super()._load_form_data()

    def submitted_form(self) -> SubmittedForm:
        """For parameters of views, which are there before the view looks."""
        try:
            return SubmittedForm(self.form, self.files)
        except exceptions.RequestEntityTooLarge:
            return SubmittedForm(RefusedValues(), RefusedValues())


def receive_again(body: IO[bytes], receive: Receive) -> Receive:
    """For endpoints that read the body by themselves: they get it once more."""
    sent, is_over = 0, False

    async def received() -> Message:
        nonlocal sent, is_over
        if is_over:
            return await receive()
        at = body.tell()
        body.seek(sent)
        chunk = body.read(IN_MEMORY)
        body.seek(at)
        sent += len(chunk)
        is_over = len(chunk) < IN_MEMORY
        return {"type": "http.request", "body": chunk, "more_body": not is_over}

    return received


def receive_bodies(app: FastAPI) -> None:
    """Bodies are there before hooks, views and helpers ask `request` of the context for them."""
    vars(app)["receives_bodies"] = True
    app.exception_handlers.setdefault(exceptions.HTTPException, answer_werkzeug)

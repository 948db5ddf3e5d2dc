"""What a view reads from the request, by the rules it always had."""

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any, Literal, NamedTuple, overload
from urllib.parse import parse_qsl

from fastapi import Depends, Request, UploadFile
from starlette.concurrency import run_in_threadpool
from werkzeug import exceptions
from werkzeug.datastructures import (
    Authorization,
    EnvironHeaders,
    ETags,
    FileStorage,
    LanguageAccept,
    MIMEAccept,
    MultiDict,
)
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.sansio.request import Request as PlainRequest
from werkzeug.sansio.utils import get_content_length
from werkzeug.user_agent import UserAgent

from .values import (
    BodyTooLargeError,
    BrokenJSONError,
    CombinedValues,
    MultiValues,
    NotJSONError,
    RefusedValues,
)

# larger bodies are written to a temporary file while they arrive
IN_MEMORY = 500 * 1024


async def query_args(request: Request) -> MultiValues[str]:
    """What is no UTF-8 when decoded stays percent-encoded, as it came."""
    query = request.scope["query_string"].decode()
    return MultiValues(parse_qsl(query, keep_blank_values=True, errors="werkzeug.url_quote"))


QueryArgs = Annotated[MultiValues[str], Depends(query_args)]


def get_limits(request: Request) -> Mapping[str, Any]:
    """MAX_CONTENT_LENGTH and the like: `app.state.config`, if the application keeps one."""
    config: Mapping[str, Any] = getattr(request.app.state, "config", {})
    return config


def content_length(request: Request) -> int | None:
    """None if the client didn't say, or sends the body in chunks."""
    headers = request.headers
    return get_content_length(headers.get("content-length"), headers.get("transfer-encoding"))


class ReceivedBody:
    """The bytes of a request, and what they are said to be; judged only where a view asks."""

    def __init__(self, request: Request, stream: IO[bytes], too_large: bool = False) -> None:
        self.content_type = request.headers.get("content-type")
        self.content_length = content_length(request)
        mimetype, self.mimetype_params = parse_options_header(self.content_type)
        self.mimetype = mimetype.lower()
        self.received = stream
        self.is_too_large = too_large
        self._data: bytes | None = None
        self._json: dict[bool, Any] = {}

    @property
    def stream(self) -> IO[bytes]:
        if self.is_too_large:
            raise BodyTooLargeError
        self.received.seek(0)
        return self.received

    @overload
    def get_data(self, cache: bool = ..., as_text: Literal[False] = ...) -> bytes: ...
    @overload
    def get_data(self, cache: bool = ..., *, as_text: Literal[True]) -> str: ...
    def get_data(self, cache: bool = True, as_text: bool = False) -> bytes | str:
        """All of it, whatever `cache` says: the bytes are kept until the request is over."""
        if self._data is None:
            self._data = self.stream.read()
        return self._data.decode(errors="replace") if as_text else self._data

    @property
    def data(self) -> bytes:
        """Empty for a form, which is read by its fields, unless get_data() was called before."""
        return b"" if self.is_form and self._data is None else self.get_data()

    @property
    def is_form(self) -> bool:
        if self.mimetype == "multipart/form-data":
            return bool(self.mimetype_params.get("boundary"))
        return self.mimetype == "application/x-www-form-urlencoded"

    @property
    def is_json(self) -> bool:
        kind, _, subtype = self.mimetype.partition("/")
        return kind == "application" and (subtype == "json" or subtype.endswith("+json"))

    @property
    def json(self) -> Any:
        return self.get_json()

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """415 when the client didn't say JSON, 400 when it isn't JSON; `silent`: None instead."""
        if cache and silent in self._json:
            return self._json[silent]
        if not force and not self.is_json:
            if silent:
                return None
            raise NotJSONError
        results: dict[bool, Any]
        try:
            results = dict.fromkeys((True, False), json.loads(self.get_data()))
        except ValueError as error:
            if not silent:
                raise BrokenJSONError from error
            results = {True: None}
        if cache:
            self._json |= results
        return results[silent]


async def receive_body(request: Request) -> ReceivedBody:
    """Reads the body, unless it is larger than allowed. Errors are for who looks into it."""
    context: Any = request.scope.get("request_context")
    if context is not None and context.words.is_received:
        return context.words  # type: ignore[no-any-return]  # the same by another name
    length = content_length(request)
    announced = length is not None or "transfer-encoding" in request.headers
    if not announced and request.scope.get("http_version", "1.1") < "2":
        return ReceivedBody(request, BytesIO())
    limit = get_limits(request).get("MAX_CONTENT_LENGTH")
    if length is not None and limit is not None and length > limit:
        return ReceivedBody(request, BytesIO(), too_large=True)
    if length is not None and length <= IN_MEMORY:
        return ReceivedBody(request, BytesIO(await request.body()))
    spool: Any = SpooledTemporaryFile(max_size=IN_MEMORY)
    upload, received = UploadFile(spool), 0  # whose write() keeps the disk off the event loop
    async for chunk in request.stream():
        received += len(chunk)
        await upload.write(chunk)
        if limit is not None and received > limit:
            return ReceivedBody(request, spool, too_large=True)
    return ReceivedBody(request, spool)


RequestBody = Annotated[ReceivedBody, Depends(receive_body)]


async def json_body(body: RequestBody) -> Any:
    """`data = request.get_json()` as the first thing a view does."""
    return body.get_json()


JsonBody = Annotated[Any, Depends(json_body)]


class SubmittedForm(NamedTuple):
    fields: MultiDict[str, str]
    files: MultiDict[str, FileStorage]


def parse_form(body: ReceivedBody, limits: Mapping[str, Any]) -> SubmittedForm:
    """Text and files apart. A body that is no form, or a broken one, has neither."""
    parser = FormDataParser(
        cls=MultiValues,
        max_form_memory_size=limits.get("MAX_FORM_MEMORY_SIZE", 500_000),
        max_form_parts=limits.get("MAX_FORM_PARTS", 1_000),
    )
    try:
        _, fields, files = parser.parse(
            body.stream, body.mimetype, body.content_length, body.mimetype_params
        )
    except exceptions.RequestEntityTooLarge:
        fields = files = RefusedValues()
    return SubmittedForm(fields, files)


async def submitted_form(request: Request, body: RequestBody) -> SubmittedForm:
    """Taking a large form apart writes files: not on the event loop."""
    context: Any = request.scope.get("request_context")
    if context is not None and context.words.is_received:
        return context.words.submitted_form()  # type: ignore[no-any-return]
    limits = get_limits(request)
    if body.is_form and (body.content_length or IN_MEMORY) >= IN_MEMORY:
        form = await run_in_threadpool(parse_form, body, limits)
    else:
        form = parse_form(body, limits)
    request.state.submitted_form = form  # for templates, which show again what was entered
    return form


async def form_args(form: Annotated[SubmittedForm, Depends(submitted_form)]) -> MultiDict[str, str]:
    return form.fields


async def form_files(
    form: Annotated[SubmittedForm, Depends(submitted_form)],
) -> MultiDict[str, FileStorage]:
    return form.files


FormArgs = Annotated[MultiDict[str, str], Depends(form_args)]
FormFiles = Annotated[MultiDict[str, FileStorage], Depends(form_files)]


async def all_values(request: Request, args: QueryArgs, form: FormArgs) -> MultiDict[str, str]:
    """Query and form; of a GET only the query, as caches take its body for nothing."""
    if request.method == "GET":
        return CombinedValues([args])
    return form if isinstance(form, RefusedValues) else CombinedValues([args, form])


AllValues = Annotated[MultiDict[str, str], Depends(all_values)]


def wsgi_environ(request: Request) -> dict[str, Any]:
    """Method and headers as a WSGI server hands them on: repeated ones are joined."""
    environ: dict[str, Any] = {"REQUEST_METHOD": request.method}
    for name, value in request.scope["headers"]:
        if b"_" in name:  # servers drop it: it would pass for the one with a dash
            continue
        key, text = name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    return environ


def headers(request: Request) -> EnvironHeaders:
    """All values of a repeated header, which Starlette's headers have the first of."""
    return EnvironHeaders(wsgi_environ(request))


def plain_request(request: Request) -> PlainRequest:
    """The request in Werkzeug's words, which the functions below read from. Knows no body."""
    scope = request.scope
    root = scope.get("app_root_path", scope.get("root_path", ""))
    return PlainRequest(
        method=scope["method"],
        scheme=scope["scheme"],
        server=scope.get("server"),
        root_path=root,
        path=scope["path"].removeprefix(root),
        query_string=scope["query_string"],
        headers=headers(request),
        remote_addr=request.client.host if request.client else None,
    )


def path(request: Request) -> str:
    """Below the mount point, decoded."""
    return plain_request(request).path


def full_path(request: Request) -> str:
    """Path and query, with the `?` even when there is no query."""
    return plain_request(request).full_path


def url(request: Request) -> str:
    """The whole address, readable: non-ASCII characters are not escaped."""
    return plain_request(request).url


def base_url(request: Request) -> str:
    """The address without its query; `request.base_url` is the root of the application."""
    return plain_request(request).base_url


def root_url(request: Request) -> str:
    """Scheme, host and mount point."""
    return plain_request(request).root_url


def host_url(request: Request) -> str:
    """Scheme and host."""
    return plain_request(request).host_url


def host(request: Request) -> str:
    """The host the client asked for, with its port unless that is the scheme's own."""
    return plain_request(request).host


def script_root(request: Request) -> str:
    """Where the application is mounted, without a slash at the end."""
    return plain_request(request).root_path


def remote_addr(request: Request) -> str | None:
    return plain_request(request).remote_addr


def access_route(request: Request) -> list[str]:
    """The addresses in X-Forwarded-For, else that of the client."""
    return plain_request(request).access_route


def mimetype(request: Request) -> str:
    """The content type in lower case, without its parameters."""
    return plain_request(request).mimetype


def is_json(request: Request) -> bool:
    return plain_request(request).is_json


def cookies(request: Request) -> MultiValues[str]:
    return MultiValues(plain_request(request).cookies)


def authorization(request: Request) -> Authorization | None:
    """The header taken apart: `type`, and `username` and `password`, or `token`."""
    return plain_request(request).authorization


def user_agent(request: Request) -> UserAgent:
    return plain_request(request).user_agent


def accept_mimetypes(request: Request) -> MIMEAccept:
    return plain_request(request).accept_mimetypes


def accept_languages(request: Request) -> LanguageAccept:
    return plain_request(request).accept_languages


def if_none_match(request: Request) -> ETags:
    return plain_request(request).if_none_match


def if_modified_since(request: Request) -> datetime | None:
    return plain_request(request).if_modified_since


def endpoint(request: Request) -> str | None:
    """The name of the route, `blueprint.view`."""
    route = request.scope.get("route")
    return route.name if route else None


def blueprint(request: Request) -> str | None:
    """The name of the route without that of the view."""
    return (endpoint(request) or "").rpartition(".")[0] or None

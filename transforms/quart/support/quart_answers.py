"""Quart with the answers that Flask gave."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from io import BytesIO
from typing import Any

from quart import Quart, Request, Response, current_app
from quart.sessions import SecureCookieSession, SecureCookieSessionInterface
from quart.wrappers.response import DataBody
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType
from werkzeug.formparser import FormDataParser
from werkzeug.http import remove_entity_headers
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as WerkzeugResponse

from .quart_files import from_werkzeug, send_from_directory
from .quart_threads import body_of, in_thread, request_thread

# Quart's own: bodies up to 16 MB, a minute for each, files that browsers keep for 12 hours
SETTINGS: dict[str, Any] = {
    "MAX_CONTENT_LENGTH": None,
    "BODY_TIMEOUT": None,
    "RESPONSE_TIMEOUT": None,
    "SEND_FILE_MAX_AGE_DEFAULT": None,
}

# requests at once; others wait
THREADS = 40

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded", "application/x-url-encoded")


class FlaskRequest(Request):
    """Reads a body as Flask does."""

    _raw: bytes | None = None
    # what a form has left of the body
    _rest: bytes | None = None

    def __init__(
        self,
        method: str,
        scheme: str,
        path: str,
        query: bytes,
        headers: Headers,
        *args: Any,
        **kwargs: Any,
    ):
        super().__init__(method, scheme, path, query, headers, *args, **kwargs)
        self.headers = as_in_wsgi(headers)

    async def get_data(
        self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False
    ) -> Any:
        raw = self._raw
        if raw is None:
            if parse_form_data:
                await self._load_form_data()
            raw = await self.body if self._rest is None else self._rest
            if cache:
                self._raw = raw
            else:
                self.body.clear()
        return raw.decode(errors="replace") if as_text else raw

    async def _load_form_data(self) -> None:
        if self._form is not None:
            return
        parser = FormDataParser(
            max_form_memory_size=self.max_form_memory_size,
            max_content_length=self.max_content_length,
            max_form_parts=self.max_form_parts,
            cls=ImmutableMultiDict,
        )
        is_form = self.mimetype in FORMS
        body = BytesIO(await self.body if is_form else b"")
        found = parser.parse(body, self.mimetype, self.content_length, self.mimetype_params)
        stream, self._form, self._files = found
        if is_form:
            self._rest = stream.read()

    async def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        if cache and self._cached_json[silent] is not Ellipsis:
            return self._cached_json[silent]
        if not (force or self.is_json):
            return None if silent else self.on_json_loading_failed(None)
        data = await self.get_data(cache=cache)
        try:
            result = self.json_module.loads(data)
        except ValueError as error:
            result = None if silent else self.on_json_loading_failed(error)
            if cache:
                self._cached_json[silent] = result
        else:
            if cache:
                self._cached_json = {False: result, True: result}
        return result

    def on_json_loading_failed(self, error: Exception | None) -> Any:
        if error is None:
            raise UnsupportedMediaType(
                "Did not attempt to load JSON data because the request"
                " Content-Type was not 'application/json'."
            )
        if current_app.debug:
            raise BadRequest(f"Failed to decode JSON object: {error}")
        raise BadRequest()


def as_in_wsgi(headers: Headers) -> Headers:
    """Without the address that Quart puts in front; a header that was sent twice is one."""
    found: dict[str, str] = {}
    for name, value in headers.to_wsgi_list()[1:]:
        joint = "; " if name == "Cookie" else ","
        found[name] = f"{found[name]}{joint}{value}" if name in found else value
    return Headers(found)


class ReadSession(SecureCookieSession):
    """Knows that it was looked at: the answer then depends on the cookie."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_") and name not in ("accessed", "modified", "permanent", "new"):
            self.accessed = True
        return super().__getattribute__(name)

    def __getitem__(self, key: str) -> Any:
        self.accessed = True
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.accessed = True
        return super().__contains__(key)

    def __len__(self) -> int:
        self.accessed = True
        return super().__len__()

    def __iter__(self) -> Iterator[str]:
        self.accessed = True
        return super().__iter__()


class FlaskSessions(SecureCookieSessionInterface):
    # before 3.1.3 the class of Flask's sessions looks after that itself
    session_class = (
        SecureCookieSession if "__getitem__" in vars(SecureCookieSession) else ReadSession
    )


def response_maker(app: Quart) -> Callable[[Any], Awaitable[Any]]:
    """`make_response` of Flask: `"418 TEAPOT"`, headers that occur twice, any iterator."""
    plain = app.make_response

    async def make_response(result: Any) -> Any:
        value, status, headers = taken_apart(result)
        if isinstance(value, HTTPException):
            value = value.get_response()
        if isinstance(value, (str, bytes, bytearray)) or isinstance(value, Iterator):
            value = app.response_class(value, headers=headers)
            headers = None
        if isinstance(value, WerkzeugResponse):
            value = from_werkzeug(value, {"REQUEST_METHOD": "GET"})
        if isinstance(status, str):
            status = int(status.split(" ", 1)[0])
        response = await plain((value, status, headers))
        body = response.response
        if isinstance(body, DataBody) and response.content_length is None:
            response.content_length = len(body.data)
        return response

    return make_response


def taken_apart(result: Any) -> tuple[Any, Any, Any]:
    if not isinstance(result, tuple) or len(result) not in (2, 3):
        return result, None, None
    if len(result) == 3:
        return result
    value, second = result
    return (
        (value, None, second)
        if isinstance(second, (Headers, dict, tuple, list))
        else (value, second, None)
    )


class AsFlaskSends:
    """Gives each request its thread, and the head of an answer the form that Werkzeug gives it."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.threads = asyncio.Semaphore(THREADS)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_as_flask(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = finished_headers(message["status"], message["headers"])
                message = {**message, "headers": headers}
            elif scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        async with self.threads:
            with request_thread():
                await self.app(scope, receive, send_as_flask)


def finished_headers(status: int, sent: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    headers = [(name, as_sent(name, value.decode())) for name, value in sent]
    if status < 200 or status == 204:
        return [(name, value) for name, value in headers if name != b"content-length"]
    if status == 304:
        names = Headers([(name.decode(), "") for name, _ in headers])
        remove_entity_headers(names)
        return [(name, value) for name, value in headers if name.decode() in names]
    return headers


def as_sent(name: bytes, value: str) -> bytes:
    if name in (b"location", b"content-location"):
        value = iri_to_uri(value)
    return value.encode("latin-1")


def install(app: Quart) -> None:
    """Called as soon as there is an application, before it is configured."""

    def static(filename: str) -> Response:
        return send_from_directory(app.static_folder or "", filename)

    app.config.update(SETTINGS)
    app.request_class = FlaskRequest  # type: ignore[assignment]
    app.session_interface = FlaskSessions()
    app.sync_to_async = in_thread  # type: ignore[assignment,method-assign]
    app.make_response = response_maker(app)  # type: ignore[assignment,method-assign]
    app.asgi_app = AsFlaskSends(app.asgi_app)  # type: ignore[method-assign]
    Response.iterable_body_class = staticmethod(body_of)  # type: ignore[assignment]
    if app.has_static_folder:
        app.view_functions["static"] = static

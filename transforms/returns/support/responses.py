"""Responses, made of what views return and spelled as clients know them."""

import dataclasses
import datetime
import decimal
import inspect
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send
from werkzeug import exceptions, wrappers
from werkzeug.datastructures import Headers
from werkzeug.http import dump_cookie, http_date, remove_entity_headers
from werkzeug.urls import iri_to_uri


def json_default(value: Any) -> Any:
    """What the standard encoder doesn't know."""
    if isinstance(value, datetime.date):
        return http_date(value)
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def dumps(value: Any, **options: Any) -> str:
    """JSON text: sorted keys, dates as in HTTP headers, Decimal and UUID as text."""
    kind = FlaskJSONResponse
    spelled = {"sort_keys": kind.sort_keys, "ensure_ascii": kind.ensure_ascii}
    return json.dumps(value, **{"default": json_default, **spelled, **options})


class FlaskJSONResponse(JSONResponse):
    """Sorted keys, dates as in HTTP headers, Decimal and UUID as text.

    How it spells them may be set here, for all of the application.
    """

    sort_keys: ClassVar[bool] = True
    ensure_ascii: ClassVar[bool] = True
    compact: ClassVar[bool | None] = None

    def render(self, content: Any) -> bytes:
        spelled = {"indent": 2} if self.compact is False else {"separators": (",", ":")}
        return dumps(content, **spelled).encode() + b"\n"


def json_response(
    content: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> FlaskJSONResponse:
    """For JSON with a status or headers of its own; elsewhere views return the dict."""
    return FlaskJSONResponse(content, status, headers)


def jsonify(*args: Any, **kwargs: Any) -> FlaskJSONResponse:
    """One value as it is, several as a list, keywords as an object."""
    if args and kwargs:
        raise TypeError("jsonify() takes values or keywords, not both")
    if len(args) == 1:
        return FlaskJSONResponse(args[0])
    return FlaskJSONResponse(list(args) or kwargs or None)


class Stream(StreamingResponse):
    """Keeps what it was given, so that its chunks can be made on the thread of the view."""

    def __init__(self, content: Any, *args: Any, **options: Any) -> None:
        super().__init__(content, *args, **options)
        self.chunks = content


def is_bodiless(status: int) -> bool:
    return 100 <= status < 200 or status in (204, 304)


class FinishedResponse(Response):
    """Nobody is to add anything to it: no Content-Type, no charset, no page for a redirect."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_finished(message: Message) -> None:
            await send({**message, "finished": True})

        await super().__call__(scope, receive, send_finished)


def set_headers(response: Response, headers: Headers) -> Response:
    """Replaces all headers; of an answer without a body also what would describe one."""
    if "Location" in headers:
        headers["Location"] = iri_to_uri(headers["Location"])
    if is_bodiless(response.status_code):
        kind = FinishedResponse if isinstance(response, FinishedResponse) else Response
        response = kind(status_code=response.status_code, background=response.background)
        headers.remove("Content-Length")
    if response.status_code == 304:
        remove_entity_headers(headers)
    # the list itself: `response.headers` goes on looking at it
    response.raw_headers[:] = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
    ]
    return response


def stream_chunks(response: wrappers.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_encoded()
    finally:
        response.close()


class FinishedStream(FinishedResponse, Stream):
    pass


def from_werkzeug(response: wrappers.Response) -> Response:
    """The same response for an ASGI server. The Date is the server's to add."""
    response.autocorrect_location_header = False
    headers = response.get_wsgi_headers({})
    headers.remove("Date")
    status = response.status_code
    if response.is_streamed and not is_bodiless(status):
        return set_headers(FinishedStream(stream_chunks(response), status), headers)
    body = b"" if response.is_streamed else b"".join(response.iter_encoded())
    answer = FinishedResponse(body, status)
    response.close()
    return set_headers(answer, headers)


def to_response(value: Any) -> Response:
    """A response for one returned value, tuples excepted."""
    if isinstance(value, Response):
        return value
    if isinstance(value, (str, bytes, bytearray)):
        return HTMLResponse(value if isinstance(value, str) else bytes(value))
    if isinstance(value, (dict, list)):
        return FlaskJSONResponse(value)
    if isinstance(value, (Iterator, AsyncIterator)):
        return Stream(value, media_type="text/html")
    if isinstance(value, exceptions.HTTPException):
        value = value.get_response()
    if isinstance(value, wrappers.Response):
        return from_werkzeug(value)
    raise TypeError(
        "The view did not return a valid response: text, bytes, a dict, a list, an iterator,"
        f" a response or a tuple of one of these and a status, but a {type(value).__name__}."
    )


def split_returned(value: Any) -> tuple[Any, Any, Any]:
    """(body, status, headers) of a returned value; a tuple of two may have either of the latter."""
    if not isinstance(value, tuple):
        return value, None, None
    if len(value) == 3:
        return value
    if len(value) != 2:
        raise TypeError(f"The view returned a tuple of {len(value)}; 2 or 3 can be a response.")
    body, extra = value
    if isinstance(extra, (Headers, dict, list, tuple)):
        return body, None, extra
    return body, extra, None


def make_response(*returned: Any, default_status: int | None = None) -> Response:
    """The response for whatever a view returns: `make_response(value)`, `make_response({}, 404)`"""
    value = returned[0] if len(returned) == 1 else returned or ""
    body, status, headers = split_returned(value)
    response = to_response(body)
    if status is None and response is not body:
        status = default_status
    if status is None and headers is None:
        return response
    if status is not None:
        response.status_code = int(status.split()[0] if isinstance(status, str) else status)
    merged = Headers(response.headers.items())
    is_new = not isinstance(body, (dict, list, Response, wrappers.Response))
    merged.update(Headers(headers) if is_new else headers or {})
    return set_headers(response, merged)


class HTMLByDefault(wrappers.Response):
    default_mimetype = "text/html"


def response(
    response: Any = None,
    status: Any = None,
    headers: Any = None,
    mimetype: str | None = None,
    content_type: str | None = None,
) -> Response:
    """For a body, a status or headers of which only run time tells the type."""
    return from_werkzeug(HTMLByDefault(response, status, headers, mimetype, content_type))


@contextmanager
def as_werkzeug(response: Response) -> Iterator[wrappers.Response]:
    """Werkzeug's words: `with as_werkzeug(response) as known: known.set_etag("x")`"""
    body = getattr(response, "body", None)  # a stream has none
    known = wrappers.Response(body, response.status_code, Headers(response.headers.items()))
    known.automatically_set_content_length = body is not None
    yield known
    changed = from_werkzeug(known)
    response.status_code, response.raw_headers = changed.status_code, changed.raw_headers
    if body is not None:
        response.body = changed.body


async def injected_response(response: Response) -> Response:
    """Where dependencies leave headers and a status for a response that doesn't exist yet."""
    return response


def complete(value: Any, injected: Response, status_code: int | None) -> Response:
    status = injected.status_code or status_code
    response = make_response(value, default_status=status)
    response.raw_headers.extend(injected.raw_headers)
    return response


def returning_response(view: Callable[..., Any], status_code: int | None) -> Callable[..., Any]:
    """The view, but it returns a response."""

    @wraps(view)
    def wrapper(*args: Any, injected: Response, **kwargs: Any) -> Response:
        return complete(view(*args, **kwargs), injected, status_code)

    @wraps(view)
    async def async_wrapper(*args: Any, injected: Response, **kwargs: Any) -> Response:
        return complete(await view(*args, **kwargs), injected, status_code)

    wrapped: Any = async_wrapper if inspect.iscoroutinefunction(view) else wrapper
    original = inspect.unwrap(view)
    is_generator = inspect.isgeneratorfunction(original) or inspect.isasyncgenfunction(original)
    signature = inspect.signature(view, eval_str=is_generator)
    if is_generator:  # else FastAPI looks through the wrapper and answers in JSON lines
        del wrapped.__wrapped__
    annotation = Annotated[Response, Depends(injected_response)]
    extra = inspect.Parameter("injected", inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
    parameters = [*signature.parameters.values(), extra]
    wrapped.__signature__ = inspect.Signature(parameters)
    answer: Callable[..., Any] = wrapped
    return answer


class ViewRoute(APIRoute):
    """`APIRouter(route_class=ViewRoute)`: its views may return whatever make_response() takes."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["response_model"] = None
        view = returning_response(endpoint, options.get("status_code"))
        super().__init__(path, view, **options)


def set_cookie(
    response: Response,
    key: str,
    value: str = "",
    max_age: datetime.timedelta | int | None = None,
    **attributes: Any,
) -> None:
    """response.set_cookie() that adds no SameSite and takes a timedelta or a naive (UTC) time."""
    cookie = dump_cookie(key, value, max_age, **attributes)
    response.headers.append("set-cookie", cookie)


def delete_cookie(response: Response, key: str, path: str | None = "/", **attributes: Any) -> None:
    """Has to name the path and the domain that the cookie was set with."""
    set_cookie(response, key, max_age=0, expires=0, path=path, **attributes)

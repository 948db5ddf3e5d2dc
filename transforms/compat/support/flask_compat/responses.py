"""What Werkzeug's Response adds to every answer."""

import re
from collections.abc import Iterator
from time import time

from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug import wrappers
from werkzeug.http import http_date, is_entity_header
from werkzeug.utils import redirect

REDIRECTS = (301, 302, 303, 305, 307, 308)
BODILESS = (204, 304)
COOKIE_ATTRIBUTES = (
    "Domain",
    "Expires",
    "Max-Age",
    "Secure",
    "HttpOnly",
    "Path",
    "SameSite",
    "Partitioned",
)
SPELLINGS = {name.title() for name in COOKIE_ATTRIBUTES}
NEEDLESS_QUOTES = re.compile(r"""="([\w!#$%&'()*+\-./:<=>?@\[\]^`{|}~]*)"$""", re.ASCII)


def stream_chunks(response: wrappers.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_encoded()
    finally:
        response.close()


def asgi_response(response: wrappers.Response) -> Response:
    """Werkzeug's own response. The Date is the server's to add."""
    response.autocorrect_location_header = False
    headers = response.get_wsgi_headers({})
    headers.remove("Date")
    answer: Response
    if response.is_streamed and response.status_code not in BODILESS:
        answer = StreamingResponse(stream_chunks(response), response.status_code)
    else:
        body = b"" if response.is_streamed else response.get_data()
        answer = Response(body, response.status_code)
        response.close()
    answer.raw_headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
    ]
    return answer


def spell_cookie(cookie: str) -> str:
    """Expires beside Max-Age, attributes in Werkzeug's order, quotes only where needed."""
    pair, *parts = cookie.split("; ")
    pair = NEEDLESS_QUOTES.sub(r"=\1", pair)
    given = {name.lower(): value for name, _, value in (part.partition("=") for part in parts)}
    max_age = given.get("max-age", "")
    if max_age == "0" and pair.endswith("="):  # deleted
        given["expires"] = http_date(0)
    elif max_age.lstrip("-").isdigit():
        given.setdefault("expires", http_date(time() + int(max_age)))
    if "samesite" in given:
        given["samesite"] = given["samesite"].title()
    known = [(name, given[name.lower()]) for name in COOKIE_ATTRIBUTES if name.lower() in given]
    spelled = [f"{name}={value}" if value else name for name, value in known]
    others = [part for part in parts if part.partition("=")[0].title() not in SPELLINGS]
    return "; ".join([pair, *spelled, *others])


def redirect_page(status: int, headers: MutableHeaders) -> bytes:
    """For a redirect that is nothing but a Location: who doesn't follow it sees a link."""
    if status not in REDIRECTS or "location" not in headers or "content-type" in headers:
        return b""
    page = redirect(headers["location"]).get_data()
    headers["content-length"] = str(len(page))
    return page


def clean_headers(status: int, headers: MutableHeaders) -> None:
    headers.raw[:] = [
        (name, spell_cookie(value.decode("latin-1")).encode("latin-1"))
        if name == b"set-cookie"
        else (name, value)
        for name, value in headers.raw
        if status != 304 or name == b"expires" or not is_entity_header(name.decode("latin-1"))
    ]


class FlaskResponses:
    """A redirect has a page, everything else a Content-Type, HEAD no body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        root_path, page = scope.get("root_path", ""), b""
        # functions that run after the view see the whole response
        bodiless = scope["method"] == "HEAD" and "request_context" not in scope

        async def send_as_flask(message: Message) -> None:
            nonlocal page, bodiless
            mounted = scope.get("root_path", "") != root_path
            if message["type"] == "http.response.body":
                body = b"" if bodiless else page or message.get("body", b"")
                message = {**message, "body": body}
            elif message["type"] == "http.response.start" and not mounted:
                if not scope.get("flask_bridge"):
                    status, headers = message["status"], MutableHeaders(scope=message)
                    bodiless = bodiless or status in BODILESS
                    if not message.get("finished"):
                        page = redirect_page(status, headers)
                        # even without a body
                        headers.setdefault("content-type", "text/html; charset=utf-8")
                    clean_headers(status, headers)
            await send(message)

        await self.app(scope, receive, send_as_flask)

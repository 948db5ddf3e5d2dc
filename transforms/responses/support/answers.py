"""Responses that functions hand around, look into and change before they are sent: Werkzeug's.

Views may return them where the route class of their router is ViewRoute, or where they are called
through path_values_only().
"""

import os
from collections.abc import Callable, Iterator
from typing import IO, Any

from fastapi import Response as SentResponse
from werkzeug import utils, wrappers
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from .context import get_request_context
from .files import file_response
from .responses import FlaskJSONResponse, HTMLByDefault, split_returned
from .responses import jsonify as sent_json

Response = HTMLByDefault


def from_sent(response: SentResponse) -> Response:
    """A response of FastAPI whose body is there, as one that can be changed."""
    headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers]
    return Response(bytes(response.body), response.status_code, headers)


def jsonify(*args: Any, **kwargs: Any) -> Response:
    """One value as it is, several as a list, keywords as an object."""
    return Response(bytes(sent_json(*args, **kwargs).body), mimetype=FlaskJSONResponse.media_type)


def of_body(body: Any) -> wrappers.Response:
    """A response for one value, tuples excepted."""
    if isinstance(body, wrappers.Response):
        return Response.force_type(body)
    if isinstance(body, SentResponse):
        return from_sent(body)
    if isinstance(body, (dict, list)):
        return Response(bytes(FlaskJSONResponse(body).body), mimetype=FlaskJSONResponse.media_type)
    if isinstance(body, bytearray):
        return Response(bytes(body))
    if isinstance(body, (str, bytes, Iterator)):
        return Response(body)
    if callable(body):
        return Response.force_type(body, get_request_context().words.environ)
    raise TypeError(f"A {type(body).__name__} can't be made a response.")


def make_response(*returned: Any) -> wrappers.Response:
    """The response for whatever a view returns: `make_response(value)`, `make_response({}, 404)`"""
    if not returned:
        return Response()
    body, status, headers = split_returned(returned[0] if len(returned) == 1 else returned)
    response = of_body(body)
    if isinstance(status, str):
        response.status = status
    elif status is not None:
        response.status_code = status
    if headers:
        response.headers.update(headers)
    return response


def redirect(
    location: str, code: int = 302, Response: type[wrappers.Response] = HTMLByDefault
) -> wrappers.Response:
    return utils.redirect(location, code, Response)


def send_file(
    path_or_file: os.PathLike[str] | str | IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: Any = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
    root: os.PathLike[str] | str = "",
) -> wrappers.Response:
    """A file the application chose. Relative paths start at `root`, or where the process runs."""
    return file_response(
        get_request_context().request,
        path_or_file,
        root,
        response_class=Response,
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=download_name,
        conditional=conditional,
        etag=etag,
        last_modified=last_modified,
        max_age=max_age,
    )


def send_from_directory(
    directory: os.PathLike[str] | str,
    path: os.PathLike[str] | str,
    root: os.PathLike[str] | str = "",
    **options: Any,
) -> wrappers.Response:
    """A file the client chose, by a path that can't leave the directory."""
    found = safe_join(os.path.join(root, directory), os.fspath(path))
    if found is None or not os.path.isfile(found):
        raise NotFound
    return send_file(found, **options)


def send_static_file(filename: str) -> wrappers.Response:
    """A file of the static folder, by a path that can't leave it."""
    folder = get_request_context().request.app.state.static_folder
    return send_from_directory(folder, filename)

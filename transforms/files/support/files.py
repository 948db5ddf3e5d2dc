"""Files as answers: conditional, in ranges, as attachments."""

import os
from datetime import datetime, timedelta
from typing import IO, Any

from fastapi import HTTPException, Request, Response
from werkzeug import exceptions, utils, wrappers
from werkzeug.security import safe_join
from werkzeug.wsgi import FileWrapper

from .request_data import wsgi_environ
from .responses import from_werkzeug

CHUNK = 64 * 1024


def read_in_chunks(file: IO[bytes], size: int) -> FileWrapper:
    """Each chunk is a trip to a thread: larger ones than a WSGI server would ask for."""
    return FileWrapper(file, CHUNK)


def default_max_age(request: Request) -> int | None:
    """SEND_FILE_MAX_AGE_DEFAULT in seconds; None: always ask whether the file has changed."""
    config = getattr(request.app.state, "config", {})
    value: timedelta | int | None = config.get("SEND_FILE_MAX_AGE_DEFAULT")
    return int(value.total_seconds()) if isinstance(value, timedelta) else value


def http_error(error: exceptions.HTTPException) -> HTTPException:
    """416, with the size, for a range that the file doesn't have."""
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return HTTPException(error.code or 500, headers=headers)


def file_response(
    request: Request,
    path_or_file: os.PathLike[str] | str | IO[bytes],
    root: os.PathLike[str] | str,
    max_age: Any = None,
    **options: Any,
) -> wrappers.Response:
    if isinstance(path_or_file, (str, os.PathLike)):
        path_or_file = os.path.join(root, path_or_file)
    environ = wsgi_environ(request) | {"wsgi.file_wrapper": read_in_chunks}
    max_age = default_max_age(request) if max_age is None else max_age
    return utils.send_file(path_or_file, environ, max_age=max_age, **options)


def send_file(
    request: Request,
    path_or_file: os.PathLike[str] | str | IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | int | float | None = None,
    max_age: int | None = None,
    root: os.PathLike[str] | str = "",
) -> Response:
    """A file the application chose. Relative paths start at `root`, or where the process runs."""
    try:
        response = file_response(
            request,
            path_or_file,
            root,
            mimetype=mimetype,
            as_attachment=as_attachment,
            download_name=download_name,
            conditional=conditional,
            etag=etag,
            last_modified=last_modified,
            max_age=max_age,
        )
    except exceptions.HTTPException as error:
        raise http_error(error) from error
    return from_werkzeug(response)


def send_static_file(request: Request, filename: str) -> Response:
    """A file of the static folder, by a path that can't leave it."""
    return send_from_directory(request, request.app.state.static_folder, filename)


def send_from_directory(
    request: Request,
    directory: os.PathLike[str] | str,
    path: os.PathLike[str] | str,
    root: os.PathLike[str] | str = "",
    **options: Any,
) -> Response:
    """A file the client chose, by a path that can't leave the directory."""
    found = safe_join(os.path.join(root, directory), os.fspath(path))
    if found is None or not os.path.isfile(found):
        raise HTTPException(404)
    return send_file(request, found, **options)

"""Files as answers, as Flask sends them: conditional, in ranges, as attachments."""

import os
from datetime import datetime
from typing import IO, Any

from quart import Response, abort, current_app, request
from werkzeug import utils
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as WerkzeugResponse
from werkzeug.wsgi import FileWrapper

# each chunk is a trip to a thread: larger ones than a WSGI server would ask for
CHUNK = 64 * 1024


def wsgi_environ(request: Any) -> dict[str, Any]:
    """What Werkzeug asks for when it sends a file."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "wsgi.file_wrapper": lambda file, _: FileWrapper(file, CHUNK),
    }
    for name, value in request.headers.items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def from_werkzeug(response: WerkzeugResponse, environ: dict[str, Any]) -> Response:
    headers = response.get_wsgi_headers(environ)
    body: Any = response.get_app_iter(environ)
    if response.is_sequence:
        body = b"".join(body)
    made = Response(body, response.status_code, headers)
    if "Content-Length" in headers:
        made.headers["Content-Length"] = headers["Content-Length"]
    elif response.is_sequence:
        made.headers.pop("Content-Length", None)
    return made


def send_file(
    path_or_file: os.PathLike[str] | str | IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | int | float | None = None,
    max_age: Any = None,
) -> Response:
    """A file the application chose. Relative paths start where the application stands."""
    environ = wsgi_environ(request)
    sent = utils.send_file(
        path_or_file,
        environ,
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=download_name,
        conditional=conditional,
        etag=etag,
        last_modified=last_modified,
        max_age=current_app.get_send_file_max_age if max_age is None else max_age,
        _root_path=current_app.root_path,
    )
    return from_werkzeug(sent, environ)


def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **options: Any
) -> Response:
    """A file the client chose, by a path that can't leave the directory."""
    found = safe_join(os.path.join(current_app.root_path, directory), os.fspath(path))
    if found is None or not os.path.isfile(found):
        abort(404)
    return send_file(found, **options)


def open_resource(resource: str, mode: str = "rb", encoding: str | None = "utf-8") -> IO[Any]:
    """A file below the folder of the application."""
    path = os.path.join(current_app.root_path, resource)
    return open(path, mode) if mode == "rb" else open(path, mode, encoding=encoding)

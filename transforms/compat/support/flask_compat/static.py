"""Static files with the headers of Flask's static folder."""

import datetime
from typing import Any

from starlette import staticfiles
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope
from werkzeug import exceptions
from werkzeug.utils import send_from_directory
from werkzeug.wsgi import FileWrapper

from .responses import asgi_response


class StaticFiles(staticfiles.StaticFiles):
    """Each file says how long it may be kept (SEND_FILE_MAX_AGE_DEFAULT) and carries its name."""

    async def check_config(self) -> None:
        """A folder that is not there has no files, and that is all there is to it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        config = getattr(scope["app"].state, "config", {})
        max_age = config.get("SEND_FILE_MAX_AGE_DEFAULT")
        if isinstance(max_age, datetime.timedelta):
            max_age = int(max_age.total_seconds())
        headers = Headers(scope=scope).items()
        environ: dict[str, Any] = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers}
        environ["REQUEST_METHOD"] = scope["method"]
        environ["wsgi.file_wrapper"] = lambda file, size: FileWrapper(file, 64 * 1024)
        try:
            response = await run_in_threadpool(
                send_from_directory, self.directory or ".", path, environ, max_age=max_age
            )
        except exceptions.HTTPException as error:
            extra = {name: value for name, value in error.get_headers() if name != "Content-Type"}
            raise HTTPException(error.code or 500, headers=extra) from error
        return asgi_response(response)

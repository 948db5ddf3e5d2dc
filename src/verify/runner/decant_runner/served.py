"""Asks an application through a real server."""

from __future__ import annotations

import http.client
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

from decant_runner.entry import is_asgi
from decant_runner.exchange import MOST, Answer, Refused, Request


class Served:
    """Puts the application behind a real server on 127.0.0.1, and asks there."""

    def __init__(self, app: Any, timeout: float) -> None:
        self.timeout = timeout
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        self.port = listening.getsockname()[1]
        serve = (
            self.asgi_server(app, listening) if is_asgi(app) else self.wsgi_server(app, listening)
        )
        threading.Thread(target=serve, daemon=True).start()

    def asgi_server(self, app: Any, listening: socket.socket) -> Callable[[], None]:
        try:
            import uvicorn
        except ImportError:
            raise Refused(
                "uvicorn is not installed in the Python of the project; --server needs it"
            ) from None
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="error", server_header=False, date_header=False)
        )
        return lambda: server.run(sockets=[listening])

    def wsgi_server(self, app: Any, listening: socket.socket) -> Callable[[], None]:
        from werkzeug.serving import WSGIRequestHandler, make_server

        class Quiet(WSGIRequestHandler):
            protocol_version = "HTTP/1.1"

            def log(self, type: str, message: str, *args: Any) -> None:
                """Says nothing."""

        server = make_server(
            "127.0.0.1",
            self.port,
            app,
            threaded=True,
            request_handler=Quiet,
            fd=os.dup(listening.fileno()),
        )
        return server.serve_forever

    def __call__(self, request: Request) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.putrequest(
                request.method, request.target, skip_host=True, skip_accept_encoding=True
            )
            for name, value in request.headers:
                connection.putheader(name, value)
            connection.endheaders(request.body or None)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read(MOST))
        except TimeoutError:
            return Answer(500, [], b"", None, True)
        except (OSError, http.client.HTTPException) as error:
            return Answer(500, [], b"", f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def close(self) -> None:
        """The server ends with the process."""

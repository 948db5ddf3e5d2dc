"""What proxies in front of the application say about the client and the address it asked for."""

from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from werkzeug.http import parse_list_header


def header(scope: Scope, name: bytes) -> str | None:
    """Several of one name are one list."""
    values = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return ",".join(values) if values else None


def set_host(scope: Scope, host: str) -> None:
    kept = [(key, value) for key, value in scope["headers"] if key != b"host"]
    scope["headers"] = [*kept, (b"host", host.encode("latin-1"))]


def split_port(host: str) -> tuple[str, str | None]:
    """`[::1]` has no port."""
    if ":" in host and not host.endswith("]"):
        name, port = host.rsplit(":", 1)
        return name, port
    return host, None


class ProxyFix:
    """`app.add_middleware(ProxyFix, x_for=1)`: how many proxies set each X-Forwarded header.

    Trust no more than there are: what is left of their values comes from the client.
    """

    def __init__(
        self,
        app: ASGIApp,
        x_for: int = 1,
        x_proto: int = 1,
        x_host: int = 0,
        x_port: int = 0,
        x_prefix: int = 0,
    ) -> None:
        self.app = app
        self.trusted = {
            b"for": x_for,
            b"proto": x_proto,
            b"host": x_host,
            b"port": x_port,
            b"prefix": x_prefix,
        }

    def forwarded(self, scope: Scope, name: bytes) -> str | None:
        trusted, value = self.trusted[name], header(scope, b"x-forwarded-" + name)
        values = parse_list_header(value) if trusted and value else []
        return values[-trusted] if len(values) >= trusted > 0 else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = self.fixed({**scope})
        await self.app(scope, receive, send)

    def fixed(self, scope: Scope) -> Scope:
        server: Any = list(scope.get("server") or ("", None))
        if client := self.forwarded(scope, b"for"):
            scope["client"] = (client, (scope.get("client") or ("", 0))[1])
        if scheme := self.forwarded(scope, b"proto"):
            scope["scheme"] = scheme
        if host := self.forwarded(scope, b"host"):
            set_host(scope, host)
            server[0], port = split_port(host)
            server[1] = port or server[1]
        if port := self.forwarded(scope, b"port"):
            if known := header(scope, b"host"):
                set_host(scope, f"{split_port(known)[0]}:{port}")
            server[1] = port
        if str(server[1]).isdigit():
            scope["server"] = (server[0], int(server[1]))
        if prefix := self.forwarded(scope, b"prefix"):
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            scope.update({"root_path": prefix, "path": prefix + path})
        return scope

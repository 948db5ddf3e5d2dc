"""Starts a server as `Flask.run()` did."""

from typing import Any

import uvicorn
from fastapi import FastAPI

# of the debugger, the reloader and the threads of the old server
OF_THE_OLD_SERVER = (
    "exclude_patterns",
    "extra_files",
    "processes",
    "reloader_interval",
    "reloader_type",
    "threaded",
    "use_debugger",
    "use_evalex",
    "use_reloader",
)


def run_server(
    app: FastAPI,
    host: str | None = None,
    port: int | str | None = None,
    debug: bool | None = None,
    load_dotenv: bool = True,
    **options: Any,
) -> None:
    """Blocks. Where nothing is said the address is SERVER_NAME, or 127.0.0.1:5000."""
    config: dict[str, Any] = getattr(app.state, "config", {})
    if debug is not None:
        config["DEBUG"] = bool(debug)
    name, _, number = (config.get("SERVER_NAME") or "").partition(":")
    if not port and port != 0:
        port = number or 5000
    kept = {key: value for key, value in options.items() if key not in OF_THE_OLD_SERVER}
    certificate = kept.pop("ssl_context", None)
    if isinstance(certificate, tuple):
        kept["ssl_certfile"], kept["ssl_keyfile"] = certificate
    elif certificate is not None:
        raise ValueError("ssl_context has to be a pair of files: a certificate and its key.")
    uvicorn.run(app, host=host or name or "127.0.0.1", port=int(port), **kept)

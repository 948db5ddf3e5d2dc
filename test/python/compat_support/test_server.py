"""run_server against Flask's run(): the same arguments end in the same address."""

from typing import Any

import flask
import pytest
import uvicorn
from fastapi import FastAPI
from support.server import run_server

CALLS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "host and port": {"host": "0.0.0.0", "port": 8000},
    "text": {"port": "8000"},
    "none": {"host": None, "port": None},
    "any port": {"port": 0},
    "debug": {"debug": True},
    "threads": {"threaded": False, "use_reloader": False, "processes": 1},
}


@pytest.mark.parametrize("server_name", [None, "shop.test", "shop.test:8080"])
@pytest.mark.parametrize("given", CALLS.values(), ids=CALLS)
def test_as_in_flask(
    given: dict[str, Any], server_name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)  # FlaskGroup leaves it behind
    monkeypatch.setattr(
        "werkzeug.serving.run_simple", lambda host, port, app, **_: seen.append((host, port))
    )
    monkeypatch.setattr(
        uvicorn, "run", lambda app, *, host, port, **rest: seen.append((host, port, rest))
    )
    theirs, ours = flask.Flask("shop"), FastAPI()
    theirs.config["SERVER_NAME"] = server_name
    ours.state.config = {"SERVER_NAME": server_name, "DEBUG": False}
    theirs.run(**given)
    run_server(ours, **given)
    assert seen[1] == (*seen[0], {})
    assert ours.state.config["DEBUG"] == theirs.debug


def test_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **given: seen.append(given))
    run_server(FastAPI(), port=1, ssl_context=("a.pem", "b.pem"), fd=3)
    assert seen == [
        {"host": "127.0.0.1", "port": 1, "ssl_certfile": "a.pem", "ssl_keyfile": "b.pem", "fd": 3}
    ]
    with pytest.raises(ValueError, match="pair of files"):
        run_server(FastAPI(), ssl_context="adhoc")

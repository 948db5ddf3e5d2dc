"""The application's logger and its JSON text, against Flask's."""

import datetime
import decimal
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flask
import pytest
from fastapi import FastAPI
from support.errors import as_text
from support.logs import FORMAT, get_logger
from support.responses import dumps


@contextmanager
def quiet_root() -> Iterator[logging.Logger]:
    """No handlers above, as in a server that nobody configured."""
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    yield root
    root.handlers = handlers


@pytest.mark.parametrize("debug", [False, True])
def test_logger_is_set_up_as_flasks(debug: bool) -> None:
    flask_app = flask.Flask(f"flask_logs_{debug}")
    flask_app.debug = debug
    app = FastAPI(title=f"fastapi_logs_{debug}")
    app.state.config = {"DEBUG": debug}
    with quiet_root():
        old, new = flask_app.logger, get_logger(app)
    assert new.name == app.title
    assert new.level == old.level
    assert len(new.handlers) == len(old.handlers) == 1
    formatter = old.handlers[0].formatter
    assert formatter is not None
    assert formatter._fmt == FORMAT
    assert get_logger(app) is new
    assert len(new.handlers) == 1


def test_logger_keeps_handlers_of_others() -> None:
    with quiet_root() as root:
        root.addHandler(logging.NullHandler())
        assert get_logger(FastAPI(title="fastapi_logs_handled")).handlers == []


@pytest.mark.parametrize("options", [{}, {"indent": 2}, {"sort_keys": False}, {"ensure_ascii": False}])
def test_dumps_is_flasks(options: dict[str, Any]) -> None:
    value = {"b": "ü", "a": [datetime.date(2020, 1, 2), decimal.Decimal("1.50")], "c": {"z": 1, "y": None}}
    with flask.Flask(__name__).app_context():
        assert dumps(value, **options) == flask.json.dumps(value, **options)


def test_as_text() -> None:
    assert as_text(None) is None
    assert as_text("x") == "x"
    assert as_text({"a": 1}) == "{'a': 1}"

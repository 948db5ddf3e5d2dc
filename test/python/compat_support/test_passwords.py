"""Hashes beside Flask-Bcrypt: what one side makes the other knows."""

from itertools import product
from typing import Any

import flask
import flask_bcrypt
import pytest
from fastapi import FastAPI
from support import passwords

SETTINGS: list[dict[str, Any]] = [
    {"BCRYPT_LOG_ROUNDS": 4},
    {"BCRYPT_LOG_ROUNDS": 5, "BCRYPT_HASH_PREFIX": "2a"},
    {"BCRYPT_LOG_ROUNDS": 4, "BCRYPT_HASH_PREFIX": b"2b", "BCRYPT_HANDLE_LONG_PASSWORDS": True},
]
GIVEN: list[Any] = ["secret", "é\u2028", b"\xff\x01", "x" * 72, "x" * 73, "\x00", "", b"", None, 5]


def both(settings: dict[str, Any]) -> tuple[Any, Any]:
    theirs, ours = flask.Flask("x"), FastAPI()
    theirs.config.update(settings)
    ours.state.config = dict(settings)
    return flask_bcrypt.Bcrypt(theirs), passwords.Bcrypt(ours)


def outcome(function: Any, *given: Any) -> Any:
    try:
        return function(*given)
    except Exception as error:
        return type(error)


@pytest.mark.parametrize(("settings", "given"), list(product(SETTINGS, GIVEN)))
def test_hashes(settings: dict[str, Any], given: Any) -> None:
    theirs, ours = both(settings)
    for one, other in ((theirs, ours), (ours, theirs)):
        made = outcome(one.generate_password_hash, given)
        again = outcome(other.generate_password_hash, given)
        if isinstance(made, type):
            assert made is again
            continue
        assert (made[:7], len(made)) == (again[:7], len(again))
        for known, password in product((made, made.decode()), (given, "another", b"")):
            wanted = outcome(one.check_password_hash, known, password)
            assert outcome(other.check_password_hash, known, password) == wanted


def test_without_an_application() -> None:
    made = passwords.generate_password_hash("secret", 4)
    assert flask_bcrypt.check_password_hash(made, "secret")
    made = flask_bcrypt.generate_password_hash("secret", 4)
    assert passwords.check_password_hash(made, "secret")
    for known in ("", "no hash", b"$2b$04$", None):
        wanted = outcome(flask_bcrypt.check_password_hash, known, "secret")
        assert outcome(passwords.check_password_hash, known, "secret") == wanted
    assert passwords.Bcrypt().rounds == flask_bcrypt.Bcrypt()._log_rounds

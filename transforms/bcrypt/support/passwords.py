"""Passwords, kept as hashes of bcrypt: those of Flask-Bcrypt are known, too."""

import hmac
from hashlib import sha256
from typing import Any

import bcrypt
from fastapi import FastAPI


def as_bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


class Bcrypt:
    """By the settings of the application: BCRYPT_LOG_ROUNDS and the like."""

    def __init__(self, app: FastAPI | None = None) -> None:
        self.rounds: int = 12
        self.prefix: str | bytes = "2b"
        self.takes_long_passwords = False
        if app is not None:
            self.init_app(app)

    def init_app(self, app: FastAPI) -> None:
        config: Any = getattr(app.state, "config", {})
        self.rounds = config.get("BCRYPT_LOG_ROUNDS", 12)
        self.prefix = config.get("BCRYPT_HASH_PREFIX", "2b")
        self.takes_long_passwords = config.get("BCRYPT_HANDLE_LONG_PASSWORDS", False)

    def prepared(self, password: str | bytes) -> bytes:
        """bcrypt takes 72 bytes and no more: a long password can be hashed by something else."""
        encoded = as_bytes(password)
        return sha256(encoded).hexdigest().encode() if self.takes_long_passwords else encoded

    def generate_password_hash(
        self, password: str | bytes, rounds: int | None = None, prefix: str | bytes | None = None
    ) -> bytes:
        """Another one each time; `prefix` is the version of the algorithm."""
        if not password:
            raise ValueError("An empty password can't be hashed.")
        version = as_bytes(self.prefix if prefix is None else prefix)
        salt = bcrypt.gensalt(self.rounds if rounds is None else rounds, version)
        return bcrypt.hashpw(self.prepared(password), salt)

    def check_password_hash(self, pw_hash: str | bytes, password: str | bytes) -> bool:
        """Takes as long for a wrong password as for the right one."""
        known = as_bytes(pw_hash)
        return hmac.compare_digest(bcrypt.hashpw(self.prepared(password), known), known)


def generate_password_hash(password: str | bytes, rounds: int | None = None) -> bytes:
    """Whatever the settings of an application are."""
    return Bcrypt().generate_password_hash(password, rounds)


def check_password_hash(pw_hash: str | bytes, password: str | bytes) -> bool:
    return Bcrypt().check_password_hash(pw_hash, password)

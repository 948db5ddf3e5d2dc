"""The cookie that remembers a user when the session is over."""

import hmac
from datetime import datetime, timedelta, timezone
from hashlib import sha512

from werkzeug import wrappers

from .context import current_app, request
from .sessions import session

YEAR = timedelta(days=365)


def signature(payload: str, key: str | bytes | None = None) -> str:
    secret = current_app.config["SECRET_KEY"] if key is None else key
    secret = secret.encode("latin1") if isinstance(secret, str) else secret
    return hmac.new(secret, payload.encode(), sha512).hexdigest()


def encode_cookie(payload: str, key: str | bytes | None = None) -> str:
    """The value with its signature, by SECRET_KEY unless another key is given."""
    return f"{payload}|{signature(payload, key)}"


def decode_cookie(cookie: str, key: str | bytes | None = None) -> str | None:
    """The value, or None if somebody else has signed it."""
    payload, bar, digest = cookie.rpartition("|")
    if bar and hmac.compare_digest(signature(payload, key), digest):
        return payload
    return None


def cookie_name() -> str:
    name: str = current_app.config.get("REMEMBER_COOKIE_NAME", "remember_token")
    return name


def received_cookie() -> str | None:
    """None also if the user has logged out in this request."""
    cookie = request.cookies.get(cookie_name())
    return None if session.get("_remember") == "clear" else cookie


def login_remembered() -> bool:
    """Is there a cookie to log in with when the session is over?"""
    cookie = received_cookie()
    return cookie is not None and decode_cookie(cookie) is not None


def expiry() -> datetime:
    """That of the login, or REMEMBER_COOKIE_DURATION."""
    duration: timedelta | int = current_app.config.get("REMEMBER_COOKIE_DURATION", YEAR)
    if "_remember_seconds" in session:
        duration = timedelta(seconds=session["_remember_seconds"])
    if isinstance(duration, int):
        duration = timedelta(seconds=duration)
    return datetime.now(timezone.utc) + duration


def update_remember_cookie(response: wrappers.Response) -> wrappers.Response:
    """Sets or deletes the cookie when a function of this request has asked for that."""
    config = current_app.config
    if "_remember" not in session and config.get("REMEMBER_COOKIE_REFRESH_EACH_REQUEST"):
        session["_remember"] = "set"
    operation = session.pop("_remember") if "_remember" in session else None
    domain, path = config.get("REMEMBER_COOKIE_DOMAIN"), config.get("REMEMBER_COOKIE_PATH", "/")
    if operation == "set" and "_user_id" in session:
        response.set_cookie(
            cookie_name(),
            encode_cookie(str(session["_user_id"])),
            expires=expiry(),
            domain=domain,
            path=path,
            secure=config.get("REMEMBER_COOKIE_SECURE", False),
            httponly=config.get("REMEMBER_COOKIE_HTTPONLY", True),
            samesite=config.get("REMEMBER_COOKIE_SAMESITE"),
        )
    elif operation == "clear":
        response.delete_cookie(cookie_name(), domain=domain, path=path)
    return response

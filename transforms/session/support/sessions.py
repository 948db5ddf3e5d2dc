"""The session in a signed cookie, in the format that Flask reads and writes."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Container, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NoReturn
from uuid import UUID

from fastapi import FastAPI
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug import wrappers
from werkzeug.datastructures import CallbackDict
from werkzeug.http import http_date, parse_date
from werkzeug.local import LocalProxy

from .context import RequestContext, get_request_context
from .lifecycle import lifecycle_of
from .middleware import install_context
from .responses import dumps as json_dumps

# a dict with one of these as its only key stands for a value that JSON doesn't have
TAGS: dict[str, Callable[[Any], Any]] = {
    " di": lambda value: {key[:-2]: item for key, item in value.items()},
    " t": tuple,
    " b": b64decode,
    " m": Markup,
    " u": UUID,
    " d": parse_date,
}


def tag(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)) in TAGS:
            return {" di": {f"{key}__": tag(item) for key, item in value.items()}}
        return {key: tag(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return {" t": [tag(item) for item in value]}
    if isinstance(value, list):
        return [tag(item) for item in value]
    if isinstance(value, bytes):
        return {" b": b64encode(value).decode()}
    if callable(getattr(value, "__html__", None)):
        return {" m": str(value.__html__())}
    if isinstance(value, UUID):
        return {" u": value.hex}
    if isinstance(value, datetime):
        return {" d": http_date(value)}
    return value


def untag(value: Any) -> Any:
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {key: untag(item) for key, item in value.items()}
    key = next(iter(value)) if len(value) == 1 else None
    return TAGS[key](value[key]) if key in TAGS else value


class TaggedJSON:
    @staticmethod
    def dumps(value: Any) -> str:
        return json_dumps(tag(value), separators=(",", ":"))

    @staticmethod
    def loads(text: str | bytes) -> Any:
        return untag(json.loads(text))


class Session(CallbackDict[str, Any]):
    """A dict that knows whether it has been used. Say `modified = True` for changes inside."""

    new = modified = accessed = False

    def __init__(self, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(initial, Session.touch)

    def touch(self) -> None:
        self.modified = True

    @property
    def permanent(self) -> bool:
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)


class NullSession(Session):
    """Without a SECRET_KEY: empty, and nothing can be put into it."""

    def fail(self, *args: Any, **options: Any) -> NoReturn:
        raise RuntimeError("The session needs a SECRET_KEY in the application's configuration.")

    __setitem__ = __delitem__ = clear = pop = popitem = update = setdefault = fail


def sha1(data: bytes = b"") -> Any:
    return hashlib.sha1(data)


def signer(config: Mapping[str, Any]) -> URLSafeTimedSerializer | None:
    if not config.get("SECRET_KEY"):
        return None
    return URLSafeTimedSerializer(
        [*(config.get("SECRET_KEY_FALLBACKS") or ()), config["SECRET_KEY"]],
        salt="cookie-session",
        serializer=TaggedJSON,
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha1},
    )


def lifetime(config: Mapping[str, Any]) -> timedelta:
    value = config.get("PERMANENT_SESSION_LIFETIME", timedelta(days=31))
    return value if isinstance(value, timedelta) else timedelta(seconds=value)


def load_session(config: Mapping[str, Any], cookies: Mapping[str, str]) -> Session:
    serializer = signer(config)
    if serializer is None:
        return NullSession()
    cookie = cookies.get(config.get("SESSION_COOKIE_NAME", "session"))
    if not cookie:
        return Session()
    try:
        return Session(serializer.loads(cookie, max_age=int(lifetime(config).total_seconds())))
    except BadSignature:
        return Session()


def open_session(context: RequestContext) -> Session:
    if context.session is None:
        config = context.app_context.current_app.config
        context.session = load_session(config, context.words.cookies)
    opened: Session = context.session
    return opened


def get_session() -> Session:
    opened = open_session(get_request_context())
    opened.accessed = True
    return opened


session: Session = LocalProxy(get_session)  # type: ignore[assignment]


def cookie_options(config: Mapping[str, Any]) -> dict[str, Any]:
    options = {
        "domain": config.get("SESSION_COOKIE_DOMAIN"),
        "path": config.get("SESSION_COOKIE_PATH") or config.get("APPLICATION_ROOT", "/"),
        "secure": config.get("SESSION_COOKIE_SECURE", False),
        "samesite": config.get("SESSION_COOKIE_SAMESITE"),
        "httponly": config.get("SESSION_COOKIE_HTTPONLY", True),
    }
    if config.get("SESSION_COOKIE_PARTITIONED"):
        options["partitioned"] = True
    return options


def save_session(context: RequestContext, response: wrappers.Response) -> None:
    """Sets the cookie if the session was changed; deletes it if nothing is left."""
    saved, config = open_session(context), context.app_context.current_app.config
    serializer = signer(config)
    if serializer is None or isinstance(saved, NullSession):
        return
    name, is_permanent = config.get("SESSION_COOKIE_NAME", "session"), saved.permanent
    if saved.accessed:
        response.vary.add("Cookie")
    if not saved:
        if saved.modified:
            response.delete_cookie(name, **cookie_options(config))
            response.vary.add("Cookie")
        return
    if saved.modified or is_permanent and config.get("SESSION_REFRESH_EACH_REQUEST", True):
        expires = datetime.now(timezone.utc) + lifetime(config) if is_permanent else None
        text = serializer.dumps(dict(saved))
        cookie = text if isinstance(text, str) else text.decode()
        response.set_cookie(name, cookie, expires=expires, **cookie_options(config))
        response.vary.add("Cookie")


def install_sessions(app: FastAPI) -> None:
    """Settings are those of Flask, in `app.state.config`: SECRET_KEY, SESSION_COOKIE_NAME ..."""
    install_context(app)
    lifecycle = lifecycle_of(app)
    lifecycle.open_session, lifecycle.save_session = open_session, save_session


def flash(message: Any, category: str = "message") -> None:
    """For the next page, whichever that is."""
    flashes = session.get("_flashes", [])
    flashes.append((category, message))
    session["_flashes"] = flashes


def get_flashed_messages(
    with_categories: bool = False, category_filter: Container[str] = ()
) -> list[Any]:
    """Takes the messages out of the session; in one request they are the same ones each time."""
    context = get_request_context()
    if context.flashes is None:
        context.flashes = session.pop("_flashes") if "_flashes" in session else []
    flashes = context.flashes
    if category_filter:
        flashes = [flashed for flashed in flashes if flashed[0] in category_filter]
    return flashes if with_categories else [message for _, message in flashes]

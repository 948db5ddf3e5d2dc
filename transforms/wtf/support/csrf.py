"""Requests that change something carry a token of their session, which other sites don't know."""

import hmac
import logging
import secrets
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from markupsafe import Markup, escape
from werkzeug.exceptions import BadRequest
from wtforms import ValidationError

from .context import current_app, g, get_request_context, request
from .hooks import before_request
from .sessions import session
from .templating import add_template_global, blueprint_of, context_processor

View = TypeVar("View", bound=Callable[..., Any] | APIRouter | str)

# the name that settings of logging know
logger = logging.getLogger("flask_wtf.csrf")


def setting(given: Any, name: str, default: Any = None) -> Any:
    return current_app.config.get(name, default) if given is None else given


def required(given: Any, name: str, default: Any, missing: str) -> Any:
    value = setting(given, name, default)
    if value is None:
        raise RuntimeError(missing)
    return value


def key_and_field(secret_key: Any, token_key: str | None) -> tuple[Any, str]:
    """What tokens are signed with, and where the session keeps what is signed."""
    secret = required(
        secret_key,
        "WTF_CSRF_SECRET_KEY",
        current_app.secret_key,
        "A secret key is required to use CSRF.",
    )
    field = required(
        token_key, "WTF_CSRF_FIELD_NAME", "csrf_token", "A field name is required to use CSRF."
    )
    return secret, field


def signer(secret: Any) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="wtf-csrf-token")


def generate_csrf(secret_key: Any = None, token_key: str | None = None) -> str:
    """The token for this session; until there is an answer it is the same one each time."""
    secret, field = key_and_field(secret_key, token_key)
    if field not in g:
        if field not in session:
            session[field] = secrets.token_hex(20)
        try:
            token = signer(secret).dumps(session[field])
        except TypeError:  # something else has come there
            session[field] = secrets.token_hex(20)
            token = signer(secret).dumps(session[field])
        setattr(g, field, token)
    generated: str = g.get(field)
    return generated


def validate_csrf(
    data: Any,
    secret_key: Any = None,
    time_limit: int | None = None,
    token_key: str | None = None,
) -> None:
    """Raises ValidationError unless `data` is a token of this session."""
    secret, field = key_and_field(secret_key, token_key)
    limit = setting(time_limit, "WTF_CSRF_TIME_LIMIT", 3600)
    if not data:
        raise ValidationError("The CSRF token is missing.")
    if field not in session:
        raise ValidationError("The CSRF session token is missing.")
    try:
        token = signer(secret).loads(data, max_age=limit)
    except SignatureExpired as error:
        raise ValidationError("The CSRF token has expired.") from error
    except BadData as error:
        raise ValidationError("The CSRF token is invalid.") from error
    if not hmac.compare_digest(session[field], token):
        raise ValidationError("The CSRF tokens do not match.")


def csrf_meta_tag(
    name: str | None = None, secret_key: Any = None, token_key: str | None = None
) -> Markup:
    """`<meta>` with the token, for scripts."""
    name = required(name, "WTF_CSRF_META_NAME", "csrf-token", "CSRF is not configured.")
    token = generate_csrf(secret_key, token_key)
    return Markup(f'<meta name="{escape(name)}" content="{escape(token)}">')


class CSRFError(BadRequest):
    """What is wrong with the token is its description."""

    description = "CSRF validation failed."


def same_origin(current_uri: str, compare_uri: str) -> bool:
    current, other = urlsplit(current_uri), urlsplit(compare_uri)
    return (current.scheme, current.hostname, current.port) == (
        other.scheme,
        other.hostname,
        other.port,
    )


def sent_token() -> str | None:
    """In the form, where its name may have a prefix, or in a header."""
    field = current_app.config["WTF_CSRF_FIELD_NAME"]
    if token := request.form.get(field):
        return token
    for key in request.form:
        if key.endswith(field) and (token := request.form[key]):
            return token
    for header in current_app.config["WTF_CSRF_HEADERS"]:
        if token := request.headers.get(header):
            return token
    return None


def location(view: Any) -> str:
    return f"{view.__module__}.{view.__name__}"


class CSRFProtect:
    """`CSRFProtect(app)`: POST, PUT, PATCH and DELETE are refused without a token."""

    def __init__(self, app: FastAPI | None = None) -> None:
        self.exempt_views: set[str] = set()
        self.exempt_routers: list[APIRouter] = []
        if app is not None:
            self.init_app(app)

    def init_app(self, app: FastAPI) -> None:
        config = app.state.config
        config.setdefault("WTF_CSRF_ENABLED", True)
        config.setdefault("WTF_CSRF_CHECK_DEFAULT", True)
        methods = config.get("WTF_CSRF_METHODS", ["POST", "PUT", "PATCH", "DELETE"])
        config["WTF_CSRF_METHODS"] = set(methods)
        config.setdefault("WTF_CSRF_FIELD_NAME", "csrf_token")
        config.setdefault("WTF_CSRF_HEADERS", ["X-CSRFToken", "X-CSRF-Token"])
        config.setdefault("WTF_CSRF_META_NAME", "csrf-token")
        config.setdefault("WTF_CSRF_TIME_LIMIT", 3600)
        config.setdefault("WTF_CSRF_SSL_STRICT", True)
        names = {"csrf_token": generate_csrf, "csrf_meta_tag": csrf_meta_tag}
        for name, function in names.items():
            add_template_global(app, function, name)
        context_processor(app)(lambda: names)
        before_request(app)(self.check)

    def check(self) -> None:
        config = current_app.config
        if config["WTF_CSRF_ENABLED"] and config["WTF_CSRF_CHECK_DEFAULT"]:
            self.protect(apply_exemptions=True)

    def protect(self, apply_exemptions: bool = False) -> None:
        """For functions that check by themselves, with WTF_CSRF_CHECK_DEFAULT off."""
        if apply_exemptions and (not request.endpoint or self.is_exempt()):
            return
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return
        try:
            validate_csrf(sent_token())
        except ValidationError as error:
            logger.info(error.args[0])
            self.refuse(error.args[0])
        if request.is_secure and current_app.config["WTF_CSRF_SSL_STRICT"]:
            if not request.referrer:
                self.refuse("The referrer header is missing.")
            if not same_origin(request.referrer, f"https://{request.host}/"):
                self.refuse("The referrer does not match the host.")
        g.csrf_valid = True  # forms needn't look again

    def is_exempt(self) -> bool:
        if any(blueprint_of(router) == request.blueprint for router in self.exempt_routers):
            return True
        view = getattr(get_request_context().route, "endpoint", None)
        return view is not None and location(view) in self.exempt_views

    def exempt(self, view: View) -> View:
        """Below the route, or with a router, or with the name `module.view`."""
        if isinstance(view, APIRouter):
            self.exempt_routers.append(view)
        else:
            self.exempt_views.add(view if isinstance(view, str) else location(view))
        return view

    def refuse(self, reason: str) -> NoReturn:
        raise CSRFError(reason)

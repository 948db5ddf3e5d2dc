"""Who is logged in: known by the session, or by a cookie that remembers it."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha512
from typing import Any, TypeVar

from fastapi import FastAPI, Response
from werkzeug.local import LocalProxy

from .context import current_app, g, has_request_context, request
from .errors import abort
from .hooks import after_request
from .login_pages import expand_login_view, login_url, make_next_param
from .remember_me import cookie_name, decode_cookie, received_cookie, update_remember_cookie
from .responses import make_response
from .sessions import flash, session
from .templating import context_processor
from .urls import redirect
from .users import AnonymousUserMixin

F = TypeVar("F", bound=Callable[..., Any])

SESSION_KEYS = ("_user_id", "_remember", "_remember_seconds", "_id", "_fresh", "next")
EXEMPT_METHODS = {"OPTIONS"}


def session_identifier() -> str:
    """Stands for the address and the program of the client: a stolen session has another one."""
    agent = request.headers.get("User-Agent")
    given = request.headers.get("X-Forwarded-For", request.remote_addr)
    address = None if given is None else given.encode().split(b",")[0].strip()
    name = f"{address!r}|{None if agent is None else agent.encode()!r}"
    return sha512(name.encode()).hexdigest()


class LoginManager:
    """`login_manager = LoginManager(app)`, or `login_manager.init_app(app)` later."""

    def __init__(self, app: FastAPI | None = None, add_context_processor: bool = True) -> None:
        self.anonymous_user: Callable[[], Any] = AnonymousUserMixin
        self.id_attribute = "get_id"
        self.session_protection: str | None = "basic"
        # the name of a route, or an address
        self.login_view: str | None = None
        self.blueprint_login_views: dict[str | None, str | None] = {}
        self.login_message: Any = "Please log in to access this page."
        self.login_message_category = "message"
        self.refresh_view: str | None = None
        self.needs_refresh_message: Any = "Please reauthenticate to access this page."
        self.needs_refresh_message_category = "message"
        self.localize_callback: Callable[[Any], Any] | None = None
        self.user_callback: Callable[[str], Any] | None = None
        self.request_callback: Callable[[Any], Any] | None = None
        self.unauthorized_callback: Callable[[], Any] | None = None
        self.needs_refresh_callback: Callable[[], Any] | None = None
        if app is not None:
            self.init_app(app, add_context_processor)

    def init_app(self, app: FastAPI, add_context_processor: bool = True) -> None:
        app.state.login_manager = self
        after_request(app)(update_remember_cookie)
        if add_context_processor:
            context_processor(app)(lambda: {"current_user": get_user()})

    def user_loader(self, callback: F) -> F:
        """`@login_manager.user_loader`: is given the id in the session; the user, or None."""
        self.user_callback = callback
        return callback

    def request_loader(self, callback: F) -> F:
        """Is given the request, when the session and the cookie say nothing."""
        self.request_callback = callback
        return callback

    def unauthorized_handler(self, callback: F) -> F:
        """What it returns is the answer to those who would have to log in."""
        self.unauthorized_callback = callback
        return callback

    def needs_refresh_handler(self, callback: F) -> F:
        """What it returns is the answer to those who would have to log in once more."""
        self.needs_refresh_callback = callback
        return callback

    def unauthorized(self) -> Any:
        """The answer where somebody would have to be logged in: the login page, or a 401."""
        if self.unauthorized_callback:
            return self.unauthorized_callback()
        views = self.blueprint_login_views
        view = views[request.blueprint] if request.blueprint in views else self.login_view
        return self.sent_to(view, self.login_message, self.login_message_category)

    def needs_refresh(self) -> Any:
        """The answer where it is too long ago that the user has logged in."""
        if self.needs_refresh_callback:
            return self.needs_refresh_callback()
        category = self.needs_refresh_message_category
        return self.sent_to(self.refresh_view, self.needs_refresh_message, category)

    def sent_to(self, view: str | None, message: Any, category: str) -> Response:
        if not view:
            abort(401)
        if message:
            flash(self.localize_callback(message) if self.localize_callback else message, category)
        if not current_app.config.get("USE_SESSION_FOR_NEXT", False):
            return redirect(login_url(view, request.url))
        page = expand_login_view(view)
        session["_id"] = session_identifier()
        session["next"] = make_next_param(page, request.url)
        return redirect(page)

    def load_user(self) -> Any:
        if self.user_callback is None and self.request_callback is None:
            raise RuntimeError("Nothing loads users: @login_manager.user_loader is missing.")
        if self.is_stolen():
            return self.anonymous_user()
        user_id, user = session.get("_user_id"), None
        if user_id is not None and self.user_callback:
            user = self.user_callback(user_id)
        if user is None:
            cookie = received_cookie()
            if cookie is not None:
                user = self.remembered_user(cookie)
            elif self.request_callback:
                user = self.request_callback(request)
        return self.anonymous_user() if user is None else user

    def is_stolen(self) -> bool:
        """Another client: its login isn't fresh any more, or, with "strong", there is none."""
        identifier = session_identifier()
        mode = current_app.config.get("SESSION_PROTECTION", self.session_protection)
        is_other = session and identifier != session.get("_id")
        if mode not in ("basic", "strong") or not is_other:
            return False
        if mode == "strong" and not session.permanent:
            for key in SESSION_KEYS:
                session.pop(key, None)
            session["_remember"] = "clear"
            return True
        if session.get("_fresh") is not False:
            session["_fresh"] = False
        return False

    def remembered_user(self, cookie: str) -> Any:
        user_id = decode_cookie(cookie)
        if user_id is None:
            return None
        session["_user_id"], session["_fresh"] = user_id, False
        return self.user_callback(user_id) if self.user_callback else None


def get_user() -> Any:
    """Loaded when it is first asked for; None without a request."""
    if not has_request_context():
        return None
    if "_login_user" not in g:
        g._login_user = current_app.login_manager.load_user()
    return g._login_user


current_user: Any = LocalProxy(get_user)


def login_user(
    user: Any,
    remember: bool = False,
    duration: timedelta | None = None,
    force: bool = False,
    fresh: bool = True,
) -> bool:
    """Users that aren't active are only logged in by force: False says that they weren't."""
    if not force and not user.is_active:
        return False
    manager = current_app.login_manager
    session["_user_id"] = getattr(user, manager.id_attribute)()
    session["_fresh"] = fresh
    session["_id"] = session_identifier()
    if remember:
        session["_remember"] = "set"
        if duration is not None:
            session["_remember_seconds"] = duration.total_seconds()
    g._login_user = user
    return True


def logout_user() -> bool:
    """Takes the user out of the session, and the cookie away."""
    get_user()
    for key in ("_user_id", "_fresh", "_id"):
        if key in session:
            session.pop(key)
    if cookie_name() in request.cookies:
        session["_remember"] = "clear"
        if "_remember_seconds" in session:
            session.pop("_remember_seconds")
    g._login_user = current_app.login_manager.anonymous_user()
    return True


def login_fresh() -> bool:
    """Has the user logged in in this session, on this client?"""
    fresh: bool = session.get("_fresh", False)
    return fresh


def confirm_login() -> None:
    """The user has proved again who it is."""
    session["_fresh"] = True
    session["_id"] = session_identifier()


def refusal(needs_fresh: bool) -> Response | None:
    """The answer to those who may not see a view."""
    if request.method in EXEMPT_METHODS or current_app.config.get("LOGIN_DISABLED"):
        return None
    manager = current_app.login_manager
    if not current_user.is_authenticated:
        return make_response(manager.unauthorized())
    if needs_fresh and not login_fresh():
        return make_response(manager.needs_refresh())
    return None


def guarded(view: F, needs_fresh: bool) -> F:
    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        refused = refusal(needs_fresh)
        return view(*args, **kwargs) if refused is None else refused

    @wraps(view)
    async def async_wrapper(*args: Any, **kwargs: Any) -> Any:
        refused = refusal(needs_fresh)
        return await view(*args, **kwargs) if refused is None else refused

    wrapped: Any = async_wrapper if inspect.iscoroutinefunction(view) else wrapper
    return wrapped  # type: ignore[no-any-return]


def login_required(view: F) -> F:
    """Below the route: others are sent to the login page before the view is asked."""
    return guarded(view, needs_fresh=False)


def fresh_login_required(view: F) -> F:
    """The same for who is only remembered: they have to log in once more."""
    return guarded(view, needs_fresh=True)

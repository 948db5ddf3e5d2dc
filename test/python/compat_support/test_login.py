"""Logins beside Flask-Login itself: cookies that one side writes are read by the other."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import flask_login
import pytest
from exchange import Answer, Call, call
from kits import ORDERS, FlaskKit, OurKit
from support import login, login_pages, remember_me, users
from werkzeug.http import parse_cookie, parse_date

OURS = {
    **{name: getattr(login, name) for name in dir(login)},
    **{name: getattr(login_pages, name) for name in dir(login_pages)},
    **{name: getattr(remember_me, name) for name in dir(remember_me)},
    **{name: getattr(users, name) for name in dir(users)},
}


class Library:
    """Flask-Login, or what takes its place."""

    def __init__(self, kit: Any) -> None:
        self.is_flask = isinstance(kit, FlaskKit)

    def __getattr__(self, name: str) -> Any:
        return getattr(flask_login, name) if self.is_flask else OURS[name]


def describe(kit: Any, **attributes: Any) -> None:
    lib = Library(kit)
    manager = lib.LoginManager(kit.app)
    for name, value in attributes.items():
        setattr(manager, name, value)
    current_user = lib.current_user

    class User(lib.UserMixin):  # type: ignore[misc]
        def __init__(self, name: str) -> None:
            self.id = name
            self.works = name != "idle"

        @property
        def is_active(self) -> bool:
            return self.works

    @manager.user_loader
    def load_user(name: str) -> Any:
        kit.log.append(f"load {name}")
        return None if name == "gone" else User(name)

    def duration(text: str | None) -> Any:
        if text is None:
            return None
        return timedelta(seconds=float(text)) if text[0].isdigit() else text

    @kit.view(kit.app, "/in")
    def enter() -> Any:
        args = kit.request.args
        kit.session.permanent = "permanent" in args
        return {
            "done": lib.login_user(
                User(args.get("name", "ann")),
                remember="remember" in args,
                duration=duration(args.get("for")),
                force="force" in args,
                fresh="stale" not in args,
            ),
            "fresh": lib.login_fresh(),
        }

    @kit.view(kit.app, "/out")
    def leave() -> Any:
        return {"left": lib.logout_user(), "id": current_user.get_id()}

    @kit.view(kit.app, "/confirm")
    def confirm() -> Any:
        lib.confirm_login()
        return {"fresh": lib.login_fresh(), "remembered": lib.login_remembered()}

    @kit.view(kit.app, "/who")
    def who() -> Any:
        known = current_user.is_authenticated, current_user.is_anonymous, current_user.get_id()
        return {"known": known, "user": bool(current_user == User("ann"))}

    @kit.view(kit.app, "/keys")
    def keys() -> Any:
        return {key: kit.session[key] for key in kit.session}

    @kit.view(kit.app, "/page")
    def page() -> Any:
        return kit.render("{{ current_user.get_id() }}")

    @kit.view(kit.app, "/needs", methods=["GET", "POST"])
    @lib.login_required
    def needs() -> Any:
        return {"id": current_user.get_id()}

    @kit.view(kit.app, "/fresh")
    @lib.fresh_login_required
    def fresh() -> Any:
        return {"id": current_user.get_id()}

    @kit.view(kit.app, "/login")
    def page_to_log_in() -> Any:
        return "who?"

    @kit.view(kit.app, "/crash")
    def crash() -> Any:
        lib.login_user(User("ann"), remember=True)
        raise ZeroDivisionError


class Pair:
    """One client of both sides, which takes its cookies from one and the other in turn."""

    def __init__(self, config: dict[str, Any], attributes: dict[str, Any]) -> None:
        self.kits = FlaskKit(**config), OurKit(ORDERS[0], **config)
        for kit in self.kits:
            describe(kit, **attributes)
        self.jar: dict[str, str] = {}
        self.turn = 0

    def ask(self, target: str, headers: dict[str, str], method: str = "GET") -> None:
        cookies = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.jar.items())}
        sent = call(method, target, {**(cookies if self.jar else {}), **headers})
        theirs, ours = (answered(kit, sent) for kit in self.kits)
        assert ours[0].comparable() == theirs[0].comparable(), (sent, self.jar)
        assert ours[1:] == theirs[1:], sent
        self.turn += 1
        self.keep((theirs, ours)[self.turn % 2][0])

    def keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name != "set-cookie":
                continue
            pair, _, attributes = value.partition(";")
            key, _, content = pair.partition("=")
            self.jar[key] = content
            if "Max-Age=0" in attributes or not parse_cookie(pair)[key]:
                del self.jar[key]


def answered(kit: Any, sent: Call) -> tuple[Answer, list[str], list[int]]:
    """The answer, who was loaded, and after how many minutes cookies are gone."""
    kit.log.clear()
    answer = kit.ask(sent)
    minutes: list[int] = []
    for at, (name, value) in enumerate(answer.headers):
        found = re.search(r"Expires=([^;]+)", value) if name == "set-cookie" else None
        if found:
            expires = parse_date(found[1])
            assert expires
            minutes.append(round((expires - datetime.now(expires.tzinfo)).total_seconds() / 60))
            answer.headers[at] = (name, value.replace(found[1], "…"))
    return answer, list(kit.log), minutes


WEEK = timedelta(days=7)
CONFIGS: list[dict[str, Any]] = [
    {},
    {"SECRET_KEY": b"\xff\x00", "REMEMBER_COOKIE_NAME": "stay", "REMEMBER_COOKIE_DURATION": WEEK},
    {"REMEMBER_COOKIE_DURATION": 3600, "REMEMBER_COOKIE_SECURE": True, "SECRET_KEY": "ké"},
    {"REMEMBER_COOKIE_HTTPONLY": False, "REMEMBER_COOKIE_SAMESITE": "Lax"},
    {"REMEMBER_COOKIE_DOMAIN": "e.com", "REMEMBER_COOKIE_PATH": "/x"},
    {"REMEMBER_COOKIE_REFRESH_EACH_REQUEST": True, "SESSION_COOKIE_NAME": "other"},
    {"REMEMBER_COOKIE_DURATION": "long"},
    {"USE_SESSION_FOR_NEXT": True},
    {"LOGIN_DISABLED": True},
    {"SESSION_PROTECTION": "strong"},
    {"SESSION_PROTECTION": None},
    {"FORCE_HOST_FOR_REDIRECTS": "e.com"},
    {"SECRET_KEY": ""},
]
ATTRIBUTES: list[dict[str, Any]] = [
    {},
    {"login_view": "page_to_log_in", "refresh_view": "/again?a=1&next=2"},
    {
        "login_view": "https://e.com/in",
        "session_protection": "strong",
        "login_message": None,
        "refresh_view": "nothing",
        "needs_refresh_message_category": "info",
    },
    {
        "session_protection": None,
        "localize_callback": str.upper,
        "login_view": "http://testserver/in",
        "refresh_view": "page_to_log_in",
        "login_message_category": "warning",
    },
    {"unauthorized_callback": lambda: ({"no": 1}, 401), "needs_refresh_callback": lambda: "stale"},
    {"unauthorized_callback": lambda: None, "id_attribute": "get_id"},
    {"blueprint_login_views": {None: "page_to_log_in"}, "session_protection": "other"},
]
OTHER = {"User-Agent": "another é".encode().decode("latin-1")}
STEPS: list[tuple[str, dict[str, str]]] = [
    ("/who", {}),
    ("/needs?a=%C3%A9&b=1", {}),
    ("/fresh?x=/y", {}),
    ("/missing", {}),
    ("/in?name=idle", {}),
    ("/in?remember&name=a%7Cb", {}),
    ("/who", {}),
    ("/page", {}),
    ("/needs", OTHER),
    ("/keys", {}),
    ("/fresh", {}),
    ("/confirm", {}),
    ("/fresh", {}),
    ("/fresh", OTHER),
    ("/who", {"X-Forwarded-For": " 10.0.0.1 , 10.0.0.2"}),
    ("/keys", {}),
    ("/out", {}),
    ("/who", {}),
    ("/in?name=idle&force&stale&remember&for=90", {}),
    ("/needs", {}),
    ("/fresh", {}),
    ("/keys", {}),
    ("/out", {}),
    ("/in?permanent&remember&for=soon", {}),
    ("/keys", {}),
    ("/in?permanent&remember", {}),
    ("/who", OTHER),
    ("/needs", {"Cookie": ""}),
    ("/in?remember&name=gone", {}),
    ("/who", {}),
    ("/crash", {}),
    ("/who", {}),
    ("/out", {}),
    ("/keys", {}),
]
COOKIES = ["", "ann", "ann|", "|", "ann|00", "|00", '"ann|00"', "a=b|c", "x" * 3000]


def pairs() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    yield from ((config, attributes) for config in CONFIGS for attributes in ATTRIBUTES[:2])
    yield from ((config, attributes) for config in CONFIGS[:1] for attributes in ATTRIBUTES[2:])
    yield from product(CONFIGS[7:9], ATTRIBUTES[2:])


@pytest.mark.parametrize("at", range(len(list(pairs()))))
def test_one_client_of_both(at: int) -> None:
    both = Pair(*list(pairs())[at])
    for target, headers in STEPS:
        both.ask(target, headers)
        if target == "/needs":
            both.ask(target, headers, "POST")
            both.ask(target, headers, "OPTIONS")


@pytest.mark.parametrize("cookie", COOKIES)
def test_a_cookie_of_somebody_else(cookie: str) -> None:
    both = Pair({}, ATTRIBUTES[1])
    both.ask("/who", {"Cookie": f"remember_token={cookie}"})
    both.ask("/needs", {"Cookie": f"session=x; remember_token={cookie}; remember_token=y"})
    both.ask("/confirm", {"Cookie": f"remember_token={cookie}"})
    both.ask("/out", {"Cookie": f"remember_token={cookie}"})


def test_without_the_session_the_cookie_is_enough() -> None:
    for keeps in range(2):
        both = Pair({}, ATTRIBUTES[1])
        both.turn = keeps
        both.ask("/in?remember", {})
        del both.jar["session"]
        for target in ("/who", "/fresh", "/needs", "/keys", "/out", "/who"):
            both.ask(target, {})


URLS = ["/in", "page_to_log_in", "https://e.com/in?a=1&next=2&b=", "http://testserver/é?x=%20"]
NEXT = [None, "/x", "http://testserver/y?z=1#f", "https://e.com/é?x=1&y=2", "//e.com/x"]


def made_urls(kit: Any, view: str, after: str | None) -> bytes:
    lib = Library(kit)
    describe(kit)
    base = "/in" if view == "page_to_log_in" else view

    @kit.view(kit.app, "/urls")
    def urls() -> Any:
        then = lib.login_url(view, after, "then")
        return [lib.login_url(view, after), then, lib.make_next_param(base, after or "")]

    body: bytes = kit.ask(call("GET", "/urls")).body
    return body


@pytest.mark.parametrize(("view", "after"), list(product(URLS, NEXT)))
def test_where_to_go(view: str, after: str | None) -> None:
    assert made_urls(OurKit(ORDERS[0]), view, after) == made_urls(FlaskKit(), view, after)


@pytest.mark.parametrize("value", ["a", "a|b", "é", "", "|"])
def test_signatures(value: str) -> None:
    for key in ("key", b"\xff", "ÿ"):
        with FlaskKit().app.app_context():
            theirs = flask_login.encode_cookie(value, key=key)
            assert remember_me.encode_cookie(value, key) == theirs
            assert remember_me.decode_cookie(theirs, key) == value
            assert remember_me.decode_cookie(theirs, "another") is None


def test_users() -> None:
    for lib in (flask_login, users):
        mixin: Any = lib.UserMixin

        class User(mixin):  # type: ignore[misc]
            def __init__(self, number: int) -> None:
                self.id = number

        one, same, other = User(1), User(1), User(2)
        assert (one == same, one != same, one == other, one != other) == (True, False, False, True)
        assert (one == "1", one != "1", len({one, same})) == (False, True, 2)
        assert one.get_id() == "1"
        with pytest.raises(NotImplementedError):
            mixin().get_id()

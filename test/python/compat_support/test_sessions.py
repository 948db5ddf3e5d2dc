"""The session cookie, against Flask's own: the same bytes, readable by both."""

import datetime
import decimal
import itertools
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import flask
import flask.sessions
import itsdangerous.timed
import pytest
from exchange import call, get
from flask.json.tag import TaggedJSONSerializer
from kits import FlaskKit, OurKit, agree
from markupsafe import Markup
from support import sessions
from werkzeug.http import parse_cookie

NOW = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.timezone.utc)
VALUES: dict[str, Any] = {
    "text": "é<>&\u2028",
    "number": 1,
    "float": 1.5,
    "none": None,
    "list": [1, [2, (3,)], {"a": (1,)}],
    "tuple": (1, ("a", b"b"), []),
    "empty tuple": (),
    "bytes": b"\x00\xff",
    "markup": Markup("<b>x</b>"),
    "uuid": uuid.UUID(int=5),
    "datetime": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
    "naive": datetime.datetime(2024, 1, 2, 3, 4, 5, 6),
    "date": datetime.date(2024, 1, 2),
    "decimal": decimal.Decimal("1.10"),
    "dict": {"b": 1, "a": {"c": (1,)}},
    "tags": [{" t": 1}, {" di": {" t": [2]}}, {" b": b"x"}, {" x": 1}, {" t": 1, "y": 2}],
    "tag twice": {" di__": 1},
    "deep": {" t": {" t": {" di": (1, 2)}}},
    "flashes": [("message", "a"), ("error", Markup("<i>"))],
    "long": "x" * 500,
    "int keys": {1: "a", 2: "b"},
}


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No second passes, so that cookies have one value."""

    class AnyTime(type):
        def __instancecheck__(cls, value: Any) -> bool:
            return isinstance(value, datetime.datetime)

    class Frozen(datetime.datetime, metaclass=AnyTime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return NOW

    signer = itsdangerous.timed.TimestampSigner
    monkeypatch.setattr(signer, "get_timestamp", lambda self: int(NOW.timestamp()))
    monkeypatch.setattr(flask.sessions, "datetime", Frozen)
    monkeypatch.setattr(sessions, "datetime", Frozen)
    yield


def test_the_format() -> None:
    theirs, ours = TaggedJSONSerializer(), sessions.TaggedJSON()
    with flask.Flask("x").app_context():
        for name, value in VALUES.items():
            text = theirs.dumps({name: value})
            assert ours.dumps({name: value}) == text, name
            assert ours.loads(text) == theirs.loads(text), name
        assert ours.dumps(VALUES) == theirs.dumps(VALUES)


@pytest.mark.parametrize("name", VALUES)
def test_each_reads_what_the_other_writes(name: str) -> None:
    def describe(kit: Any) -> None:
        @kit.before_request(kit.app)
        def act() -> Any:
            if kit.request.path == "/write":
                kit.session[name] = VALUES[name]
                return "written"
            return repr(kit.session.get(name, "nothing"))

    theirs, ours = FlaskKit(), OurKit("sessions hooks compat")
    describe(theirs)
    describe(ours)
    written = [kit.ask(get("/write")).header("set-cookie") for kit in (theirs, ours)]
    assert written[0] == written[1]
    cookie = str(written[0]).partition(";")[0]
    read = [kit.ask(get("/read", cookie=cookie)).body for kit in (theirs, ours)]
    assert read[0] == read[1] != b"'nothing'"


ACTIONS: dict[str, Any] = {
    "nothing": lambda s: None,
    "read": lambda s: s.get("a"),
    "in": lambda s: "a" in s,
    "len": lambda s: len(s),
    "bool": lambda s: bool(s),
    "set": lambda s: s.__setitem__("a", 1),
    "same": lambda s: s.__setitem__("a", s.get("a")),
    "inside": lambda s: s.setdefault("deep", []).append(1),
    "inside old": lambda s: s["l"].append(2),
    "modified": lambda s: setattr(s, "modified", True),
    "unmodified": lambda s: (s.__setitem__("z", 1), setattr(s, "modified", False)),
    "pop": lambda s: s.pop("a", None),
    "clear": lambda s: s.clear(),
    "update": lambda s: s.update(b=2, c=(1, 2)),
    "permanent": lambda s: setattr(s, "permanent", True),
    "permanent set": lambda s: (setattr(s, "permanent", True), s.__setitem__("u", 5)),
    "not permanent": lambda s: setattr(s, "permanent", False),
    "is permanent": lambda s: s.permanent,
    "words": lambda s: (s.new, s.modified, s.accessed, s.permanent),
    "copy": lambda s: dict(s),
    "del": lambda s: s.__delitem__("a"),
    "or": lambda s: s.__ior__({"q": 1}) is s,
    "unserialisable": lambda s: s.__setitem__("a", object()),
    "repr": lambda s: sorted(s.items(), key=repr),
}


def acting(kit: Any) -> None:
    def act() -> Any:
        action = ACTIONS.get(kit.request.args.get("do", "nothing").replace("+", " "))
        return f"{action(kit.session)} {kit.session.modified}" if action else "no such"

    def render() -> Any:
        return kit.render(kit.request.args["t"])

    kit.view(kit.app, "/", methods=["GET", "POST"])(act)
    kit.view(kit.app, "/untouched")(lambda: "x")
    kit.view(kit.app, "/vary")(lambda: ("x", {"Vary": "Accept, cookie"}))
    kit.view(kit.app, "/render")(render)

    def fails() -> Any:
        kit.session["failed"] = True
        raise ValueError

    kit.view(kit.app, "/fails")(fails)
    kit.view(kit.app, "/missing")(lambda: kit.session["nope"])


def cookie_of(content: Any, **config: Any) -> str:
    app = flask.Flask("x")
    app.config.update({"SECRET_KEY": "k", **config})
    serializer = flask.sessions.SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}"


HELD = {"a": 1, "l": [1], "_flashes": [("message", "m"), ("error", "e")]}
CONFIGS: list[dict[str, Any]] = [
    {},
    {"SECRET_KEY": b"bytes"},
    {"SECRET_KEY": None},
    {"SECRET_KEY": ""},
    {"SESSION_COOKIE_NAME": "s", "SESSION_COOKIE_DOMAIN": "example.com"},
    {"SESSION_COOKIE_PATH": "/p", "SESSION_COOKIE_HTTPONLY": False, "SESSION_COOKIE_SECURE": True},
    {"APPLICATION_ROOT": "/app", "SESSION_COOKIE_SAMESITE": "Lax"},
    {"SESSION_COOKIE_SAMESITE": "none", "SESSION_COOKIE_PARTITIONED": True},
    {"SESSION_REFRESH_EACH_REQUEST": False},
    {"PERMANENT_SESSION_LIFETIME": 60},
    {"PERMANENT_SESSION_LIFETIME": datetime.timedelta(hours=1, milliseconds=5)},
]


@pytest.mark.parametrize("config", CONFIGS, ids=str)
def test_cookies(config: dict[str, Any]) -> None:
    """With no cookie, a session, a permanent one and rubbish: what is sent back, and Vary."""
    key = config.get("SECRET_KEY") or "k"
    name = config.get("SESSION_COOKIE_NAME", "session")
    made = {"SECRET_KEY": key, "SESSION_COOKIE_NAME": name}
    sent = [cookie_of(HELD, **made), cookie_of({**HELD, "_permanent": True}, **made)]
    headers = [{}, *({"cookie": c} for c in (*sent, f"{name}=rubbish", f"{name}=", "other=1"))]
    paths = [f"/?do={name.replace(' ', '%20')}" for name in ACTIONS]
    paths += ["/untouched", "/vary", "/fails", "/missing", "/nope"]
    calls = [call("GET", p, h) for p, h in itertools.product(paths, headers)]
    agree(acting, *calls, is_brief=True, **config)


def test_other_methods_and_mount_points() -> None:
    held = {"cookie": cookie_of(HELD)}
    calls = [call(m, "/?do=set", held) for m in ("HEAD", "POST", "OPTIONS", "PUT")]
    agree(acting, *calls, call("GET", "/?do=set", held, root="/sub"), get("/?do=set"))


def test_keys_that_are_replaced() -> None:
    old = cookie_of(HELD, SECRET_KEY="old")
    tampered = cookie_of(HELD)[:-1] + "A"
    calls = [call("GET", "/?do=repr", {"cookie": c}) for c in (old, cookie_of(HELD), tampered)]
    agree(acting, *calls, call("GET", "/?do=set", {"cookie": old}), SECRET_KEY_FALLBACKS=["old"])
    agree(acting, *calls, SECRET_KEY_FALLBACKS=None)


def test_sessions_expire(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = cookie_of(HELD)
    for passed in (30 * 86400, 31 * 86400, 31 * 86400 + 1):
        then = int(NOW.timestamp()) + passed
        signer = itsdangerous.timed.TimestampSigner
        monkeypatch.setattr(signer, "get_timestamp", lambda self, then=then: then)
        agree(acting, get("/?do=repr", cookie=cookie))


TEMPLATES = [
    "{{ session.a }}{{ session.nope }}",
    "{{ session['a'] }} {{ g.x }} {{ request.path }}",
    "{% if session %}s{% endif %}",
    "{% for c, m in get_flashed_messages(with_categories=true) %}{{ c }}:{{ m }};{% endfor %}",
    "{{ get_flashed_messages() }}{{ get_flashed_messages() }}{{ session._flashes }}",
    "{{ get_flashed_messages(category_filter=['error']) }}",
    "{{ get_flashed_messages(True, 'errors') }}",
    "plain",
]


def test_templates_see_the_session() -> None:
    held = [{}, {"cookie": cookie_of(HELD)}]
    calls = [call("GET", f"/render?t={quote(t)}", h) for t in TEMPLATES for h in held]
    agree(acting, *calls)


def flashing(kit: Any) -> None:
    def act() -> Any:
        steps = {
            "one": lambda: kit.flash("é<b>"),
            "two": lambda: (kit.flash("a"), kit.flash(Markup("<i>"), "error")),
            "get": lambda: kit.get_flashed_messages(),
            "pairs": lambda: kit.get_flashed_messages(with_categories=True),
            "some": lambda: kit.get_flashed_messages(category_filter=["error"]),
            "some pairs": lambda: kit.get_flashed_messages(True, ("error", "x")),
            "text": lambda: kit.get_flashed_messages(category_filter="message"),
            "odd": lambda: kit.flash({"a": (1,)}, "odd"),
        }
        asked = kit.request.args.get("do", "").split(",")
        return "\n".join(repr(steps[name]()) for name in asked)

    kit.view(kit.app, "/")(act)


def test_flashing() -> None:
    steps = ["one", "two", "get", "pairs", "some", "some%20pairs", "text", "odd"]
    steps += ["one,get", "get,one", "get,one,get", "two,some,get,pairs", "one,two", "get,get"]
    held = [{}, {"cookie": cookie_of(HELD)}]
    agree(flashing, *(call("GET", f"/?do={s}", h) for s in steps for h in held))


def test_the_session_is_saved_after_functions_that_change_it() -> None:
    def describe(kit: Any) -> None:
        acting(kit)

        def count(response: Any) -> Any:
            kit.session["seen"] = kit.session.get("seen", 0) + 1
            response.headers["X-Cookies"] = str(response.headers.getlist("Set-Cookie"))
            return response

        kit.after_request(kit.app)(count)

    paths = ("/", "/fails", "/nope", "/?do=unserialisable", "/?do=clear")
    agree(describe, *map(get, paths), get("/", cookie=cookie_of(HELD)))


def test_only_sessions() -> None:
    """Neither hooks nor flask_compat."""
    kit = OurKit("sessions")
    kit.log = []
    kit.view(kit.app, "/")(lambda: repr(kit.session.setdefault("n", 3)))
    answer = kit.ask(get("/"))
    cookie = parse_cookie(str(answer.header("set-cookie")))["session"]
    assert f"session={cookie}" == cookie_of({"n": 3})
    assert answer.header("vary") == "Cookie"


def test_outside_of_requests() -> None:
    for kit in (FlaskKit(), OurKit()):
        assert not kit.session
        with pytest.raises(RuntimeError, match="outside of request context"):
            kit.session["a"] = 1
        with pytest.raises(RuntimeError), kit.app_context():
            kit.flash("x")

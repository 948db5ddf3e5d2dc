"""g, current_app and request in functions, wherever these are called; and one request's alone."""

import asyncio
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import flask
import pytest
from exchange import Call, ask_fastapi, ask_flask, call, get, send_asgi
from fastapi import BackgroundTasks, Depends, FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from kits import CONFIG, FlaskKit, OurKit, agree
from starlette.concurrency import run_in_threadpool
from starlette.middleware.base import BaseHTTPMiddleware
from support import context, flask_compat, hooks, sessions, templating
from support.middleware import install_context
from support.responses import ViewRoute, make_response

WORDS = (
    "method path full_path url base_url host host_url url_root script_root scheme is_secure"
    " endpoint blueprint blueprints view_args remote_addr referrer query_string content_type"
    " mimetype mimetype_params user_agent.string accept_languages accept_mimetypes.best is_json"
    " content_length access_route root_path root_url authorization if_none_match date range"
    " cookies args.to_dict args.lists headers.get cache_control.no_cache pragma origin"
).split()


def look_up(request: Any, name: str) -> Any:
    for part in name.split("."):
        request = getattr(request, part)
    if name.startswith("args."):
        return list(request())
    if name == "headers.get":
        return request("x-n", 5, type=int)
    return request


def words(kit: Any) -> None:
    def helper() -> str:
        return "\n".join(f"{name} {look_up(kit.request, name)!r}" for name in WORDS)

    def missing() -> Any:
        return kit.request.args["nope"]

    def links() -> Any:
        made = [
            kit.url_for("links"),
            kit.url_for(".links", q="a b", _anchor="x"),
            kit.url_for("item", n=5, x="é"),
            kit.url_for("links", _external=True, _scheme="https"),
        ]
        return " ".join(made)

    bp = kit.blueprint("shop", "/shop")
    ours = {"name_of_blueprint": "shop"} if isinstance(kit, OurKit) else {}
    kit.view(bp, "/words", **ours)(lambda: helper())
    kit.view(kit.app, "/words", methods=["GET", "POST"])(lambda: helper())
    kit.view(kit.app, "/item/<int:n>")(lambda n: helper()) if not ours else None
    kit.view(kit.app, "/missing")(missing)
    kit.view(kit.app, "/links")(links)
    kit.register(kit.app, bp, "shop")

    @kit.after_request(kit.app)
    def add(response: Any) -> Any:
        response.headers["X-Endpoint"] = repr((kit.request.endpoint, kit.request.view_args))
        return response


def test_the_words_of_the_request() -> None:
    headers = {
        "User-Agent": "u",
        "Referer": "r",
        "Accept-Language": "de,en;q=0.5",
        "Accept": "text/html",
        "Cookie": "a=1; b=2",
        "X-N": "7",
        "X-Forwarded-For": "1.1.1.1, 2.2.2.2",
        "Authorization": "Basic YTpi",
        "If-None-Match": '"x"',
        "Cache-Control": "no-cache",
        "Range": "bytes=0-1",
        "Origin": "http://o",
    }
    calls = [call("GET", f"{p}/words?q=1&q=2&e=%C3%A9", headers) for p in ("", "/shop")]
    calls += [call("POST", "/words", json={"a": 1}), call("GET", "/words", root="/sub")]
    calls += [call("GET", "/words", scheme="https"), get("/missing"), get("/nope")]
    agree(words, *calls)


def test_links() -> None:
    def describe(kit: Any) -> None:
        words(kit)
        if isinstance(kit, OurKit):
            kit.app.add_api_route("/thing/{n:int}", lambda n: "", name="item")
        else:
            kit.app.add_url_rule("/thing/<int:n>", "item", lambda n: "")

    agree(describe, get("/links"), call("GET", "/links", root="/sub"))


def test_the_body_is_not_for_helpers() -> None:
    kit = OurKit()

    def helper(name: str) -> str:
        with pytest.raises(RuntimeError, match="parameters of the view"):
            getattr(context.request, name)
        return "refused"

    kit.view(kit.app, "/", methods=["POST"])(lambda: [helper(n) for n in context.OF_THE_BODY])
    assert kit.ask(call("POST", "/", json={})).body.count(b"refused") == 8


def test_g() -> None:
    def describe(kit: Any) -> None:
        def act() -> Any:
            g, seen = kit.g, []

            def tried(f: Any) -> None:
                try:
                    seen.append(repr(f()))
                except Exception as error:
                    seen.append(f"{type(error).__name__} {error}")

            g.a = 1
            tried(lambda: g.a)
            tried(lambda: g.b)
            tried(lambda: g.get("b"))
            tried(lambda: g.get("b", 2))
            tried(lambda: g.setdefault("c", []))
            tried(lambda: ("a" in g, "z" in g, sorted(g)))
            tried(lambda: g.pop("a"))
            tried(lambda: g.pop("a"))
            tried(lambda: g.pop("a", None))
            tried(lambda: delattr(g, "c"))
            tried(lambda: delattr(g, "c"))
            tried(lambda: getattr(g, "d", "default"))
            tried(lambda: hasattr(g, "d"))
            tried(lambda: bool(g))
            return "\n".join(seen)

        kit.view(kit.app, "/")(act)

    agree(describe, get("/"))


def test_outside() -> None:
    for kit in (FlaskKit(), OurKit()):
        for read in (
            lambda kit=kit: kit.g.x,
            lambda kit=kit: kit.current_app.config,
            lambda kit=kit: kit.request.path,
            lambda kit=kit: kit.after_this_request(print),
            lambda kit=kit: kit.copy_current_request_context(print),
            lambda kit=kit: next(kit.stream_with_context(iter("a"))),
            lambda kit=kit: kit.url_for("x"),
        ):
            with pytest.raises(RuntimeError):
                read()
        assert not kit.request
        assert (kit.has_request_context(), kit.has_app_context()) == (False, False)
        with kit.app_context():
            assert (kit.has_request_context(), kit.has_app_context()) == (False, True)
            with pytest.raises(RuntimeError, match="outside of request context"):
                print(kit.request.path)
    with pytest.raises(RuntimeError, match="outside of application context"):
        print(context.g.x)


def test_app_context() -> None:
    """Scripts and commands: what is opened is closed, with the exception that was raised."""
    for kit in (FlaskKit(NAME="n"), OurKit(NAME="n")):
        closed: list[Any] = []
        kit.teardown_appcontext(kit.app)(lambda e: closed.append(("first", kit.g.pop("x"))))
        kit.teardown_appcontext(kit.app)(lambda e: closed.append(repr(e)))
        with kit.app_context():
            kit.g.x = 1
            assert kit.current_app.config["NAME"] == "n"
            with kit.app_context():
                assert "x" not in kit.g
                kit.g.x = 2
            assert kit.g.x == 1
        with pytest.raises(ValueError), kit.app_context():
            kit.g.x = 3
            raise ValueError("no")
        wanted = ["None", ("first", 2), "None", ("first", 1), "ValueError('no')", ("first", 3)]
        assert closed == wanted
        pushed = kit.app_context()
        pushed.push()
        kit.g.x = 4
        pushed.pop(None)
        assert closed[-1] == ("first", 4)
        assert not kit.has_app_context()


def test_async_teardown_of_a_script() -> None:
    app = FastAPI()
    app.state.config = {}
    closed: list[Any] = []

    @context.teardown_appcontext(app)
    async def close(error: Any) -> None:
        await asyncio.sleep(0)
        closed.append(error)

    with context.app_context(app) as made, context.app_context(made.current_app):
        pass
    assert closed == [None, None]


def test_links_without_a_request() -> None:
    for kit in (FlaskKit(SERVER_NAME="example.com"), OurKit(SERVER_NAME="example.com")):
        kit.view(kit.app, "/thing")(lambda: "")
        with kit.app_context():
            assert kit.url_for("thing", q=1) == "http://example.com/thing?q=1"
            assert kit.url_for("thing", _external=False) == "/thing"
            assert kit.url_for("thing", _scheme="https") == "https://example.com/thing"


def test_current_app(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text("é")
    app = FastAPI(title="shop")
    app.state.config = {"DEBUG": True, "TESTING": False}
    app.state.root_path, app.state.answer = str(tmp_path), 42
    with context.app_context(app):
        current = context.current_app
        assert (current.name, current.debug, current.testing) == ("shop", True, False)
        assert current.logger is logging.getLogger("shop")
        assert (current.answer, current.title, current.root_path) == (42, "shop", str(tmp_path))
        with current.open_resource("schema.sql") as file:
            assert file.read().decode() == "é"
        with current.open_resource("schema.sql", "r") as file:
            assert file.read() == "é"
        with pytest.raises(AttributeError):
            print(current.nothing)


def test_after_this_request() -> None:
    def describe(kit: Any) -> None:
        def helper(name: str) -> None:
            @kit.after_this_request
            def add(response: Any) -> Any:
                kit.log.append(name)
                response.headers.add("X-Added", name)
                return response

        def view() -> Any:
            helper("a")
            helper("b")
            return "x"

        def fails() -> Any:
            helper("c")
            raise ValueError

        kit.view(kit.app, "/")(view)
        kit.view(kit.app, "/fails")(fails)
        kit.before_request(kit.app)(lambda: helper("before"))

        @kit.after_request(kit.app)
        def last(response: Any) -> Any:
            kit.log.append("after_request")
            return response

    agree(describe, get("/"), get("/fails"), get("/nope"), call("HEAD", "/"))


def test_copies_for_threads() -> None:
    def describe(kit: Any) -> None:
        kit.teardown_appcontext(kit.app)(lambda e: kit.log.append((repr(e), sorted(kit.g))))
        kit.teardown_request(kit.app)(lambda e: kit.log.append(repr(e)))

        def view() -> Any:
            kit.g.x, kit.session["n"] = 1, 5
            seen: list[Any] = []

            @kit.copy_current_request_context
            def work(n: int) -> None:
                kit.g.y = n
                seen.append((kit.request.path, kit.session["n"], sorted(kit.g)))
                if n == 2:
                    raise ValueError

            def guarded(n: int) -> None:
                with suppress(ValueError):
                    work(n)

            for n in (1, 2):
                thread = threading.Thread(target=guarded, args=(n,))
                thread.start()
                thread.join()
            return f"{seen} {sorted(kit.g)} {work.__name__}"

        kit.view(kit.app, "/")(view)

    agree(describe, get("/"))


def everywhere(with_compat: bool) -> tuple[FastAPI, list[Any]]:
    """An application that reads and writes `g` wherever FastAPI calls something."""
    app, log = FastAPI(openapi_url=None), []
    app.state.config = {**flask.Flask("x").config, **CONFIG}
    g = context.g

    def note(place: str) -> None:
        g.setdefault("seen", []).append((place, context.request.path, g.n))

    @hooks.before_request(app)
    def before() -> None:
        g.n = context.request.args.get("n", type=int)
        note("before")

    async def depends_async() -> None:
        note("async dependency")

    def depends() -> None:
        note("dependency")

    def depends_yield() -> Iterator[None]:
        note("yield dependency")
        yield
        note("end of yield dependency")

    async def late(name: str) -> None:
        await asyncio.sleep(0)
        note(f"background {name}")
        log.append(list(g.seen))

    guards = [Depends(depends_async), Depends(depends), Depends(depends_yield)]

    @app.get("/async", dependencies=guards)
    async def view_async(background: BackgroundTasks) -> Any:
        note("async view")
        await run_in_threadpool(note, "thread")
        await asyncio.create_task(late_task())
        background.add_task(late, "async")
        return g.seen

    async def late_task() -> None:
        note("task")

    @app.get("/sync", dependencies=guards)
    def view(background: BackgroundTasks, injected: Annotated[None, Depends(depends)]) -> Any:
        note("view")
        background.add_task(late, "sync")
        return g.seen

    @app.get("/stream")
    def stream() -> Any:
        def chunks() -> Iterator[str]:
            for _ in range(2):
                note("chunk")
                yield "x"
            log.append(list(g.seen))

        return StreamingResponse(chunks())

    @app.get("/fails")
    def fails() -> Any:
        raise ValueError

    @app.get("/http")
    def http() -> Any:
        raise KeyError

    @app.exception_handler(KeyError)
    async def handle(request: Request, error: Exception) -> Response:
        note("handler")
        return make_response([str(entry) for entry in g.seen])

    @app.exception_handler(Exception)
    def handle_all(request: Request, error: Exception) -> Response:
        note("handler of all")
        return make_response(([str(entry) for entry in g.seen], 500))

    @hooks.teardown_request(app)
    def teardown(error: Any) -> None:
        note("teardown")
        log.append([place for place, _, _ in g.seen])

    hooks.install_hooks(app)
    if with_compat:
        flask_compat.install(app)
    return app, log


@pytest.mark.parametrize("with_compat", [True, False])
@pytest.mark.parametrize("has_base_middleware", [True, False])
def test_the_context_is_everywhere(with_compat: bool, has_base_middleware: bool) -> None:
    app, log = everywhere(with_compat)
    if has_base_middleware:  # which calls the application in a task of its own

        async def dispatch(request: Request, call_next: Any) -> Any:
            return await call_next(request)

        app.add_middleware(BaseHTTPMiddleware, dispatch=dispatch)
    wanted = {
        "/async": "before,async dependency,dependency,yield dependency,async view,thread,task",
        "/sync": "before,async dependency,dependency,yield dependency,view",
        "/http": "before,handler",
        "/fails": "before,handler of all",
        "/stream": "before",
    }
    for path, places in wanted.items():
        log.clear()
        answer = ask_fastapi(app, get(f"{path}?n=3"))
        assert log[0] == [*places.split(","), "teardown"], path
        assert path == "/stream" or answer.body.count(b"3") == len(places.split(","))
        if path in ("/async", "/sync"):
            assert log[1][-1] == (f"background {path[1:]}", path, 3)
        if path == "/stream":
            assert [place for place, _, _ in log[1]] == ["before", "teardown", "chunk", "chunk"]


@pytest.mark.parametrize("with_compat", [True, False])
def test_requests_share_nothing(with_compat: bool) -> None:
    """Fifty at a time: each has its own g, session and flashes, in threads and on the loop."""
    app = FastAPI(openapi_url=None)
    app.router.route_class = ViewRoute
    app.state.config = {**flask.Flask("x").config, **CONFIG}
    torn: list[Any] = []
    g, session = context.g, sessions.session

    @hooks.before_request(app)
    def before() -> None:
        assert "n" not in g
        g.n = context.request.args["n"]
        session["n"] = g.n
        sessions.flash(g.n)

    def check() -> str:
        for _ in range(5):
            time.sleep(random.random() / 200)
            assert g.n == session["n"] == context.request.args["n"]
        return f"{g.n} {sessions.get_flashed_messages()} {context.request.path}"

    @app.get("/sync")
    def view() -> Any:
        return check()

    @app.get("/async")
    async def view_async() -> Any:
        for _ in range(5):
            await asyncio.sleep(random.random() / 100)
            assert g.n == session["n"] == context.request.args["n"]
        return f"{g.n} {sessions.get_flashed_messages()} {context.request.path}"

    @hooks.after_request(app)
    def after(response: Any) -> Any:
        response.headers["X-N"] = g.n
        return response

    @hooks.teardown_request(app)
    def teardown(error: Any) -> None:
        torn.append((g.n, error))

    sessions.install_sessions(app)
    hooks.install_hooks(app)
    if with_compat:
        flask_compat.install(app)
    calls = [get(f"/{('sync', 'async', 'nope')[n % 3]}?n={n}") for n in range(50)]

    async def all_at_once() -> list[Any]:
        return list(await asyncio.gather(*(send_asgi(app, asked) for asked in calls)))

    for n, answer in enumerate(asyncio.run(all_at_once())):
        path = ("/sync", "/async", "/nope")[n % 3]
        assert answer.header("x-n") == str(n)
        cookie = str(answer.header("set-cookie")).partition("=")[2].partition(";")[0]
        read = sessions.signer({"SECRET_KEY": "k"}).loads(cookie)  # type: ignore[union-attr]
        assert read["n"] == str(n)
        if path != "/nope":
            assert answer.body.decode() == f"{n} ['{n}'] {path}"
    assert sorted(torn) == sorted((str(n), None) for n in range(50))
    assert not context.has_request_context()


def test_a_client_that_goes_away_is_torn_down_too() -> None:
    app, torn = FastAPI(), []
    app.state.config = {}

    @context.teardown_appcontext(app)
    def close(error: Any) -> None:
        torn.append(type(error).__name__)

    @app.get("/")
    async def view() -> Any:
        await asyncio.sleep(10)

    install_context(app)

    async def cancelled() -> None:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(send_asgi(app, get("/")), 0.1)

    asyncio.run(cancelled())
    assert torn == ["CancelledError"]


class Flaskr:
    """The application of Flask's tutorial, as far as its contexts go."""

    def __init__(self, kit: Any, database: str, **options: Any) -> None:
        self.kit = kit
        self.options = options
        self.opened: list[sqlite3.Connection] = []
        config = kit.app.state.config if isinstance(kit, OurKit) else kit.app.config
        config["DATABASE"] = database
        auth = kit.blueprint("auth", "/auth")
        ours = {"name_of_blueprint": "auth"} if isinstance(kit, OurKit) else {}
        kit.before_app_request(auth)(self.load_user)
        kit.teardown_appcontext(kit.app)(self.close_db)
        kit.view(auth, "/login", **ours)(self.login)
        kit.view(auth, "/logout", **ours)(self.logout)
        kit.register(kit.app, auth, "auth")
        kit.view(kit.app, "/")(self.index)
        kit.view(kit.app, "/create")(self.create)
        with kit.app_context():
            self.get_db().executescript(
                "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT);"
                "CREATE TABLE post (id INTEGER PRIMARY KEY, author INTEGER, title TEXT);"
                "INSERT INTO user (name) VALUES ('ann'), ('bob');"
            )

    def get_db(self) -> sqlite3.Connection:
        g = self.kit.g
        if "db" not in g:
            g.db = sqlite3.connect(self.kit.current_app.config["DATABASE"], **self.options)
            g.db.row_factory = sqlite3.Row
            self.opened.append(g.db)
        connection: sqlite3.Connection = g.db
        return connection

    def close_db(self, error: Any = None) -> None:
        db = self.kit.g.pop("db", None)
        if db is not None:
            db.close()

    def load_user(self) -> None:
        id = self.kit.session.get("user_id")
        query = "SELECT * FROM user WHERE id = ?"
        self.kit.g.user = id and self.get_db().execute(query, (id,)).fetchone()

    def login(self) -> Any:
        name = self.kit.request.args.get("name", "")
        row = self.get_db().execute("SELECT id FROM user WHERE name = ?", (name,)).fetchone()
        if row is None:
            self.kit.flash("Incorrect username.")
            return self.index()
        self.kit.session.clear()
        self.kit.session["user_id"] = row["id"]
        return self.kit.redirect(self.kit.url_for("index"))

    def logout(self) -> Any:
        self.kit.session.clear()
        return self.kit.redirect(self.kit.url_for(".login"))

    def index(self) -> Any:
        posts = self.get_db().execute("SELECT title FROM post ORDER BY id").fetchall()
        return self.kit.render(
            "{{ g.user['name'] if g.user }}: {{ posts|map(attribute='title')|join(',') }}"
            "{% for m in get_flashed_messages() %}!{{ m }}{% endfor %}",
            posts=posts,
        )

    def create(self) -> Any:
        if self.kit.g.user is None:
            return self.kit.redirect(self.kit.url_for("auth.login"))
        db, title = self.get_db(), self.kit.request.args["title"]
        row = (self.kit.g.user["id"], title)
        db.execute("INSERT INTO post (author, title) VALUES (?, ?)", row)
        db.commit()
        return self.kit.redirect(self.kit.url_for("index"))


def visit(kit: Any) -> list[Any]:
    """A browser, which keeps the cookie."""
    targets = "/ /create?title=no /auth/login?name=x /auth/login?name=ann /create?title=a".split()
    targets += "/create / /auth/logout / /auth/login?name=bob / /nope /create?title=b /".split()
    cookie, seen = "", []
    for target in targets:
        answer = kit.ask(get(target, **({"cookie": cookie} if cookie else {})))
        seen.append((target, answer.status, answer.body, answer.header("location")))
        if given := answer.header("set-cookie"):
            cookie = given.partition(";")[0]
    return seen


@pytest.mark.parametrize("is_async", [False, True])
def test_the_tutorial(tmp_path: Path, is_async: bool) -> None:
    theirs, ours = FlaskKit(), OurKit("sessions hooks compat", is_async)
    first = Flaskr(theirs, str(tmp_path / "theirs"))
    second = Flaskr(ours, str(tmp_path / "ours"), check_same_thread=False)
    wanted = visit(theirs)
    assert visit(ours) == wanted
    assert [status for _, status, _, _ in wanted].count(302) == 6
    assert len(second.opened) == len(first.opened)
    for db in second.opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            db.execute("SELECT 1")


def test_sqlite_has_to_be_told_that_threads_take_turns(tmp_path: Path) -> None:
    """A connection in `g` is opened in one thread, used in another and closed in a third; never
    in two at once. Without check_same_thread=False a request fails as soon as that happens."""
    refused = "SQLite objects created in a thread can only be used in that same thread"
    app = FastAPI()
    app.state.config = {}
    log: list[Any] = []

    @app.get("/")
    async def view(check: bool) -> Any:  # on the event loop, whereas teardown has a thread
        context.g.db = sqlite3.connect(":memory:", check_same_thread=check)
        return {}

    @context.teardown_appcontext(app)
    def close(error: Any) -> None:
        try:
            context.g.db.close()
        except sqlite3.ProgrammingError as refusal:
            log.append(str(refusal))

    install_context(app)
    ask_fastapi(app, get("/?check=1"))
    assert len(log) == 1 and refused in log[0]
    ask_fastapi(app, get("/?check=0"))
    assert len(log) == 1


def test_static_files_and_mounts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    theirs = flask.Flask("x", static_folder=str(tmp_path), static_url_path="/static")
    ours = FastAPI(openapi_url=None)
    ours.state.config = {**flask.Flask("x").config}
    ours.mount("/static", flask_compat.StaticFiles(directory=tmp_path), name="static")

    def guard(request: Any) -> Any:
        if request.endpoint != "static" or request.args.get("stop"):
            return f"stopped {request.endpoint} {request.path}", 401
        return None

    def touch(response: Any) -> Any:
        kind = (response.direct_passthrough, response.status_code)
        response.headers["X-Kind"] = repr(kind)
        return response

    theirs.before_request(lambda: guard(flask.request))
    theirs.after_request(touch)
    hooks.before_request(ours)(lambda: guard(context.request))
    hooks.after_request(ours)(touch)
    hooks.install_hooks(ours)
    flask_compat.install(ours)
    asked: list[Call] = [get("/static/a.txt"), get("/static/a.txt?stop=1"), get("/nope")]
    asked += [get("/static/none.txt"), call("HEAD", "/static/a.txt")]
    for one in asked:
        wanted, got = ask_flask(theirs, one), ask_fastapi(ours, one)
        hidden = ("date", "body") if one.method == "HEAD" else ("date",)
        assert got.comparable(hidden) == wanted.comparable(hidden), one


def test_templates_of_an_application_without_sessions() -> None:
    """Registered by name; nothing imports sessions.py for it."""
    source = Path(templating.__file__).read_text()
    assert "sessions" not in "".join(line for line in source.splitlines() if "import" in line)
    app = FastAPI()
    app.state.config = {}
    templating.add_template_globals(app, g=context.g)

    @app.get("/")
    def view(request: Request) -> Any:
        context.g.user = "<ann>"
        macro = "{% macro m() %}{{ g.user }}{% endmacro %}{{ m() }} {{ 'user' in g }} {{ g.no }}"
        return make_response(templating.render_template_string(request, macro))

    install_context(app)
    assert ask_fastapi(app, get("/")).body == b"&lt;ann&gt; True "

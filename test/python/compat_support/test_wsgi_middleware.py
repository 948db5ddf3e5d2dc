"""WSGI middleware around both: it sees the same requests, and does the same to their responses."""

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from exchange import ask_fastapi, call, get, send_asgi
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from kits import FlaskKit, OurKit, agree
from support.current_request import receive_bodies
from support.threads import thread_limiter
from support.wsgi_middleware import install_wsgi
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.lint import LintMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

Wrap = Callable[[Any, Any], Any]


def wrapped(*wraps: Wrap, shop: Callable[[Any], None]) -> Callable[[Any], None]:
    """An application with middleware around it, the last one outermost."""

    def describe(kit: Any) -> None:
        shop(kit)
        if isinstance(kit, OurKit):
            kit.app.state.wsgi_app = install_wsgi(kit.app)
        target = kit.app.state if isinstance(kit, OurKit) else kit.app
        for wrap in wraps:
            target.wsgi_app = wrap(target.wsgi_app, kit)

    return describe


def shop(kit: Any) -> None:
    def before() -> None:
        kit.log.append(("before", kit.request.path))

    def after(response: Any) -> Any:
        kit.log.append(("after", response.status_code))
        response.headers["X-After"] = "1"
        return response

    def index() -> Any:
        kit.session["n"] = kit.session.get("n", 0) + 1
        words = (
            "path script_root method scheme host url remote_addr remote_user query_string".split()
        )
        said = [f"{word}={getattr(kit.request, word)}" for word in words]
        said += [f"{k}={v}" for k, v in sorted(kit.request.headers.items())]
        kit.request.environ["shop.seen"] = "yes"
        return "\n".join([*said, str(kit.request.environ.get("shop.user")), kit.url_for("index")])

    def fails() -> Any:
        raise ValueError

    kit.before_request(kit.app)(before)
    kit.after_request(kit.app)(after)
    kit.teardown_request(kit.app)(lambda error: kit.log.append(("teardown", type(error).__name__)))
    kit.view(kit.app, "/index", methods=["GET", "PUT"])(index)
    kit.view(kit.app, "/")(lambda: "root")
    kit.view(kit.app, "/fails")(fails)
    kit.view(kit.app, "/big")(lambda: iter([b"x" * 70_000] * 5))
    kit.handle(404)(lambda error: ("none", 404, {"X-Path": ascii(kit.request.path)}))


CALLS = [
    get("/index?a=1&b=%20", accept="text/html"),
    call("HEAD", "/index"),
    call("OPTIONS", "/index"),
    call("PUT", "/index", content=b"abc"),
    call("POST", "/index"),
    get("/"),
    get("/nope"),
    get("/index/"),
    get("/fails"),
    get("/big"),
    get("/in/index"),
    get("/in/"),
    get("/in"),
    get("/inindex"),
    get("/in/nope"),
    get("/in//index"),
    get("/%E4/index"),
]


def prefix(app: Any, kit: Any) -> Any:
    def middleware(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/in"):
            environ["PATH_INFO"] = environ["PATH_INFO"][3:]
            environ["SCRIPT_NAME"] = "/in"
        return app(environ, start_response)

    return middleware


def user(app: Any, kit: Any) -> Any:
    def middleware(environ: Any, start_response: Any) -> Any:
        environ.update(
            {
                "REMOTE_USER": "ann",
                "REMOTE_ADDR": "9.9.9.9",
                "shop.user": "bob",
                "HTTP_X_NEW": "1",
                "HTTP_HOST": "other.example:81",
                "wsgi.url_scheme": "https",
            }
        )
        environ.pop("HTTP_ACCEPT", None)
        chunks = app(environ, start_response)
        kit.log.append(("seen", environ.get("shop.seen")))
        return chunks

    return middleware


def marked(app: Any, kit: Any) -> Any:
    def middleware(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[Any], exc_info: Any = None) -> Any:
            kept = [(k, v) for k, v in headers if k != "Content-Length"]
            said = f"{status} {sorted(name for name, _ in headers)} ü"
            return start_response("299 Odd", [*kept, ("X-Marked", said)], exc_info)

        for chunk in app(environ, start):
            yield chunk.upper()
        yield b"!"

    return middleware


def gate(app: Any, kit: Any) -> Any:
    def middleware(environ: Any, start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] == "GET":
            return app(environ, start_response)
        start_response("401 Who", [("Content-Type", "text/plain"), ("X-A", "1"), ("X-A", "2")])
        return [b"who are", b"", b" you"]

    return middleware


@pytest.mark.parametrize("wrap", [prefix, user, marked, gate])
def test_each_alone(wrap: Wrap) -> None:
    agree(wrapped(wrap, shop=shop), *CALLS)


def test_several_in_their_order() -> None:
    agree(wrapped(prefix, marked, user, shop=shop), *CALLS, is_brief=True)
    agree(wrapped(user, marked, gate, prefix, shop=shop), *CALLS, is_brief=True)


def dispatcher(app: Any, kit: Any) -> Any:
    def other(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["SCRIPT_NAME"].encode(), b" ", environ["PATH_INFO"].encode()]

    return DispatcherMiddleware(app, {"/in": other, "/%E4": app, "/shop": app})


def test_middleware_of_werkzeug() -> None:
    calls = [*CALLS, get("/shop/index"), get("/shop"), get("/shop/nope", x_forwarded_prefix="/x")]
    agree(wrapped(dispatcher, shop=shop), *calls, is_brief=True)
    fix = lambda app, kit: ProxyFix(app, x_prefix=1)  # noqa: E731
    agree(wrapped(dispatcher, fix, shop=shop), *calls, is_brief=True)


@pytest.mark.filterwarnings("error")
def test_it_is_wsgi_to_the_letter() -> None:
    kit = OurKit()
    wrapped(lambda app, kit: LintMiddleware(app), shop=shop)(kit)
    for asked in CALLS:
        if asked.method not in ("HEAD",) and "fails" not in asked.target:
            kit.ask(asked)


def test_what_fails() -> None:
    def broken(app: Any, kit: Any) -> Any:
        def middleware(environ: Any, start_response: Any) -> Any:
            path = environ["PATH_INFO"]
            if path == "/before":
                raise KeyError
            try:
                chunks = app(environ, start_response)
            except ValueError:
                start_response("500 Caught", [])
                return [b"caught"]
            if path == "/index":
                raise KeyError
            return chunks

        return middleware

    calls = [get("/before"), get("/index"), get("/fails"), get("/")]
    agree(wrapped(broken, shop=shop), *calls)


def reads(kit: Any) -> None:
    def take() -> Any:
        return kit.request.get_data() + str(kit.request.content_length).encode()

    kit.view(kit.app, "/take", methods=["POST"])(take)


def body_changes(how: str) -> Wrap:
    def wrap(app: Any, kit: Any) -> Any:
        def middleware(environ: Any, start_response: Any) -> Any:
            stream = environ["wsgi.input"]
            if how == "reads":
                kit.log.append(stream.read(10))
                environ["CONTENT_LENGTH"] = str(max(int(environ["CONTENT_LENGTH"]) - 10, 0))
            elif how == "replaces":
                data = stream.read().upper()
                environ["wsgi.input"] = BytesIO(data + b"beyond")
                environ["wsgi.input_terminated"] = False
                environ["CONTENT_LENGTH"] = str(len(data))
            elif how == "answers":
                kit.log.append(sum(map(len, stream)))
                start_response("200 OK", [])
                return []
            return app(environ, start_response)

        return middleware

    return wrap


@pytest.mark.parametrize("how", ["leaves", "reads", "replaces", "answers"])
def test_bodies(how: str) -> None:
    def describe(kit: Any) -> None:
        reads(kit)
        if isinstance(kit, OurKit):
            receive_bodies(kit.app)
        kit.before_request(kit.app)(lambda: None)

    calls = [call("POST", "/take", content=b"a" * size) for size in (1, 100, 70_000, 900_000)]
    agree(wrapped(body_changes(how), shop=describe), *calls, is_brief=True)


def plain(*wraps: Wrap) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.state.wsgi_app = install_wsgi(app)
    for wrap in wraps:
        app.state.wsgi_app = wrap(app.state.wsgi_app, None)
    return app


def through(app: Any, kit: Any) -> Any:
    return lambda environ, start_response: app(environ, start_response)


def test_one_thread_for_middleware_and_view() -> None:
    def note(app: Any, kit: Any) -> Any:
        def middleware(environ: Any, start_response: Any) -> Any:
            kit.log.append(threading.get_ident())
            yield from app(environ, start_response)
            kit.log.append(threading.get_ident())

        return middleware

    def describe(kit: Any) -> None:
        def view() -> Iterator[bytes]:
            kit.log.append(threading.get_ident())
            yield b"x"
            kit.log.append(threading.get_ident())

        kit.before_request(kit.app)(lambda: kit.log.append(threading.get_ident()))
        kit.teardown_request(kit.app)(lambda e: kit.log.append(threading.get_ident()))
        kit.view(kit.app, "/")(view)

    for kit in (OurKit(), FlaskKit()):
        wrapped(note, shop=describe)(kit)
        assert kit.ask(get("/")).body == b"x"
        assert len(kit.log) == 6 and len(set(kit.log)) == 1, kit.log


def test_more_at_once_than_there_are_threads() -> None:
    app = plain(through)

    @app.get("/")
    def index() -> str:
        return "x"

    async def ask() -> None:
        thread_limiter().total_tokens = 2
        answers = await asyncio.gather(*(send_asgi(app, get("/")) for _ in range(20)))
        assert [answer.body for answer in answers] == [b'"x"'] * 20
        assert thread_limiter().borrowed_tokens == 0

    asyncio.run(ask())


def test_a_stream_is_not_collected() -> None:
    app, made, sent = plain(through), 0, []

    @app.get("/")
    async def index(request: Request) -> StreamingResponse:
        async def chunks() -> Any:
            nonlocal made
            for _ in range(50):
                made += 1
                yield b"x"

        return StreamingResponse(chunks())

    async def ask() -> None:
        async def receive() -> Any:
            await asyncio.sleep(60)

        async def send(message: Any) -> None:
            await asyncio.sleep(0.002)
            sent.append(made)

        await app(get_scope(), receive, send)

    asyncio.run(asyncio.wait_for(ask(), 10))
    assert len(sent) == 52 and sent[5] < 15


def get_scope() -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/",
        "raw_path": b"/",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"x")],
        "server": ("x", 80),
        "client": ("127.0.0.1", 1),
        "state": {},
    }


@pytest.mark.parametrize("own", [True, False])
def test_a_client_that_leaves_ends_the_stream(own: bool) -> None:
    closed = []

    def endless(app: Any, kit: Any) -> Any:
        def middleware(environ: Any, start_response: Any) -> Any:
            start_response("200 OK", [])
            try:
                while True:
                    yield b"x"
            finally:
                closed.append(1)

        return middleware if own else through(app, kit)

    app = plain(endless)

    @app.get("/")
    def index() -> StreamingResponse:
        def chunks() -> Any:
            try:
                while True:
                    yield b"x"
            finally:
                closed.append(1)

        return StreamingResponse(chunks())

    async def ask() -> None:
        gone, sent = asyncio.Event(), 0
        messages = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Any:
            if messages:
                return messages.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal sent
            sent += 1
            if sent == 10:
                gone.set()

        await app(get_scope(), receive, send)

    asyncio.run(asyncio.wait_for(ask(), 10))
    gc.collect()
    assert closed == [1]


def test_what_is_not_wanted_is_ended() -> None:
    done = threading.Event()

    def first(app: Any, kit: Any) -> Any:
        def middleware(environ: Any, start_response: Any) -> Any:
            chunks = app(environ, lambda *_: None)
            next(iter(chunks))
            start_response("200 OK", [])
            return [b"enough"]

        return middleware

    app = plain(first)

    @app.get("/")
    async def index() -> StreamingResponse:
        async def chunks() -> Any:
            try:
                while True:
                    yield b"x"
            finally:
                done.set()

        return StreamingResponse(chunks())

    assert ask_fastapi(app, get("/")).body == b"enough"
    assert done.wait(5)


def test_who_is_cancelled_leaves_no_thread_behind() -> None:
    app, began, ended = plain(through), threading.Event(), []

    @app.get("/")
    async def index() -> str:
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)
        return "x"

    async def ask() -> None:
        task = asyncio.create_task(send_asgi(app, get("/")))
        await asyncio.to_thread(began.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)
        assert ended == [1] and thread_limiter().borrowed_tokens == 0

    asyncio.run(ask())


def test_what_is_written_comes_first() -> None:
    def writes(app: Any, kit: Any) -> Any:
        def middleware(environ: Any, start_response: Any) -> Any:
            write = start_response("200 OK", [("X-First", "1")])
            write(b"who ")
            write(b"are ")
            return [b"you"]

        return middleware

    answer = ask_fastapi(plain(writes), get("/"))
    assert (answer.body, answer.header("x-first")) == (b"who are you", "1")


def test_without_middleware_nothing_is_in_between() -> None:
    app = plain()

    @app.get("/")
    async def index(request: Request) -> bool:
        return "wsgi_environ" in request.scope

    assert ask_fastapi(app, get("/")).body == b"false"
    app.state.wsgi_app = through(app.state.wsgi_app, None)
    assert ask_fastapi(app, get("/")).body == b"true"
    with pytest.raises(RuntimeError):
        app.state.wsgi_app({}, lambda *_: None)

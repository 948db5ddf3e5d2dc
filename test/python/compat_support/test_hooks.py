"""Functions around the views: which, in which order, with what, and what becomes of the answer."""

import asyncio
import threading
from typing import Any

import pytest
import werkzeug.exceptions as wz
from exchange import call, get
from fastapi.responses import JSONResponse
from kits import OurKit, agree, outcome
from support import hooks, middleware
from werkzeug.wrappers import Response


def kind_of(error: Any) -> Any:
    """The class, or the status: HTTP errors are FastAPI's here, Werkzeug's there."""
    return getattr(error, "status_code", None) or getattr(error, "code", type(error).__name__)


def names(kit: Any) -> None:
    """Every kind of hook, of the application, two blueprints and one nested."""
    app, log = kit.app, kit.log
    shop, admin = kit.blueprint("shop", "/shop"), kit.blueprint("admin", "/admin")

    def logging(kind: str) -> Any:
        def hook(*args: Any) -> Any:
            request = kit.request
            values = [kind_of(a) if isinstance(a, Exception) else a for a in args]
            given = [] if "after" in kind else values
            log.append((kind, request.endpoint, request.blueprint, request.blueprints, given))
            if "after" in kind:
                args[0].headers.add("X-After", kind)
                return args[0]
            return None

        return hook

    for kind in ("url_value_preprocessor", "before_request", "after_request", "teardown_request"):
        for label, target in (("app", app), ("shop", shop), ("admin", admin), ("app2", app)):
            getattr(kit, kind)(target)(logging(f"{label} {kind}"))
    for kind in ("before_app_request", "after_app_request", "teardown_app_request"):
        getattr(kit, kind)(shop)(logging(f"shop {kind}"))
    kit.app_url_value_preprocessor(shop)(logging("shop app_url_value_preprocessor"))
    kit.teardown_appcontext(app)(lambda error: log.append(("context", kind_of(error))))
    kit.teardown_appcontext(app)(lambda error: log.append(("context 2", kind_of(error))))
    views(kit, app, "")
    views(kit, shop, "shop")
    views(kit, admin, "shop.admin")
    kit.register(shop, admin, "shop.admin")
    kit.register(app, shop, "shop")


def views(kit: Any, target: Any, name: str) -> None:
    ours = {"name_of_blueprint": name} if isinstance(kit, OurKit) else {}

    def home() -> Any:
        kit.log.append("view")
        return f"{kit.request.endpoint} {kit.request.view_args}"

    def item(n: Any = None) -> Any:
        return f"{kit.request.view_args}"

    def fails() -> Any:
        raise ValueError("no")

    def aborts() -> Any:
        return kit.abort(403)

    def post() -> Any:
        return "posted", 201, {"X-View": "1"}

    kit.view(target, "/home", **ours)(home)
    kit.view(target, "/item/<n>", **ours)(item)
    kit.view(target, "/fails", **ours)(fails)
    kit.view(target, "/aborts", **ours)(aborts)
    kit.view(target, "/post", methods=["POST"], **ours)(post)


PATHS = ["home", "item/x", "fails", "aborts", "post", "nope", "home/"]
PREFIXES = ["/", "/shop/", "/shop/admin/"]


def test_all_of_them_in_order() -> None:
    calls = [get(prefix + path) for prefix in PREFIXES for path in PATHS]
    calls += [call(m, f"{p}home") for p in PREFIXES for m in ("HEAD", "OPTIONS", "POST", "PUT")]
    calls += [call("POST", "/shop/post"), call("GET", "/home", root="/sub")]
    agree(names, *calls)


def shields(kit: Any) -> None:
    names(kit)

    def guard() -> Any:
        answers = {
            "text": "stop",
            "tuple": ({"stop": 1}, 401, {"WWW-Authenticate": "x"}),
            "redirect": kit.redirect("/login?next=/"),
            "made": kit.make_response("made", 418),
            "empty": "",
            "list": [],
        }
        kind = kit.request.args.get("stop")
        if kind == "abort":
            kit.abort(401)
        if kind == "raise":
            raise wz.Forbidden("no")
        if kind == "bug":
            raise ZeroDivisionError
        if kind == "key":
            return kit.request.args["missing"]
        return answers.get(kind)

    kit.before_request(kit.app)(guard)
    kit.before_request(kit.app)(lambda: kit.log.append("after the guard"))


STOPS = ["text", "tuple", "redirect", "made", "empty", "list", "abort", "raise", "bug", "key"]


def test_a_hook_answers_instead_of_the_view() -> None:
    asked = [get(f"/{path}?stop={s}") for s in STOPS for path in ("home", "nope", "shop/home")]
    asked += [call(m, "/home?stop=tuple") for m in ("HEAD", "OPTIONS", "POST", "DELETE")]
    asked += [call("HEAD", "/home?stop=redirect"), call("OPTIONS", "/nope?stop=text")]
    asked += [get("/shop/home/?stop=abort"), call("OPTIONS", "/home?stop=abort")]
    agree(shields, *asked)


def handled(kit: Any) -> None:
    """Errors of hooks, and those the application answers itself, in the view and in hooks."""
    handlers = {KeyError: lambda e: ("shop key", 409), 401: lambda e: ("shop 401", 401)}
    names(kit)
    bp = kit.blueprint("own", "/own", handlers)

    def raising() -> Any:
        errors = {"key": KeyError("x"), "bug": ZeroDivisionError(), "own": RuntimeError("own")}
        wanted = kit.request.args.get("raise")
        if wanted == "401":
            kit.abort(401)
        if wanted in errors:
            raise errors[wanted]

    def home() -> Any:
        return "own"

    kit.before_request(bp)(raising)
    kit.before_request(kit.app)(lambda: raising() if kit.request.args.get("app") else None)
    ours = {"name_of_blueprint": "own"} if isinstance(kit, OurKit) else {}
    kit.view(bp, "/home", **ours)(home)
    kit.handle(RuntimeError)(lambda e: (f"handled {e}", 409))
    kit.handle(404)(lambda e: (f"lost {kit.request.path} {kit.request.endpoint}", 404))
    kit.register(kit.app, bp, "own")


def test_errors_of_hooks_go_to_the_handlers() -> None:
    kinds = ("key", "401", "bug", "own")
    calls = [get(f"/own/home?raise={k}{a}") for k in kinds for a in ("", "&app=1")]
    agree(handled, *calls, get("/nope"), get("/own/nope?raise=key"), get("/fails"))


@pytest.mark.parametrize("key", [500, Exception, wz.HTTPException, ValueError])
def test_what_teardown_is_told(key: Any) -> None:
    """The exception if it made the answer a 500, None if a handler expected it."""

    def describe(kit: Any) -> None:
        names(kit)
        if key is wz.HTTPException and isinstance(kit, OurKit):
            from starlette.exceptions import HTTPException

            kit.handle(HTTPException)(lambda e: ("sorry", 500))
        else:
            kit.handle(key)(lambda e: ("sorry", 500))

    agree(describe, get("/fails"), get("/shop/fails"), get("/home"))


def test_exceptions_that_propagate() -> None:
    agree(names, get("/fails"), get("/shop/fails"), get("/nope"), PROPAGATE_EXCEPTIONS=True)
    agree(names, get("/fails"), get("/home"), PROPAGATE_EXCEPTIONS=None, TESTING=True)


def changing(kit: Any) -> None:
    names(kit)

    def change(response: Any) -> Any:
        how = kit.request.args.get("how", "")
        if how == "status":
            response.status_code = 202
        if how == "status text":
            response.status = "404 NOT FOUND"
        if how == "headers":
            response.headers["X-One"] = "1"
            response.headers.setdefault("X-Two", "é")
            response.headers.add("X-Three", "a")
            response.headers.extend({"X-Three": "b"})
            response.cache_control.no_store = True
            response.vary.add("Accept")
        if how == "cookies":
            response.set_cookie("a", "b c", max_age=5, samesite="Lax", expires=0)
            response.delete_cookie("old")
        if how == "type":
            response.mimetype = "text/csv"
        if how == "type2":
            response.content_type = "application/x-thing"
        if how == "body":
            response.set_data(response.get_data(as_text=True).upper() + "é")
        if how == "data":
            response.data = b"<" + response.data + b">"
        if how == "etag":
            response.add_etag()
        if how == "other":
            return kit.make_response(("other", 203, {"X-Other": "1"}))
        if how == "204":
            response.status_code = 204
        if how == "304":
            response.status_code = 304
        if how == "look":
            known = (response.status_code, response.mimetype)
            response.headers["X-Known"] = repr((*known, response.is_json, response.get_data()))
        return response

    kit.after_request(kit.app)(change)


HOWS = "status,status text,headers,cookies,type,type2,body".split(",")
HOWS += "data,etag,other,204,304,look,none".split(",")


def test_the_response_can_be_changed() -> None:
    calls = [get(f"/{p}?how={h}") for h in HOWS for p in ("home", "nope", "fails", "home/")]
    calls += [call(m, f"/home?how={h}") for h in HOWS for m in ("HEAD", "OPTIONS", "POST")]
    agree(changing, *calls)


def failing_after(kit: Any) -> None:
    names(kit)

    def fails(response: Any) -> Any:
        kit.log.append(("after", response.status_code))
        response.headers["X-Seen"] = "1"
        kind = kit.request.args.get("bad")
        if kind == "raise" or (kind == "once" and response.status_code == 200):
            raise ValueError
        return None if kind == "abort" and kit.abort(400) else response

    kit.after_request(kit.app)(fails)
    kit.handle(500)(lambda e: ("our 500", 500))
    kit.handle(400)(lambda e: ("our 400", 400))


def test_a_function_after_the_view_fails() -> None:
    """A 500, whatever was raised; the functions are asked again, and then not taken amiss."""
    calls = [get(f"/{p}?bad={b}") for p in ("home", "nope") for b in ("raise", "once", "abort")]
    agree(failing_after, *calls, get("/fails?bad=raise"), call("HEAD", "/home?bad=once"))


@pytest.mark.parametrize("kind", ["teardown_request", "teardown_appcontext"])
def test_a_failing_commit_fails_the_response(kind: str) -> None:
    def describe(kit: Any) -> None:
        names(kit)

        def commit(error: Any) -> None:
            kit.log.append("commit")
            if "bad" in kit.request.args if kind == "teardown_request" else kit.g.get("bad"):
                raise ValueError("commit")

        def remember() -> None:
            kit.g.bad = "bad" in kit.request.args

        kit.before_request(kit.app)(remember)
        getattr(kit, kind)(kit.app)(commit)

    agree(describe, get("/home?bad=1"), get("/home"), get("/shop/home?bad=1"), get("/nope?bad"))


def test_values_in_the_path() -> None:
    def describe(kit: Any) -> None:
        def pull(endpoint: Any, values: Any) -> None:
            kit.log.append((endpoint, dict(values) if values is not None else None))
            if values is not None:
                kit.g.lang = values.pop("lang", "en")

        def page(n: Any = None) -> Any:
            return f"{kit.g.lang} {kit.request.view_args}"

        kit.url_value_preprocessor(kit.app)(pull)
        kit.view(kit.app, "/<lang>/page")(page)
        kit.view(kit.app, "/plain")(lambda: kit.g.lang)

    agree(describe, get("/de/page"), get("/plain"), get("/nope/x/y"), call("POST", "/plain"))


def streaming(kit: Any) -> None:
    names(kit)

    def chunks() -> Any:
        kit.log.append("first chunk")
        yield b"a"
        kit.log.append("last chunk")
        yield b"b"

    def stream() -> Any:
        return chunks(), {"X-S": "1"}

    def kept() -> Any:
        kit.g.opened = "view"
        return kit.stream_with_context(more())

    def more() -> Any:
        kit.g.opened = "stream"
        yield kit.request.path

    kit.teardown_appcontext(kit.app)(lambda e: kit.log.append(("close", kit.g.pop("opened", 0))))
    kit.view(kit.app, "/stream")(stream)
    kit.view(kit.app, "/kept")(kept)


def test_streams_are_finished_before_they_begin() -> None:
    agree(streaming, get("/stream"), get("/kept"), get("/shop/home"))


def test_a_stream_has_no_body_to_look_at() -> None:
    kit = OurKit()
    streaming(kit)
    seen: list[Any] = []

    def look(response: Response) -> Response:
        seen.append((response.is_streamed, response.status_code))
        with pytest.raises(RuntimeError, match="stream"):
            response.get_data()
        response.headers["X-Look"] = "1"
        return response

    kit.after_request(kit.app)(look)
    answer = kit.ask(get("/stream"))
    assert (answer.body, answer.header("x-look"), seen) == (b"ab", "1", [(True, 200)])


def test_a_stream_can_be_replaced() -> None:
    def describe(kit: Any) -> None:
        streaming(kit)
        kit.after_request(kit.app)(lambda response: kit.make_response("short"))

    kit = OurKit()
    describe(kit)
    answer = kit.ask(get("/stream"))
    assert (answer.body, answer.header("content-length")) == (b"short", "5")


def test_order_of_blueprints_registered_between() -> None:
    """install_hooks() may be called wherever a blueprint is registered."""
    import flask
    from fastapi import APIRouter, FastAPI

    log: list[str] = []
    theirs, ours = flask.Flask("x"), FastAPI()
    bp, router = flask.Blueprint("b", "x"), APIRouter()
    bp.before_app_request(lambda: log.append("blueprint"))
    hooks.before_app_request(router)(lambda: log.append("blueprint"))
    theirs.before_request(lambda: log.append("app"))
    hooks.before_request(ours)(lambda: log.append("app"))
    theirs.register_blueprint(bp)
    hooks.install_hooks(ours, b=router)
    theirs.before_request(lambda: log.append("app 2"))
    hooks.before_request(ours)(lambda: log.append("app 2"))
    hooks.install_hooks(ours, again=router)
    from exchange import ask_fastapi, ask_flask

    ask_flask(theirs, get("/"))
    wanted = log[:]
    log.clear()
    ask_fastapi(ours, get("/"))
    assert log == wanted == ["app", "blueprint", "app 2"]
    assert [e.cls for e in ours.user_middleware].count(middleware.RequestLifecycle) == 1


def test_hooks_may_be_async_and_plain_ones_share_a_thread() -> None:
    kit = OurKit("hooks")
    threads: list[Any] = []

    def note() -> None:
        threads.append(threading.get_ident())

    async def anote() -> None:
        await asyncio.sleep(0)
        threads.append(threading.get_ident())

    async def after(response: Any) -> Any:
        await asyncio.sleep(0)
        response.headers["X-Async"] = "1"
        headers = dict(response.headers, **{"content-length": "14"})
        return JSONResponse({"async": True}, 201, headers)

    async def teardown(error: Any) -> None:
        await asyncio.sleep(0)
        kit.log.append(error)

    for hook in (note, note, anote):
        hooks.before_request(kit.app)(hook)
    kit.after_request(kit.app)(after)
    kit.teardown_request(kit.app)(teardown)
    kit.teardown_appcontext(kit.app)(teardown)
    kit.view(kit.app, "/")(lambda: "x")
    answer = kit.ask(get("/"))
    assert (answer.status, answer.header("x-async"), kit.log) == (201, "1", [None, None])
    assert answer.body == b'{"async":true}'
    assert threads[0] == threads[1] != threads[2] == threading.get_ident()


def without_compat() -> OurKit:
    kit = OurKit("sessions hooks")
    names(kit)
    return kit


def test_without_flask_compat_functions_are_the_same() -> None:
    """Starlette routes, FastAPI answers errors; who is called, and when, is as in Flask."""
    from kits import FlaskKit

    theirs, ours = FlaskKit(), without_compat()
    names(theirs)
    paths = ["home", "item/x", "aborts", "nope"]
    for asked in [get(prefix + path) for prefix in PREFIXES for path in paths]:
        (wanted, log), (got, got_log) = outcome(theirs, asked), outcome(ours, asked)
        assert got_log == log, asked
        assert (got.status if "aborts" not in asked.target else 403) == wanted.status
        after = [v for k, v in wanted.headers if k == "x-after"]
        assert [v for k, v in got.headers if k == "x-after"] == after


def test_unhandled_errors_without_flask_compat() -> None:
    """Functions after the view run; then it goes on to the server, as it does in Starlette."""
    for handler in (None, 500, Exception):
        ours = without_compat()
        if handler:
            ours.handle(handler)(lambda e: ("sorry", 500))
        answer = ours.ask(get("/shop/fails"))
        assert (answer.status, answer.body[:5]) == (500, b"sorry" if handler else b"Inter")
        assert len([v for k, v in answer.headers if k == "x-after"]) == 4
        told = [entry[-1] for entry in ours.log if "teardown" in entry[0]]
        assert told == [[None if handler is Exception else "ValueError"]] * 4
        with pytest.raises(ValueError):
            ours.ask(get("/fails"), reraise=True)


def test_guards_without_flask_compat() -> None:
    kit = without_compat()

    def guard() -> Any:
        if kit.request.args.get("stop"):
            return {"stop": kit.request.endpoint}, 401
        return None

    kit.before_request(kit.app)(guard)
    for path in ("/home", "/nope", "/shop/home"):
        answer = kit.ask(get(f"{path}?stop=1"))
        assert (answer.status, bool(answer.header("x-after"))) == (401, True)
    assert kit.ask(call("DELETE", "/home?stop=1")).body == b'{"stop":null}\n'
    assert kit.ask(call("DELETE", "/home")).status == 405

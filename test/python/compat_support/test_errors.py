"""Error pages, the application's own handlers, and who gets which exception."""

import logging
from typing import Annotated, Any

import flask
import pytest
import werkzeug.exceptions as wz
from exchange import Call, ask_fastapi, call, get, same
from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from support import flask_compat
from werkzeug.datastructures import WWWAuthenticate

CODES = [400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421]
CODES += [422, 423, 424, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505]


class Own(Exception):
    pass


class OwnChild(Own):
    pass


class Gone(wz.NotFound):
    description = "gone for good"


class GoneToo(HTTPException):
    def __init__(self) -> None:
        super().__init__(404, "gone for good")


def digest() -> list[WWWAuthenticate]:
    return [WWWAuthenticate("basic", {"realm": "a"}), WWWAuthenticate("digest", {"realm": "b"})]


def fail() -> Any:
    empty: dict[str, Any] = {}
    return empty["boom"]


def throw(error: Exception) -> Any:
    raise error


# the same word does in Flask, and in a converted view, what views do
RAISED: dict[str, tuple[Any, Any]] = {
    "text": (
        lambda: flask.abort(404, "no <b>x</b>"),
        lambda: throw(HTTPException(404, "no <b>x</b>")),
    ),
    "lines": (lambda: flask.abort(400, "a\nbé"), lambda: throw(HTTPException(400, "a\nbé"))),
    "empty": (lambda: flask.abort(404, ""), lambda: throw(HTTPException(404, ""))),
    "unhandled": (fail, fail),
    "own": (lambda: throw(OwnChild("o")), lambda: throw(OwnChild("o"))),
    "gone": (lambda: throw(Gone()), lambda: throw(GoneToo())),
    "werkzeug": (lambda: throw(wz.NotFound()), lambda: throw(wz.NotFound())),
    "werkzeug text": (lambda: throw(wz.Gone("bye")), lambda: throw(wz.Gone("bye"))),
    "werkzeug subclass": (lambda: throw(Gone()), lambda: throw(Gone())),
    "retry": (lambda: throw(wz.TooManyRequests("slow", retry_after=30)),) * 2,
    "allow": (lambda: throw(wz.MethodNotAllowed(["GET"])),) * 2,
    "authenticate": (lambda: throw(wz.Unauthorized(www_authenticate=digest())),) * 2,
    "key": (lambda: throw(wz.BadRequestKeyError("k")),) * 2,
    "range": (lambda: throw(wz.RequestedRangeNotSatisfiable(5)),) * 2,
    "response": (lambda: flask.abort(flask.Response("own", 418, {"X-A": "1"})),) * 2,
    "abort": (lambda: wz.abort(403),) * 2,
    "retry-after header": (
        lambda: throw(wz.ServiceUnavailable(retry_after=5)),
        lambda: throw(HTTPException(503, headers={"Retry-After": "5"})),
    ),
}
CALLS = [
    *(get(f"/raise/{name.replace(' ', '%20')}") for name in RAISED),
    *(get(f"/code/{code}") for code in (400, 404, 403, 500, 503)),
    get("/nope"),
    call("POST", "/slash/"),
    call("HEAD", "/nope"),
    call("HEAD", "/raise/unhandled"),
    get("/slash"),
]


def apps() -> tuple[flask.Flask, FastAPI]:
    flask_app, app = (
        flask.Flask("shop", static_folder=None),
        FastAPI(title="shop", openapi_url=None),
    )

    @flask_app.get("/code/<int:code>")
    def by_code(code: int) -> Any:
        flask.abort(code)

    @app.get("/code/{code:int}")
    async def by_code_too(code: int) -> Any:
        raise HTTPException(code)

    @flask_app.get("/raise/<name>")
    def raises(name: str) -> Any:
        return RAISED[name][0]()

    @app.get("/raise/{name}", response_class=HTMLResponse)
    def raises_too(name: str) -> Any:
        return RAISED[name][1]()

    @flask_app.get("/slash/")
    def slash() -> str:
        return "x"

    @app.get("/slash/", response_class=HTMLResponse)
    def slash_too() -> str:
        return "x"

    @flask_app.after_request
    def after(response: Any) -> Any:
        response.headers["X-After"] = "1"
        return response

    @app.middleware("http")
    async def after_too(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["X-After"] = "1"
        return response

    return flask_app, app


def check(flask_app: flask.Flask, app: FastAPI, *calls: Call) -> list[int]:
    flask_compat.install(app)
    return [answer.status for answer in same(flask_app, app, *(calls or CALLS))]


def test_no_handlers() -> None:
    check(*apps())


def test_every_code() -> None:
    check(*apps(), *(get(f"/code/{code}") for code in CODES))


def test_handlers_by_code() -> None:
    flask_app, app = apps()
    for code in (400, 404, 405, 410, 500):
        flask_app.register_error_handler(code, lambda e: ({"error": e.description}, e.code))

        @app.exception_handler(code)
        async def handle(request: Request, exc: HTTPException) -> JSONResponse:
            assert isinstance(exc, StarletteHTTPException)
            text = b'{"error":"%b"}\n' % exc.detail.replace("\n", "\\n").encode(
                "ascii", "backslashreplace"
            )
            return PlainTextResponse(  # type: ignore[return-value]
                text.replace(b"\\xe9", b"\\u00e9"), exc.status_code, media_type="application/json"
            )

    check(flask_app, app)


def test_handler_for_http_exceptions() -> None:
    """Flask's gets unhandled exceptions too, as a 500; not redirects, not abort(response)."""
    flask_app, app = apps()

    @flask_app.errorhandler(wz.HTTPException)
    def handle(error: wz.HTTPException) -> Any:
        return f"{error.code} {error.name} {error.description}", error.code

    @app.exception_handler(StarletteHTTPException)
    def handle_too(request: Request, exc: StarletteHTTPException) -> HTMLResponse:
        name = wz.default_exceptions[exc.status_code]().name
        return HTMLResponse(f"{exc.status_code} {name} {exc.detail}", exc.status_code)

    check(flask_app, app)


def test_handler_for_everything() -> None:
    """One function for both classes: Flask's errorhandler(Exception) gets HTTP errors as well."""
    flask_app, app = apps()

    @flask_app.errorhandler(Exception)
    def handle(error: Exception) -> Any:
        code = error.code if isinstance(error, wz.HTTPException) else 500
        return f"{code} sorry", code

    @app.exception_handler(StarletteHTTPException)
    @app.exception_handler(Exception)
    def handle_too(request: Request, exc: Exception) -> HTMLResponse:
        code = exc.status_code if isinstance(exc, StarletteHTTPException) else 500
        return HTMLResponse(f"{code} sorry", code)

    check(flask_app, app)


def test_handler_for_everything_sees_the_error_itself(caplog: pytest.LogCaptureFixture) -> None:
    flask_app, app = apps()
    flask_app.register_error_handler(Exception, lambda e: (type(e).__name__, 500))
    app.add_exception_handler(Exception, lambda request, e: HTMLResponse(type(e).__name__, 500))
    check(flask_app, app, get("/raise/unhandled"), get("/raise/own"))
    assert not caplog.records  # it is handled


def test_handler_for_500_sees_the_cause() -> None:
    flask_app, app = apps()

    @flask_app.errorhandler(500)
    def handle(error: wz.InternalServerError) -> Any:
        return f"{error.original_exception!r} {error.description}", 500

    @app.exception_handler(500)
    async def handle_too(request: Request, exc: Exception) -> HTMLResponse:
        return HTMLResponse(f"{exc.__cause__!r} {exc.detail}", 500)  # type: ignore[attr-defined]

    check(flask_app, app)


def test_own_exceptions_and_most_specific_handler() -> None:
    flask_app, app = apps()
    flask_app.register_error_handler(Own, lambda e: (f"own {e}", 409))
    flask_app.register_error_handler(Gone, lambda e: ("gone", 410))
    flask_app.register_error_handler(404, lambda e: ("lost", 404))
    app.add_exception_handler(Own, lambda request, e: HTMLResponse(f"own {e}", 409))
    app.add_exception_handler(Gone, lambda request, e: HTMLResponse("gone", 410))
    app.add_exception_handler(GoneToo, lambda request, e: HTMLResponse("gone", 410))
    app.add_exception_handler(404, lambda request, e: HTMLResponse("lost", 404))
    check(flask_app, app)


def test_error_in_a_handler_is_a_500() -> None:
    flask_app, app = apps()
    flask_app.register_error_handler(404, lambda e: fail())
    app.add_exception_handler(404, lambda request, e: fail())
    assert check(flask_app, app, get("/nope")) == [500]


def test_unhandled_is_logged_under_the_apps_name(caplog: pytest.LogCaptureFixture) -> None:
    flask_app, app = apps()
    flask_compat.install(app)
    records = []
    for ask in (
        lambda: flask_app.test_client().get("/raise/unhandled?x=1"),
        lambda: ask_fastapi(app, get("/raise/unhandled?x=1")),
    ):
        caplog.clear()
        ask()
        (record,) = caplog.records
        kind = record.exc_info[0] if record.exc_info else None
        records.append((record.name, record.levelno, record.getMessage(), kind))
    assert (
        records[0]
        == records[1]
        == ("shop", logging.ERROR, "Exception on /raise/unhandled [GET]", KeyError)
    )


@pytest.mark.parametrize(
    "config", [{"TESTING": True}, {"PROPAGATE_EXCEPTIONS": True}, {"DEBUG": True}], ids=str
)
def test_propagation(config: dict[str, bool]) -> None:
    flask_app, app = apps()
    flask_app.config.update(config)
    app.state.config = config
    app.debug = "DEBUG" in config
    flask_compat.install(app)
    with pytest.raises(KeyError):
        flask_app.test_client().get("/raise/unhandled")
    with pytest.raises(KeyError):
        ask_fastapi(app, get("/raise/unhandled"), reraise=True)


def test_error_after_the_answer_has_begun() -> None:
    app = FastAPI()

    def chunks() -> Any:
        yield "a"
        raise Own

    @app.get("/")
    def view() -> Any:
        return StreamingResponse(chunks())

    flask_compat.install(app)
    with pytest.raises(Own):
        ask_fastapi(app, get("/"), reraise=True)


class Peer(BaseModel):
    port: int
    name: str = ""


def test_validation_errors() -> None:
    """What FastAPI answers with 422 is what the same view did in Flask."""
    flask_app, app = flask.Flask("shop"), FastAPI(title="shop")

    @flask_app.get("/query")
    def query() -> Any:
        return {"q": flask.request.args["q"]}

    @app.get("/query")
    def query_too(q: str) -> Any:
        return {"q": q}

    @flask_app.post("/form")
    def form() -> Any:
        return {"a": flask.request.form["a"]}

    @app.post("/form")
    def form_too(a: Annotated[str, Form()]) -> Any:
        return {"a": a}

    @flask_app.post("/json")
    def body() -> Any:
        data = flask.request.get_json()
        return {"port": int(data["port"])}

    @app.post("/json")
    def body_too(data: Peer) -> Any:
        return {"port": data.port}

    @flask_app.get("/item/<int:n>")
    def item(n: int) -> Any:
        return {"n": n}

    @app.get("/item/{n}")
    def item_too(n: int) -> Any:
        return {"n": n}

    typed = {"content-type": "application/json"}
    calls = [
        get("/query"),
        get("/query?q=1"),
        call("POST", "/form", data={"a": "1"}),
        call("POST", "/form", data={"b": "1"}),
        call("POST", "/form"),
        call("POST", "/json", json={"port": 1}),
        call("POST", "/json", json={"port": "x"}),
        call("POST", "/json", json={"port": None}),
        call("POST", "/json", json={}),
        call("POST", "/json", json=[1]),
        call("POST", "/json", content=b"{bad", headers=typed),
        call("POST", "/json", content=b"", headers=typed),
        call("POST", "/json", content=b'{"port":1}', headers={"content-type": "text/plain"}),
        call("POST", "/json", content=b'{"port":1}'),
        call("POST", "/json", data={"port": "1"}),
        call("POST", "/json"),
        get("/item/x"),
    ]
    statuses = check(flask_app, app, *calls)
    assert set(statuses) == {200, 400, 404, 415, 500}
    new = ask_fastapi(app, call("POST", "/json", json={"port": 2.5}))  # 200 with int() in Flask
    assert (new.status, b"port: Input should be a valid integer" in new.body) == (422, True)


def test_own_handler_for_validation_errors_stays() -> None:
    app = FastAPI()

    @app.exception_handler(RequestValidationError)
    async def handle(request: Request, exc: RequestValidationError) -> JSONResponse:
        return JSONResponse({"own": 1}, 422)

    @app.get("/")
    def view(q: str) -> Any:
        return q

    flask_compat.install(app)
    assert ask_fastapi(app, get("/")).status == 422


def test_detail_that_is_not_text_is_fastapis() -> None:
    app = FastAPI()

    @app.get("/")
    def view() -> Any:
        raise HTTPException(400, {"field": "a"}, {"X-A": "1"})

    flask_compat.install(app)
    answer = ask_fastapi(app, get("/"))
    assert (answer.body, answer.header("x-a")) == (b'{"detail":{"field":"a"}}', "1")


def test_with_flask_in_front_errors_and_routes_are_flasks() -> None:
    app = FastAPI()
    app.state.flask_app = flask.Flask("shop")
    before = dict(app.exception_handlers)
    flask_compat.install(app)
    assert app.exception_handlers == before
    assert ask_fastapi(app, get("/nope")).body == b'{"detail":"Not Found"}'

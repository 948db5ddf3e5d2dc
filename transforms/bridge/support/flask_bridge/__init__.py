"""Serve a Flask app and the FastAPI app it is becoming as one application.

    bridged = FlaskRouter(bp)  # right below `bp = Blueprint(...)`

    @bridged.get("/items/{item_id:int}")
    def item(item_id): ...

    app = FastAPI()
    app.include_router(shop.router)  # migrated routes
    mount_flask(app, flask_app)  # last

`FlaskRouter` declares bridged routes: FastAPI's words, Flask's request. Each is entered in Flask at
once and unchanged, so hooks, session, error handlers, `url_for` and `flask.request` go on working.
`mount_flask` serves Flask from the FastAPI app. Flask's URL map then knows every FastAPI route too,
and decides with Werkzeug's precedence between migrated, bridged and kept ones.

A bridged endpoint is a Flask view until it declares something of FastAPI's: a dependency, `Query()`,
a Pydantic model, `Request` ... Then FastAPI provides these parameters, and only these. Hooks, `def`
endpoint, `def` dependencies and teardown of a request share one thread, because sqlite3 connections
and thread-scoped sessions must not change theirs; `async def` code runs on the event loop.

Exceptions of migrated routes are answered by Flask too, unless a handler was registered on the
FastAPI app. The Flask app still serves every route, migrated ones included, under a WSGI server.

For Python 3.10+, FastAPI 0.100+ with Pydantic 2, Flask 2.2+ and Werkzeug 2.2+.
"""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import functools
import inspect
import io
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import responses as http_phrases
from queue import SimpleQueue
from typing import Any, NamedTuple, NoReturn, cast, get_args, get_origin
from urllib.parse import quote, unquote_to_bytes

import fastapi.routing
from fastapi import APIRouter, FastAPI, exception_handlers, params
from fastapi.datastructures import DefaultPlaceholder
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.security import SecurityScopes
from flask import Blueprint, Flask, after_this_request, request
from flask import Response as FlaskResponse
from flask.globals import request_ctx
from pydantic import BaseModel
from starlette.background import BackgroundTasks
from starlette.concurrency import run_in_threadpool
from starlette.convertors import CONVERTOR_TYPES
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from werkzeug import exceptions as werkzeug_exceptions
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response as WerkzeugResponse

__all__ = ["FlaskRouter", "mount_flask"]

Function = Callable[..., Any]
Messages = Generator[Message, None, None]

MEMORY = 1 << 20  # larger request bodies are spooled to disk, larger responses are streamed
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FASTAPI_MARKERS = (params.Param, params.Body, params.Depends)
FASTAPI_TYPES = (HTTPConnection, Response, BackgroundTasks, SecurityScopes, UploadFile, BaseModel)
FASTAPI_HANDLERS = (
    exception_handlers.http_exception_handler,
    exception_handlers.request_validation_exception_handler,
)


# ---- Declaring bridged routes


class Claim(NamedTuple):
    """A rule of Flask's URL map that a FlaskRouter entered, and FastAPI's options for it."""

    rule: Rule
    view: Function | None
    options: dict[str, Any]


class FlaskRouter(APIRouter):
    """Bridged routes of a Flask app or Blueprint, declared as on a FastAPI router.

    `name=` is the Flask endpoint and defaults to the function's name. `route` and `add_url_rule`
    take Flask's own rules and options, for what FastAPI has no word for.
    """

    def __init__(self, scaffold: Flask | Blueprint, **options: Any) -> None:
        super().__init__(route_class=cast(Any, merged_options), **options)
        self.scaffold = scaffold

    def add_api_route(
        self,
        path: str,
        endpoint: Function,
        *,
        methods: Any = None,
        name: Any = None,
        **options: Any,
    ) -> None:
        rule = flask_rule(self.prefix + path)
        self._enter(rule, name, endpoint, {"methods": methods}, options)

    def add_url_rule(
        self, rule: str, endpoint: Any = None, view_func: Any = None, **options: Any
    ) -> None:
        self._enter(flask_rule(self.prefix) + rule, endpoint, view_func, options, {})

    def route(self, rule: str, **options: Any) -> Callable[[Function], Function]:  # type: ignore[override]
        def decorator(view: Function) -> Function:
            self.add_url_rule(rule, view_func=view, **options)
            return view

        return decorator

    def _enter(
        self, rule: str, endpoint: Any, view: Any, for_flask: dict[str, Any], for_fastapi: Any
    ) -> None:
        # APIRouter merges its own dependencies, tags ... with the route's and makes a "route" of it.
        super().add_api_route("", view, **for_fastapi)
        options = cast("dict[str, Any]", self.routes.pop())
        self.scaffold.add_url_rule(rule, endpoint, view, **for_flask)
        endpoint = endpoint or view.__name__
        if not isinstance(self.scaffold, Blueprint):
            return claim(self.scaffold, endpoint, view, options)

        def registered(state: Any) -> None:  # once for every app and name
            claim(
                state.app, f"{state.name_prefix}.{state.name}.{endpoint}".lstrip("."), view, options
            )

        self.scaffold.record(registered)

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("a FlaskRouter takes HTTP endpoints; use a FastAPI router for the rest")

    add_api_websocket_route = add_websocket_route = add_route = _refuse
    mount = host = include_router = frontend = _refuse


def merged_options(path: str, **options: Any) -> dict[str, Any]:
    return options


def claim(app: Flask, endpoint: str, view: Function | None, options: dict[str, Any]) -> None:
    """Note which rule has just been entered. This is kept per app: blueprints serve several."""
    if "fastapi" in app.extensions:
        raise RuntimeError(f"{endpoint}: bridged routes must be registered before mount_flask")
    claims: list[Claim] = app.extensions.setdefault("flask_bridge", [])
    known = {id(earlier.rule) for earlier in claims}
    rules = [rule for rule in app.url_map.iter_rules(endpoint) if id(rule) not in known]
    claims += [Claim(rule, view, options) for rule in rules]


def flask_rule(path: str, known: Iterable[str] | None = None) -> str:
    """`/items/{id:int}` as a Flask rule; a converter that is not `known` becomes the default."""

    def variable(match: re.Match[str]) -> str:
        name, converter = match.groups()
        if converter in (None, "str") or (known is not None and converter not in known):
            return f"<{name}>"
        return f"<{converter}:{name}>"

    return re.sub(r"{(\w+)(?::(\w+))?}", variable, path)


def fastapi_path(rule: str) -> str:
    def variable(match: re.Match[str]) -> str:
        converter, name = match.groups()
        return f"{{{name}:{converter}}}" if converter in CONVERTOR_TYPES else f"{{{name}}}"

    return re.sub(r"<(?:(\w+)(?:\(.*?\))?:)?(\w+)>", variable, rule)


# ---- What FastAPI sees of a bridged endpoint


def typed_signature(function: Function) -> inspect.Signature:
    """Its signature with real annotations; one that cannot be resolved counts as none."""
    try:
        return inspect.signature(function, eval_str=True)
    except Exception:  # annotations are expressions: anything may come out of them
        signature = inspect.signature(function)
    namespace = getattr(inspect.unwrap(function), "__globals__", {})

    def resolve(annotation: Any) -> Any:
        try:
            return eval(annotation, namespace) if isinstance(annotation, str) else annotation
        except Exception:
            if re.search(r"\b(Depends|Security|Path|Query|Header|Cookie|Body|Form|File)\(", annotation):
                raise  # a guard must not get lost
            return inspect.Parameter.empty

    parameters = [
        p.replace(annotation=resolve(p.annotation)) for p in signature.parameters.values()
    ]
    return inspect.Signature(parameters, return_annotation=resolve(signature.return_annotation))


def mentions(annotation: Any, *types: type) -> bool:
    annotation = getattr(annotation, "__value__", annotation)  # type Alias = ...
    if arguments := get_args(annotation):
        return any(mentions(argument, *types) for argument in arguments)
    return inspect.isclass(annotation) and issubclass(annotation, types)


def is_marked(parameter: inspect.Parameter) -> bool:
    metadata = getattr(parameter.annotation, "__metadata__", ())
    return any(isinstance(item, FASTAPI_MARKERS) for item in (*metadata, parameter.default))


def is_fastapis(parameter: inspect.Parameter, rule: Rule) -> bool:
    """Whether FastAPI provides this parameter: by an explicit marker or type, never by a default.

    Flask calls `def view(page=1, admin=False)` with what the rule holds and nothing else. FastAPI
    would fill the rest from the query string, and `?admin=1` would be a privilege.
    """
    if parameter.name in rule.arguments:
        return is_marked(parameter)
    return is_marked(parameter) or mentions(parameter.annotation, *FASTAPI_TYPES)


def are_models(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(isinstance(item, BaseModel) for item in values)


class FlaskValue(Response):
    """A return value for Flask's make_response, on its way through FastAPI."""

    def __init__(self, value: Any, injected: Response, status: int | None) -> None:
        super().__init__()
        self.value, self.injected, self.status = value, injected, injected.status_code or status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "flask.value", "value": self})
        if self.background is not None:
            await self.background()


class BridgedRoute(fastapi.routing.APIRoute):
    """What FastAPI knows of a bridged route. Starlette never matches it: Flask does."""

    plain = late = False

    def __init__(self, bridge: Bridge, path: str, endpoint: Function, **options: Any) -> None:
        options["dependency_overrides_provider"] = bridge
        super().__init__(path, endpoint, **options)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return Match.NONE, {}


# ---- FastAPI's part of a bridged request


def attempt(work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """Result and exception as values: a StopIteration set on a future would never arrive."""
    try:
        return work(), None
    except BaseException as exc:
        return None, exc


def resolve(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


class Run:
    """An ASGI app at work on the event loop, while Flask's thread waits and lends itself to it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, view_args: Any, late: bool) -> None:
        self.loop, self.view_args, self.late = loop, view_args, late
        self.inbox: SimpleQueue[tuple[asyncio.Future[Any], Any] | None] = SimpleQueue()

    async def call(self, function: Function, *args: Any, **kwargs: Any) -> Any:
        """On the loop: call a sync function on Flask's thread."""
        result, error = await self.post(functools.partial(function, *args, **kwargs))
        if error is not None:
            raise error
        return result

    async def post(self, item: Any) -> Any:
        future = self.loop.create_future()
        self.inbox.put((future, item))
        return await future

    def messages(self, asgi: ASGIApp, scope: Scope, receive: Receive) -> Messages:
        """On Flask's thread: what the app sends. Closing it half-way cancels the app."""

        async def main() -> None:
            current_run.set(self)
            self.task = asyncio.current_task()
            try:
                await asgi(scope, receive, self.post)
            finally:
                self.inbox.put(None)

        # This copies Flask's context: `request`, `g` and the rest work in async code.
        outcome = asyncio.run_coroutine_threadsafe(main(), self.loop)
        gone = False
        while (entry := self.inbox.get()) is not None:
            future, item = entry
            result = attempt(item) if callable(item) else None
            if result is None and not gone:
                try:
                    yield item
                except GeneratorExit:
                    gone = True  # but go on: the app still has dependencies to leave
                    if item["type"] == "http.response.start" or item.get("more_body"):
                        self.loop.call_soon_threadsafe(cast(Any, self.task).cancel)
            self.loop.call_soon_threadsafe(resolve, future, result)
        with suppress(CancelledError):
            outcome.result()


current_run: contextvars.ContextVar[Run] = contextvars.ContextVar("flask_bridge_run")


def on_flask_thread(function: Function) -> Function:
    """A dependency whose sync code runs where Flask's hooks, view and teardown run."""
    target = inspect.unwrap(function)
    if not (inspect.isroutine(target) or inspect.isclass(target)):
        target = getattr(target, "func", None) or target.__call__
    if inspect.iscoroutinefunction(target) or inspect.isasyncgenfunction(target):
        return function

    async def call(**values: Any) -> Any:
        value = await current_run.get().call(function, **values)
        return await value if inspect.isawaitable(value) else value

    async def enter(**values: Any) -> Any:
        run, manager = current_run.get(), contextmanager(function)(**values)
        value = await run.call(manager.__enter__)
        try:
            yield value
        except BaseException as exc:
            if not await run.call(manager.__exit__, type(exc), exc, exc.__traceback__):
                raise
        else:
            await run.call(manager.__exit__, None, None, None)

    wrapper: Any = enter if inspect.isgeneratorfunction(target) else call
    wrapper.__signature__ = typed_signature(function)
    return cast(Function, wrapper)


def has_late_work(dependant: Any) -> bool:
    """Whether something may remain to be done after the response: tasks, dependency exits."""
    return (
        dependant.background_tasks_param_name is not None
        or inspect.isasyncgenfunction(dependant.call)
        or any(map(has_late_work, dependant.dependencies))
    )


@functools.cache
def background_loop() -> asyncio.AbstractEventLoop:
    """For async code while Flask is served by a WSGI server, or by its own test client."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="flask_bridge", daemon=True).start()
    return loop


def receive_body() -> Receive:
    """The complete request body for FastAPI, which leaves it to Flask to be read again."""
    stream, length, limit = request.environ["wsgi.input"], request.content_length, None
    if length is None or not (hasattr(stream, "seekable") and stream.seekable()):
        stream = io.BytesIO(request.get_data())  # Flask keeps it, and minds the limit
    else:
        limit = request.max_content_length
        if limit is not None and length > limit:
            raise werkzeug_exceptions.RequestEntityTooLarge()
        stream.seek(0, io.SEEK_END)  # receives the rest: async code must not have to wait for it
        stream.seek(0)
    ended = False

    async def receive() -> Message:
        nonlocal ended
        if ended:
            await asyncio.Event().wait()  # for a disconnect: then the task is cancelled instead
        chunk = stream.read(1 << 16)
        if not chunk:
            ended = True
            stream.seek(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    return receive


def asgi_scope(environ: dict[str, Any]) -> Scope:
    """The request as Flask sees it, after WSGI wrappers had their say."""
    root = environ.get("SCRIPT_NAME", "").encode("latin-1")
    path = root + environ["PATH_INFO"].encode("latin-1")
    headers = [
        (name.removeprefix("HTTP_").replace("_", "-").lower().encode(), value.encode("latin-1"))
        for name, value in environ.items()
        if name.startswith("HTTP_") or (name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
    ]
    exchange: Exchange | None = environ.get("flask_bridge")
    return {
        **(exchange.scope if exchange else {}),
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": environ["SERVER_PROTOCOL"].removeprefix("HTTP/"),
        "method": environ["REQUEST_METHOD"],
        "scheme": environ["wsgi.url_scheme"],
        "path": path.decode("utf-8", "replace"),
        "raw_path": quote(path).encode(),
        "root_path": root.decode("utf-8", "replace"),
        "query_string": environ.get("QUERY_STRING", "").encode("latin-1"),
        "headers": headers,
        "client": (environ.get("REMOTE_ADDR", ""), int(environ.get("REMOTE_PORT") or 0)),
        "server": (environ["SERVER_NAME"], int(environ["SERVER_PORT"])),
        "extensions": {},  # the server's are not ours
        "starlette.exception_handlers": ({}, {}),  # exceptions are for Flask
    }


def hold(response: FlaskResponse, messages: Messages) -> None:
    """Keep Flask's context, and so its teardown, until the app has sent and done everything."""
    context = request_ctx._get_current_object()  # type: ignore[attr-defined]
    original, chunks = response.response, response.iter_encoded()

    def body() -> Iterator[bytes]:
        with context, closing(messages):
            try:
                yield b""
            except GeneratorExit:
                return  # HEAD and 204 have no body, which is no error for the teardown
            yield from chunks
            for message in messages:
                yield message.get("body", b"")

    response.response = held = body()
    response.direct_passthrough = False
    if hasattr(original, "close"):
        response.call_on_close(original.close)
    next(held)  # enters the context while it is still there
    if exchange := request.environ.get("flask_bridge"):
        exchange.eager = True  # the client does not wait for late work


# ---- A request that Flask answers


def wsgi_environ(scope: Scope) -> dict[str, Any]:
    raw = unquote_to_bytes(scope.get("raw_path") or b"")
    if raw.decode("utf-8", "replace") != scope["path"]:
        raw = scope["path"].encode()  # a middleware changed the path, or a Mount of old Starlette
    path, root = raw.decode("latin-1"), scope.get("root_path", "").encode().decode("latin-1")
    if root and path.startswith(root) and path[len(root) :][:1] in ("", "/"):
        path = path[len(root) :]
    query = scope.get("query_string", b"").decode("latin-1")
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", "")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_URI": quote(root + path, encoding="latin-1") + (f"?{query}" if query else ""),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(),
        "wsgi.input_terminated": True,  # a chunked body has no length, but an end
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # X_Forwarded_For must not pass for the X-Forwarded-For of a proxy
        key, text = name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
        if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            environ[key] = text
        elif (key := f"HTTP_{key}") in environ:  # HTTP/2 sends each cookie in a header of its own
            environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + text
        else:
            environ[key] = text
    return environ


class Body(io.RawIOBase):
    """A request body: received as Flask reads it, and kept so that it can be read again."""

    def __init__(self, exchange: Exchange, first: Message) -> None:
        self.exchange, self.position, self.size, self.ended = exchange, 0, 0, False
        self.spool = tempfile.SpooledTemporaryFile(MEMORY)
        self.store(first)

    def store(self, message: Message) -> None:
        if message["type"] == "http.disconnect":
            raise werkzeug_exceptions.ClientDisconnected()  # half an upload is not a small one
        self.spool.seek(0, io.SEEK_END)
        self.size += self.spool.write(message.get("body", b""))
        self.ended = not message.get("more_body", False)

    def fill(self, size: int) -> None:
        while self.size < size and not self.ended:
            self.store(self.exchange.wait_for(self.exchange.receive()))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            self.fill(sys.maxsize)
        self.position = offset + (0, self.position, self.size)[whence]
        return self.position

    def readinto(self, buffer: Any) -> int:
        self.fill(self.position + 1)
        self.spool.seek(self.position)
        data = self.spool.read(len(buffer))
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


class Exchange:
    """A WSGI call on a worker thread: one hop there and one back, unless the answer is streamed."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.loop = asyncio.get_running_loop()
        self.body: Body | None = None
        self.start: Message = {}
        self.held: list[bytes] = []
        self.watcher: asyncio.Task[None] | None = None
        self.eager = self.started = self.gone = False

    async def run(self, wsgi: Function, environ: dict[str, Any], pool: ThreadPoolExecutor) -> None:
        environ["flask_bridge"] = self
        first = await self.receive()
        if first.get("more_body"):
            self.body = Body(self, first)
            environ["wsgi.input"] = io.BufferedReader(self.body, 1 << 16)
        else:
            environ["wsgi.input"] = io.BytesIO(first.get("body", b""))
        try:
            await in_pool(pool, functools.partial(self.work, wsgi, environ))
            await self.flush(last=True)
        finally:
            self.gone = True  # if this was cancelled, the worker must not go on producing
            if self.watcher is not None:
                self.watcher.cancel()
            if self.body is not None:
                self.body.spool.close()

    def work(self, wsgi: Function, environ: dict[str, Any]) -> None:
        chunks = wsgi(environ, self.start_response)
        try:
            size = 0
            for chunk in chunks:
                self.held.append(chunk)
                size += len(chunk)
                if chunk and (self.eager or size > MEMORY):
                    self.wait_for(self.flush())
                if self.gone:
                    break
        finally:
            if hasattr(chunks, "close"):
                chunks.close()  # ends the generator of a view whose client has gone

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Function:
        if exc_info and self.started:
            raise cast(BaseException, exc_info[1])
        raw = raw_headers(headers)
        self.start = {"type": "http.response.start", "status": int(status[:3]), "headers": raw}
        self.eager = not any(name == b"content-length" for name, _ in raw)
        return self.held.append

    async def flush(self, last: bool = False) -> None:
        if not self.started:
            self.started = True
            await self.send(self.start)
        body = b"".join(self.held)
        self.held.clear()
        if body or last:
            await self.send({"type": "http.response.body", "body": body, "more_body": not last})
        # Not while a request body is still to come: the watcher would take it away.
        if not last and self.watcher is None and (self.body is None or self.body.ended):
            self.watcher = self.loop.create_task(self.watch())

    async def watch(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.gone = True

    def wait_for(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()


async def in_pool(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Any:
    context, loop = contextvars.copy_context(), asyncio.get_running_loop()
    result, error = await loop.run_in_executor(pool, context.run, attempt, work)
    if error is not None:
        raise error
    return result


# ---- The two apps as one


class Bridge(BaseRoute):
    """First route of the FastAPI app: asks Flask's URL map, which knows all routes, who answers."""

    def __init__(self, app: FastAPI, flask_app: Flask, workers: int) -> None:
        self.app, self.flask_app = app, flask_app
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="flask")
        self.on_flask_thread = functools.cache(on_flask_thread)  # one for each: they are compared
        self.migrated: set[str] = set()
        self.known_routes = 0
        # The migrated routes alone. Flask's map may hold converters that query a database, which
        # is nothing for the event loop: it is asked only where a migrated route could answer.
        url_map = flask_app.url_map
        self.map = Map(
            converters=url_map.converters,
            strict_slashes=url_map.strict_slashes,
            merge_slashes=url_map.merge_slashes,
        )

    # At mount

    def enter(self, route: Any) -> None:
        """Enter a migrated route in Flask's URL map."""
        original, path = getattr(route, "original_route", route), getattr(route, "path", "")
        if isinstance(original, WebSocketRoute):
            return
        if not isinstance(original, (Route, Mount)):
            raise RuntimeError(f"{route!r}: beside Flask, a route needs a path")
        url_map = self.flask_app.url_map
        if url_map.host_matching:
            raise RuntimeError(f"{path}: Flask's host_matching leaves no place for FastAPI routes")
        taken = {rule.endpoint for rule in url_map.iter_rules()} - self.migrated
        name = route.name if route.name and route.name not in taken else f"fastapi:{path}"
        self.migrated.add(name)
        methods = getattr(route, "methods", None) or METHODS
        rule = flask_rule(path, url_map.converters)
        for text in (f"{rule}/", f"{rule}/<path:_>") if isinstance(original, Mount) else (rule,):
            self.flask_app.add_url_rule(text, name, self.migrated_view, methods=methods)
            self.map.add(Rule(text, endpoint=name, methods=methods))

    def lift(self, endpoint: str, claims: list[Claim]) -> None:
        """Replace the view function of a bridged endpoint by one in which FastAPI has a part."""
        view = self.flask_app.view_functions.get(endpoint)
        if view is None:
            return  # Flask, too, complains only when it is asked for
        claimed = {id(claim.rule): claim for claim in claims}
        routes: dict[tuple[int, str], BridgedRoute] = {}
        for rule in self.flask_app.url_map.iter_rules(endpoint):
            claim = claimed.get(id(rule), claims[-1])
            for method in declared_methods(rule):
                try:
                    routes[id(rule), method] = self.bridged_route(rule, method, view, claim)
                except Exception as exc:
                    raise RuntimeError(f"{endpoint} cannot be bridged: {exc}") from exc
        first = next(iter(routes.values()))

        @functools.wraps(view)
        def lifted(**view_args: Any) -> Any:
            key = id(request.url_rule)
            # The first, if another view is calling this one.
            route = routes.get((key, request.method)) or routes.get((key, "GET")) or first
            try:
                if route.plain:
                    return self.to_flask(self.flask_app.ensure_sync(view)(**view_args))
                return self.serve(
                    AsyncExitStackMiddleware(route.app),
                    view_args,
                    late=route.late,
                    app=self.app,
                    router=self.app.router,
                    route=route,
                    endpoint=route.endpoint,
                    path_params=complete(route, view_args),
                )
            except (HTTPException, RequestValidationError) as exc:
                return self.answer_bridged(exc)

        self.flask_app.view_functions[endpoint] = lifted

    def bridged_route(self, rule: Rule, method: str, view: Function, claim: Claim) -> BridgedRoute:
        """The FastAPI route of one method. (Operation ids are unique, so each has its own.)"""
        function, options = claim.view or view, dict(claim.options)
        for option in ("endpoint", "methods", "name", "dependency_overrides_provider"):
            options.pop(option, None)
        response_class = options.get("response_class")
        serialised = response_class and not isinstance(response_class, DefaultPlaceholder)

        signature = typed_signature(function)
        declared = [p for p in signature.parameters.values() if is_fastapis(p, rule)]
        if any(mentions(p.annotation, WebSocket) for p in declared):
            raise TypeError("WebSockets need a FastAPI router")
        responses = [p for p in declared if mentions(p.annotation, Response) and not is_marked(p)]
        path = fastapi_path(rule.rule)
        path_names = {name for name in rule.arguments if f"{{{name}" in path}
        path_names -= {p.name for p in declared}

        async def endpoint(*, _response: Response, **values: Any) -> Any:
            run = current_run.get()
            for name in path_names:
                del values[name]  # documentation: Flask's own values count
            values.update((p.name, _response) for p in responses)
            values = {**run.view_args, **values}
            if inspect.iscoroutinefunction(view):
                value = await view(**values)
            else:
                value = await run.call(view, **values)
                value = await value if inspect.isawaitable(value) else value
            if isinstance(value, Response):
                run.late = run.late or value.background is not None
                return value
            if are_models(value) or (value is None and route.status_code):
                return value
            if (serialised or route.response_field) and not isinstance(value, WerkzeugResponse):
                return value
            return FlaskValue(value, _response, route.status_code)

        kind, returns = inspect.Parameter.KEYWORD_ONLY, signature.return_annotation
        if get_origin(returns) not in (None, list) or not mentions(returns, BaseModel):
            returns = signature.empty  # `-> str` is a page in Flask, not a JSON schema
        seen = [p.replace(kind=kind) for p in declared if p not in responses]
        seen += [inspect.Parameter(name, kind, annotation=Any) for name in sorted(path_names)]
        seen += [inspect.Parameter("_response", kind, annotation=Response)]
        vars(endpoint)["__signature__"] = inspect.Signature(seen, return_annotation=returns)
        endpoint.__name__, endpoint.__doc__ = rule.endpoint, function.__doc__

        add_route = functools.partial(self.app.router.add_api_route, path, endpoint, **options)
        add_route(
            methods=[method],
            name=rule.endpoint,
            route_class_override=cast(Any, functools.partial(BridgedRoute, self)),
        )
        route = cast(BridgedRoute, self.app.router.routes[-1])
        limited = options.get("max_body_size") is not None
        by_option = serialised or limited or route.response_field or route.status_code
        route.plain = not (declared or by_option or route.dependencies)
        if not route.plain and inspect.isasyncgenfunction(function):
            raise TypeError("Flask has no use for an async generator")
        self.put_on_flask_thread(route.dependant)
        route.late = has_late_work(route.dependant)
        return route

    def put_on_flask_thread(self, dependant: Any) -> None:
        for index, sub in enumerate(dependant.dependencies):
            self.put_on_flask_thread(sub)
            call = self.on_flask_thread(sub.call)
            if dataclasses.is_dataclass(sub):  # which may have cached what kind of call it has
                dependant.dependencies[index] = dataclasses.replace(cast(Any, sub), call=call)
            else:
                sub.call = call

    @property
    def dependency_overrides(self) -> dict[Function, Function]:
        thread, overrides = self.on_flask_thread, self.app.dependency_overrides
        return {thread(old): thread(new) for old, new in overrides.items()}

    # Inside Flask

    def to_flask(self, value: Any) -> Any:
        """Serialise what Flask's make_response does not know, as FastAPI would."""
        if are_models(value):
            response_class: Any = self.app.router.default_response_class
            value = getattr(response_class, "value", response_class)(jsonable_encoder(value))
        if isinstance(value, Response):
            return self.serve(value, {}, late=value.background is not None)
        return value

    def migrated_view(self, **view_args: Any) -> FlaskResponse:
        """A migrated route, asked for by a WSGI server or after a WSGI wrapper changed the path.

        In the second case the middlewares of the FastAPI app have had their turn.
        """
        app = self.app.router if "flask_bridge" in request.environ else self.app
        return self.serve(app, flask_bridge_decided=self)

    def serve(
        self, asgi: ASGIApp, view_args: Any = None, late: bool = False, **more_scope: Any
    ) -> FlaskResponse:
        """Run an ASGI app for Flask's current request, and make its response one of Flask's."""
        exchange: Exchange | None = request.environ.get("flask_bridge")
        run = Run(exchange.loop if exchange else background_loop(), view_args or {}, late)
        scope = {**asgi_scope(request.environ), **more_scope}
        messages = run.messages(asgi, scope, receive_body())
        try:
            message = next(messages, None)
            if message is None:
                raise RuntimeError("the FastAPI app sent no response")
            if message["type"] == "flask.value":
                response = self.from_value(message["value"])
            else:
                response = self.flask_app.response_class(status=message["status"])
                response.headers.clear()
                for name, value in message["headers"]:
                    response.headers.add(name.decode("latin-1"), value.decode("latin-1"))
                message = {"more_body": True}
                if "Content-Length" in response.headers or response.status_code in (204, 304):
                    message = next(messages)
                response.response = [message.get("body", b"")]
            if message.get("more_body"):
                hold(response, messages)
            elif run.late:
                if not response.is_streamed and response.content_length is None:
                    response.content_length = response.calculate_content_length()
                hold(response, messages)
            else:
                for _ in messages:
                    pass
        except BaseException:
            messages.close()
            raise
        return response

    def from_value(self, value: FlaskValue) -> FlaskResponse:
        response = self.flask_app.make_response(value.value)
        for name, text in value.injected.headers.items():
            response.headers.add(name, text)
        if value.status and not isinstance(value.value, (tuple, WerkzeugResponse)):
            response.status_code = value.status
        return response

    # Exceptions

    def answer_bridged(self, exc: Exception) -> FlaskResponse:
        """FastAPI's own exceptions mean nothing to Flask. The others are Flask's anyway."""
        handler = self.fastapi_handler(exc)
        if handler is not None:
            return self.serve(functools.partial(answer, handler, exc))
        after_this_request(functools.partial(keep_headers, exc))
        raise self.flask_error(exc) from exc.__cause__

    def answer_migrated(self, environ: dict[str, Any], exc: Exception) -> Response:
        """In a thread: what Flask answers to an exception of a migrated route."""
        with self.flask_app.request_context(environ):
            try:
                try:
                    raise self.flask_error(exc)
                except Exception as error:
                    result: Any = self.flask_app.handle_user_exception(error)
                response = self.flask_app.make_response(result)
            except Exception as error:
                response = self.flask_app.handle_exception(error)
            chunks, _, headers = keep_headers(exc, response).get_wsgi_response(environ)
            converted = Response(b"".join(chunks), response.status_code)
        converted.raw_headers = raw_headers(headers)
        return converted

    def flask_error(self, exc: Exception) -> Exception:
        if not isinstance(exc, HTTPException) or self.flask_handles(type(exc)):
            return exc
        # The bare phrase is Starlette's default. Werkzeug has a better text of its own.
        bare = exc.detail is None or exc.detail == http_phrases.get(exc.status_code)
        error_class = werkzeug_exceptions.default_exceptions.get(
            exc.status_code, werkzeug_exceptions.HTTPException
        )
        error = error_class(description=None if bare else exc.detail)
        error.code = exc.status_code
        return error

    def fastapi_handler(self, exc: Exception) -> Function | None:
        """The handler of the FastAPI app that answers an exception; None if Flask does."""
        handlers: dict[Any, Function] = cast(Any, self.app.exception_handlers)
        text, keys = False, (*type(exc).__mro__, 500)
        if isinstance(exc, HTTPException):
            text, keys = exc.detail is None or isinstance(exc.detail, str), (exc.status_code, *keys)
        handler = next((handlers[key] for key in keys if key in handlers), None)
        # FastAPI's defaults are for what Flask cannot say: invalid parameters, details as JSON.
        if handler in FASTAPI_HANDLERS and (text or self.flask_handles(type(exc))):
            return None
        return handler

    def flask_handles(self, cls: type[Exception]) -> bool:
        """Whether an error handler of Flask names the class; errorhandler(Exception) does not."""
        specs = self.flask_app.error_handler_spec.values()
        named = {error for codes in specs for errors in codes.values() for error in errors}
        return any(base in named for base in cls.__mro__ if base is not Exception)

    # Inside FastAPI

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        passing = scope["type"] != "http" or scope.get("flask_bridge") is self
        return (Match.NONE if passing else Match.FULL), {}

    def url_path_for(self, name: str, /, **path_params: Any) -> NoReturn:
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = wsgi_environ(scope)
        if scope.get("flask_bridge_decided") is self or self.is_migrated(scope, environ):
            await self.handle_migrated(scope, receive, send, environ)
        else:
            await Exchange(scope, receive, send).run(self.flask_app, environ, self.pool)

    def is_migrated(self, scope: Scope, environ: dict[str, Any]) -> bool:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        added = False  # after mount_flask: unknown to Flask's map, which goes before
        try:
            self.map.bind("").match(path, scope["method"])
        except werkzeug_exceptions.HTTPException:
            added = any_takes(self.app.router.routes[self.known_routes :], scope)
            if not added:
                return False
        try:
            flask_request = self.flask_app.request_class(environ)
            adapter: Any = self.flask_app.create_url_adapter(flask_request)
            rule = adapter.match(return_rule=True)[0]
        except (werkzeug_exceptions.NotFound, werkzeug_exceptions.MethodNotAllowed):
            return added
        except Exception:
            return False  # a redirect, an untrusted host, a failing converter: Flask will say so
        if not rule.strict_slashes and rule.rule.endswith("/") != path.endswith("/"):
            slash = "" if path.endswith("/") else "/"
            scope["path"] = scope["path"].rstrip("/") + slash  # Starlette is always strict
        return rule.endpoint in self.migrated

    async def handle_migrated(
        self, scope: Scope, receive: Receive, send: Send, environ: dict[str, Any]
    ) -> None:
        # The router shall pass us by, and its routes shall leave exceptions to us.
        scope.update({"flask_bridge": self, "starlette.exception_handlers": ({}, {})})
        started, headless = False, scope["method"] == "HEAD"
        if headless and not any_takes(self.app.router.routes, scope):
            scope = {**scope, "method": "GET"}  # a copy: the server looks into its own

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            if headless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self.app.router(scope, receive, watched)
        except Exception as exc:
            if started:
                raise
            handler, run = self.fastapi_handler(exc), current_run.get(None)
            if handler is not None:
                return await answer(handler, exc, scope, receive, watched)
            if run is not None:  # Flask's thread is waiting for us: there may be no other
                response = await run.call(self.answer_migrated, environ, exc)
            else:
                work = functools.partial(self.answer_migrated, environ, exc)
                response = await in_pool(self.pool, work)
            await response(scope, receive, watched)


def declared_methods(rule: Rule) -> list[str]:
    methods = set(rule.methods or ())
    if "GET" in methods:
        methods.discard("HEAD")
    if getattr(rule, "provide_automatic_options", False):
        methods.discard("OPTIONS")
    return sorted(methods)


def complete(route: BridgedRoute, view_args: dict[str, Any]) -> dict[str, Any]:
    """View arguments with those that a url_value_preprocessor has taken out, for dependencies."""
    if route.param_convertors.keys() <= view_args.keys():
        return view_args
    return {**cast(Any, request_ctx).url_adapter.match()[1], **view_args}


def any_takes(routes: Iterable[BaseRoute], scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in routes)


async def answer(
    handler: Function, exc: Exception, scope: Scope, receive: Receive, send: Send
) -> None:
    response = await run_in_threadpool(handler, Request(scope, receive), exc)
    response = await response if inspect.isawaitable(response) else response
    await response(scope, receive, send)


def keep_headers(exc: Exception, response: Any) -> Any:
    for name, value in (getattr(exc, "headers", None) or {}).items():
        response.headers.setdefault(name, value)
    return response


def raw_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def mount_flask(app: FastAPI, flask_app: Flask, *, workers: int = 40) -> FastAPI:
    """Serve `flask_app` from `app`, on `workers` threads. The last call of a module or factory.

    Afterwards `app.state.flask_app`, `app.state.config` and `flask_app.extensions["fastapi"]` lead
    from one side to the other.
    """
    if "fastapi" in flask_app.extensions or any(isinstance(r, Bridge) for r in app.routes):
        raise RuntimeError("mount_flask takes a FastAPI app and a Flask app once")
    bridge = Bridge(app, flask_app, workers)
    for route in getattr(fastapi.routing, "iter_route_contexts", iter)(app.routes):
        bridge.enter(route)
    claims: dict[str, list[Claim]] = {}
    for claim in flask_app.extensions.get("flask_bridge", ()):
        claims.setdefault(claim.rule.endpoint, []).append(claim)
    for endpoint, of_endpoint in claims.items():
        bridge.lift(endpoint, of_endpoint)
    app.router.routes.insert(0, bridge)
    bridge.known_routes = len(app.router.routes)
    app.state.flask_app, app.state.config = flask_app, flask_app.config
    flask_app.extensions["fastapi"] = app
    return app

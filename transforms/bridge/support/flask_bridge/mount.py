"""The two apps as one."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

from fastapi import FastAPI
from flask import Flask, request
from flask import Response as FlaskResponse
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .endpoints import Endpoints
from .environ import Environ, wsgi_environ
from .errors import Errors, answer
from .exchange import Exchange, in_pool
from .migrated import Migrated
from .responses import serve
from .routers import Claim, declarations
from .runs import current_run

DECIDED = "flask_bridge.decided"
PASSED = "flask_bridge.passed"


class Bridge(BaseRoute):
    """First route of the FastAPI app: asks Flask's URL map, which knows all routes, who answers."""

    def __init__(self, app: FastAPI, flask_app: Flask, workers: int) -> None:
        self.app, self.flask_app = app, flask_app
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="flask")
        self.migrated, self.errors = Migrated(app, flask_app), Errors(app, flask_app)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        passing = scope["type"] != "http" or scope.get(PASSED) is self
        return (Match.NONE if passing else Match.FULL), {}

    def url_path_for(self, name: str, /, **path_params: Any) -> NoReturn:
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = wsgi_environ(scope)
        target = scope.pop(DECIDED, None) or self.migrated.find(scope, environ)
        if target is None:
            await Exchange(scope, receive, send).run(self.flask_app, environ, self.pool)
        else:
            await self.answer_migrated(target, scope, receive, send, environ)

    async def answer_migrated(
        self, target: ASGIApp, scope: Scope, receive: Receive, send: Send, environ: Environ
    ) -> None:
        # The router shall pass us by, and its routes shall leave exceptions to us.
        scope.update({PASSED: self, "starlette.exception_handlers": ({}, {})})
        started, headless, outer = False, scope["method"] == "HEAD", scope
        if headless and not self.migrated.takes_head(target, scope):
            scope = {**scope, "method": "GET"}  # a copy: the server looks into its own

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            if headless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await target(scope, receive, watched)
        except Exception as exc:
            if started:
                raise
            handler, run = self.errors.fastapi_handler(exc), current_run.get(None)
            if handler is not None:
                return await answer(handler, exc, scope, receive, watched)
            outer["flask_bridge"] = True
            work = functools.partial(self.errors.answer_migrated, environ, exc)
            # Where Flask's thread is waiting for us, there may be no other.
            response = await (run.call(work) if run else in_pool(self.pool, work))
            await response(scope, receive, watched)

    def migrated_view(self, **view_args: Any) -> FlaskResponse:
        """A migrated route, asked for by a WSGI server or after a WSGI wrapper changed the path.

        In the second case the middlewares of the FastAPI app have had their turn.
        """
        exchange: Exchange | None = request.environ.get("flask_bridge")
        if exchange:
            exchange.scope.pop("flask_bridge")  # the answer is FastAPI's after all
        target = self.migrated.targets.get(id(request.url_rule), self.app.router)
        asgi = self.app.router if exchange else self.app
        more_scope: dict[str, Any] = {DECIDED: target}
        return serve(self.flask_app, asgi, **more_scope)


def mount_flask(app: FastAPI, flask_app: Flask, *, workers: int = 40) -> FastAPI:
    """Serve `flask_app` from `app`, on `workers` threads. The last call of a module or factory.

    Afterwards `app.state.flask_app`, `app.state.config` and `flask_app.extensions["fastapi"]` lead
    from one side to the other.
    """
    if any(isinstance(route, Bridge) for route in app.routes):
        raise RuntimeError("mount_flask takes a FastAPI app once")
    declared = declarations(flask_app, "mount_flask")
    for router, options in declared.routers:
        app.include_router(router, **options)
    bridge = Bridge(app, flask_app, workers)
    bridge.migrated.enter_all(bridge.migrated_view)
    claims: dict[str, list[Claim]] = {}
    for claim in declared.claims:
        claims.setdefault(claim.rule.endpoint, []).append(claim)
    endpoints = Endpoints(app, flask_app, bridge.errors)
    for endpoint, of_endpoint in claims.items():
        endpoints.lift(endpoint, of_endpoint)
    app.router.routes.insert(0, bridge)
    bridge.migrated.known_routes = len(app.router.routes)
    app.state.flask_app, app.state.config = flask_app, flask_app.config
    flask_app.extensions["fastapi"] = app
    return app

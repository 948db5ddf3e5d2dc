"""A Flask app with everything around its views, some of them bridged, some migrated."""

import sqlite3
import threading
from typing import Any

from asking import client_of
from fastapi import APIRouter, FastAPI
from flask import (
    Blueprint,
    Flask,
    after_this_request,
    flash,
    g,
    get_flashed_messages,
    jsonify,
    redirect,
    request,
    session,
    url_for,
)
from flask_bridge import FlaskRouter, include_router, mount_flask
from starlette.testclient import TestClient


class SoldOut(Exception):
    pass


class Shop:
    """The pieces, before they are mounted; `log` is what the hooks saw."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.flask = Flask("shop", static_folder=None)
        self.flask.secret_key = "secret"
        self.bp = Blueprint("shop", __name__, url_prefix="/<lang>")
        self.bridged = FlaskRouter(self.bp)
        self.router = APIRouter()
        self.hooks()
        self.views()
        self.migrated()
        self.app: FastAPI | None = None

    def mount(self) -> FastAPI:
        if self.app is None:
            self.flask.register_blueprint(self.bp)
            include_router(self.flask, self.router)
            self.app = mount_flask(FastAPI(), self.flask)
        return self.app

    def client(self) -> TestClient:
        return client_of(self.mount())

    def hooks(self) -> None:
        @self.bp.url_value_preprocessor
        def take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
            g.lang = (values or {}).pop("lang", None)

        @self.flask.before_request
        def connect() -> Any:
            self.log.append("before")
            g.thread, g.db = threading.get_ident(), sqlite3.connect(":memory:")
            if "x-closed" in request.headers:
                return jsonify(closed=True), 503
            return None

        @self.bp.before_request
        def note() -> None:
            self.log.append(f"{request.blueprint} {request.endpoint} {request.view_args}")

        @self.flask.after_request
        def outer(response: Any) -> Any:
            self.log.append("after: outer")
            response.headers["X-Body"] = response.is_streamed or len(response.get_data())
            return response

        @self.flask.after_request
        def inner(response: Any) -> Any:
            self.log.append("after: inner")
            return response

        @self.flask.teardown_request
        def disconnect(exc: BaseException | None) -> None:
            if "db" in g:
                g.db.close()
            self.log.append(f"teardown {type(exc).__name__}")

        @self.flask.teardown_appcontext
        def end(exc: BaseException | None) -> None:
            self.log.append("end")

        @self.flask.errorhandler(SoldOut)
        def sold_out(exc: SoldOut) -> Any:
            return jsonify(sold_out=str(exc)), 410

        @self.bp.errorhandler(KeyError)
        def missing(exc: KeyError) -> Any:
            return "no such key", 409

        @self.flask.errorhandler(404)
        def not_found(exc: Any) -> Any:
            return f"nothing at {request.path}", 404

    def views(self) -> None:
        @self.bridged.get("/items/{number:int}")
        def item(number: int) -> Any:
            g.db.execute("select 1")
            session["seen"] = session.get("seen", 0) + 1
            return {
                "number": number,
                "lang": g.lang,
                "seen": session["seen"],
                "q": request.args.get("q"),
                "agent": request.headers.get("user-agent"),
                "here": url_for("shop.item", lang="en", number=number),
                "kept": url_for("shop.kept", lang="en", number=1, _external=True),
                "thread": g.thread == threading.get_ident(),
            }

        @self.bp.get("/kept/<int:number>")
        def kept(number: int) -> Any:
            return {"number": number, "lang": g.lang, "seen": session.get("seen")}

        @self.bridged.api_route("/both", methods=["GET", "POST"])
        def both() -> Any:
            return request.method

        @self.bridged.route("/pick/<any(red, blue):colour>", defaults={"size": 3})
        def pick(colour: str, size: int) -> Any:
            return f"{colour} {size}"

        @self.bridged.get("/cart")
        def cart() -> Any:
            flash("added")

            @after_this_request
            def stamp(response: Any) -> Any:
                response.headers["X-Stamp"] = "1"
                return response

            return redirect("/en/flashes")

        @self.bridged.get("/flashes")
        def flashes() -> Any:
            return jsonify(get_flashed_messages())

        @self.flask.get("/users/me")
        def me() -> Any:
            return "me, in Flask"

        @self.flask.post("/users/<name>")
        def rename(name: str) -> Any:
            return f"renamed {name}, in Flask"

        @self.flask.get("/tree/")
        def tree() -> Any:
            return "tree"

    def migrated(self) -> None:
        @self.router.get("/users/{name}", name="user")
        def user(name: str) -> Any:
            return {"name": name}

        @self.router.get("/users/staff", name="staff")
        async def staff() -> Any:
            return ["the boss"]

        @self.router.get("/sold-out", name="sold_out")
        def sold_out() -> Any:
            raise SoldOut("socks")

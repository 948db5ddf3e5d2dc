"""Flask's URL map decides, for migrated, bridged and kept routes alike."""

import flask
import pytest
from asking import ask, scope, served
from fastapi import APIRouter, FastAPI, WebSocket
from flask import Flask, request, url_for
from flask_bridge import FlaskRouter, include_router, mount_flask
from shop import Shop
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient


def test_specific_rules_before_general_ones(client: TestClient) -> None:
    assert client.get("/users/me").text == "me, in Flask"
    assert client.get("/users/ann").json() == {"name": "ann"}
    assert client.post("/users/ann").text == "renamed ann, in Flask"


def test_migrated_routes_do_not_hide_each_other(client: TestClient) -> None:
    assert client.get("/users/staff").json() == ["the boss"]


def test_methods(client: TestClient) -> None:
    assert [client.request(m, "/en/both").text for m in ("GET", "POST")] == ["GET", "POST"]
    allowed = {"GET", "HEAD", "OPTIONS", "POST"}
    for method, status in (("PUT", 405), ("OPTIONS", 200)):
        response = client.request(method, "/en/both")
        assert response.status_code == status
        assert set(response.headers["allow"].split(", ")) == allowed


def test_union_of_methods_of_migrated_and_kept(client: TestClient) -> None:
    response = client.put("/users/ann")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("path", ["/en/items/1", "/en/kept/1", "/users/ann", "/users/staff"])
def test_head(client: TestClient, path: str) -> None:
    got, response = client.get(path), client.head(path)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == got.headers["content-length"]


def test_slash_redirect_and_not_found(client: TestClient) -> None:
    moved = client.get("/tree")
    assert (moved.status_code, moved.headers["location"]) == (308, "http://testserver/tree/")
    for path in ("/nowhere", "/en/items/abc", "/en/pick/green"):
        assert client.get(path).text == f"nothing at {path}"


def test_rules_that_only_flask_has(client: TestClient) -> None:
    assert client.get("/en/pick/red").text == "red 3"


def test_openapi_has_bridged_and_migrated_routes(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/{lang}/items/{number}", "/{lang}/pick/{colour}", "/users/{name}"} <= paths.keys()
    assert set(paths["/{lang}/both"]) == {"get", "post"}
    assert "/{lang}/kept/{number}" not in paths
    assert client.get("/docs").status_code == 200


def test_operation_ids_are_unique(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"].values()
    ids = [operation["operationId"] for path in paths for operation in path.values()]
    assert len(ids) == len(set(ids)) > 5


def test_url_for_knows_every_route(shop: Shop, client: TestClient) -> None:
    with shop.flask.test_request_context():
        assert url_for("user", name="a b") == "/users/a%20b"
        assert url_for("shop.item", lang="de", number=3) == "/de/items/3"
        assert url_for("shop.pick", lang="de", colour="blue", size=3) == "/de/pick/blue"


def test_url_for_of_a_route_with_a_hidden_twin() -> None:
    app, flask_app = FastAPI(), Flask("shop")

    @app.get("/both/", name="both", include_in_schema=False)
    @app.get("/both", name="both")
    def both() -> str:
        return "both"

    @app.get("/other/", name="other")
    @app.get("/other", name="other", include_in_schema=False)
    def other() -> str:
        return "other"

    client = served(flask_app, app)
    for path in ("/both", "/both/", "/other", "/other/"):
        assert client.get(path).status_code == 200
    with flask_app.test_request_context():
        assert (url_for("both"), url_for("other")) == ("/both", "/other/")


def test_defaults_of_a_migrated_route() -> None:
    app, flask_app = FastAPI(), Flask("shop")

    def pages(page: int = 1) -> int:
        return page

    pages.url_defaults = {"page": 1}  # type: ignore[attr-defined]
    app.add_api_route("/pages/", pages, name="pages")
    app.add_api_route("/pages/{page:int}", lambda page: page, name="pages")
    client = served(flask_app, app)
    assert client.get("/pages/").json() == 1
    with flask_app.test_request_context():
        assert url_for("pages", page=1) == "/pages/"
        assert url_for("pages", page=2) == "/pages/2"


def test_names_that_flask_has_already() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    flask_app.add_url_rule("/old", "home", lambda: "old")
    app.add_api_route("/new", lambda: "new", name="home")
    client = served(flask_app, app)
    assert client.get("/old").text == "old" and client.get("/new").json() == "new"
    with flask_app.test_request_context():
        assert url_for("home") == "/old"


def test_root_path() -> None:
    flask_app = Flask("shop")
    bridged = FlaskRouter(flask_app)
    bridged.add_api_route("/here", lambda: [request.script_root, request.url], name="here")
    app = FastAPI()
    app.add_api_route("/moved", lambda: "moved")
    outer = FastAPI()
    outer.mount("/v1", mount_flask(app, flask_app))
    client = TestClient(outer)
    assert client.get("/v1/here").json() == ["/v1", "http://testserver/v1/here"]
    assert client.get("/v1/moved").json() == "moved"
    assert client.get("/v1/nowhere").status_code == 404


def test_mounted_application_and_kept_rules_below_it() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    inner = Starlette()
    inner.add_route("/page", lambda request: PlainTextResponse(request.method))
    app.mount("/inner", inner)
    flask_app.add_url_rule("/inner/kept", "kept", lambda: "kept")
    client = served(flask_app, app)
    assert client.get("/inner/page").text == "GET"
    assert client.head("/inner/page").status_code == 200
    assert client.get("/inner/kept").text == "kept"


def test_routes_added_after_mount_flask() -> None:
    flask_app = Flask("shop")
    flask_app.add_url_rule("/taken", "taken", lambda: "Flask's")
    app = mount_flask(FastAPI(), flask_app)
    app.add_api_route("/late", lambda: "late")
    app.add_api_route("/taken", lambda: "FastAPI's")
    client = TestClient(app)
    assert client.get("/late").json() == "late"
    assert client.head("/late").content == b""
    assert client.get("/taken").text == "Flask's"


def test_strict_slashes_off() -> None:
    flask_app, app = Flask("shop"), FastAPI()
    flask_app.url_map.strict_slashes = False
    app.add_api_route("/list/", lambda: "list")
    app.add_api_route("/leaf", lambda: "leaf")
    client = served(flask_app, app)
    assert [client.get(path).json() for path in ("/list", "/list/")] == ["list", "list"]
    assert client.get("/leaf").json() == "leaf"


def test_a_converter_that_takes_more_than_starlettes() -> None:
    from werkzeug.routing import UnicodeConverter

    flask_app, app = Flask("shop"), FastAPI()
    flask_app.url_map.converters["int"] = UnicodeConverter
    app.add_api_route("/n/{n:int}", lambda n: n)
    client = served(flask_app, app)
    assert client.get("/n/12").status_code == 200
    assert client.get("/n/twelve").status_code == 404


def test_websocket_passes_flask() -> None:
    flask_app, app = Flask("shop"), FastAPI()

    @app.websocket("/ws")
    async def hello(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("hello")
        await socket.close()

    with served(flask_app, app).websocket_connect("/ws") as socket:
        assert socket.receive_text() == "hello"


def test_encoded_paths_and_query_bytes() -> None:
    flask_app = Flask("shop")

    @flask_app.get("/<path:rest>")
    def echo(rest: str) -> flask.Response:
        return flask.jsonify(rest, request.query_string.decode("latin-1"), request.args["q"])

    client = served(flask_app)
    assert client.get("/a%2Fb%20%C3%A9?q=%E4%BA%AC").json() == ["a/b é", "q=%E4%BA%AC", "京"]


def test_remote_address_and_repeated_headers() -> None:
    flask_app = Flask("shop")

    @flask_app.get("/")
    def echo() -> flask.Response:
        names = ("X-Tag", "X-Forwarded-For", "Cookie")
        return flask.jsonify(request.remote_addr, *map(request.headers.get, names))

    headers = [(b"host", b"h"), (b"x-tag", b"a"), (b"x-tag", b"b"), (b"x_forwarded_for", b"evil")]
    headers += [(b"cookie", b"a=1"), (b"cookie", b"b=2")]
    sent = ask(mount_flask(FastAPI(), flask_app), scope("/", headers=headers))
    assert sent[1]["body"] == b'["10.0.0.9","a,b",null,"a=1; b=2"]\n'


@pytest.mark.parametrize("which", ["flask", "fastapi"])
def test_mounting_twice_is_refused(which: str) -> None:
    flask_app, app = Flask("shop"), FastAPI()
    mount_flask(app, flask_app)
    with pytest.raises(RuntimeError):
        if which == "flask":
            mount_flask(FastAPI(), flask_app)
        else:
            mount_flask(app, Flask("other"))


def test_bridged_routes_and_routers_after_mount_flask_are_refused() -> None:
    flask_app = Flask("shop")
    mount_flask(FastAPI(), flask_app)
    with pytest.raises(RuntimeError, match="has to be last"):
        FlaskRouter(flask_app).add_api_route("/late", lambda: "", name="late")
    with pytest.raises(RuntimeError, match="has to be last"):
        include_router(flask_app, APIRouter())


def test_both_apps_lead_to_each_other() -> None:
    flask_app = Flask("shop")
    app = mount_flask(FastAPI(), flask_app)
    assert app.state.flask_app is flask_app and app.state.config is flask_app.config
    assert flask_app.extensions["fastapi"] is app


def test_host_matching_is_refused() -> None:
    with pytest.raises(RuntimeError, match="host_matching"):
        mount_flask(FastAPI(), Flask("shop", host_matching=True, static_folder=None))

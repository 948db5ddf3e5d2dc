"""Routers of migrated routes, declared beside the blueprints they came from."""

from typing import Annotated

from asking import served
from fastapi import APIRouter, Depends, FastAPI
from flask import Blueprint, Flask, url_for
from flask_bridge import FlaskRouter, include_router
from starlette.testclient import TestClient


def halves(name: str) -> tuple[Blueprint, APIRouter]:
    bp, router = Blueprint(name, __name__), APIRouter()
    bridged = FlaskRouter(bp)
    bp.add_url_rule("/kept", "kept", lambda: f"{name} kept")
    bridged.add_api_route("/bridged", lambda: f"{name} bridged", name="bridged")
    router.add_api_route("/moved", lambda: f"{name} moved", name=f"{name}.moved")
    return bp, router


def factory() -> tuple[Flask, TestClient]:
    flask_app = Flask("shop")
    for name in ("cart", "admin"):
        bp, router = halves(name)
        flask_app.register_blueprint(bp, url_prefix=f"/{name}")
        include_router(flask_app, router, prefix=f"/{name}")
    return flask_app, served(flask_app)


def test_three_kinds_of_routes_of_two_blueprints() -> None:
    _, client = factory()
    for name in ("cart", "admin"):
        assert client.get(f"/{name}/kept").text == f"{name} kept"
        assert client.get(f"/{name}/bridged").text == f"{name} bridged"
        assert client.get(f"/{name}/moved").json() == f"{name} moved"


def test_names_in_flasks_url_map() -> None:
    flask_app, _ = factory()
    with flask_app.test_request_context():
        assert url_for("cart.moved") == "/cart/moved"
        assert url_for("admin.moved") == "/admin/moved"


def test_routes_declared_after_the_inclusion() -> None:
    flask_app, router = Flask("shop"), APIRouter()
    include_router(flask_app, router)

    @router.get("/later")
    def later() -> str:
        return "later"

    assert served(flask_app).get("/later").json() == "later"


def test_options_are_those_of_fastapi() -> None:
    flask_app, router, seen = Flask("shop"), APIRouter(), []

    def guard() -> str:
        seen.append("guard")
        return "guard"

    @router.get("/x")
    def x(value: Annotated[str, Depends(guard)]) -> str:
        return value

    include_router(flask_app, router, prefix="/api", tags=["api"], dependencies=[Depends(guard)])
    app = FastAPI()
    client = served(flask_app, app)
    assert client.get("/api/x").json() == "guard" and seen
    assert app.openapi()["paths"]["/api/x"]["get"]["tags"] == ["api"]


def test_two_apps_of_one_factory_do_not_share() -> None:
    (_, first), (_, second) = factory(), factory()
    assert first.get("/cart/moved").status_code == second.get("/cart/moved").status_code == 200


def test_migrated_beside_flask_have_no_hooks_but_flasks_error_pages() -> None:
    flask_app, router, seen = Flask("shop"), APIRouter(), []
    flask_app.before_request(lambda: seen.append("before"))

    @router.get("/x")
    def x() -> str:
        return "x"

    include_router(flask_app, router)
    client = served(flask_app)
    assert client.get("/x").json() == "x" and seen == []
    assert client.post("/x").status_code == 405 and seen == ["before"]

"""Serve a Flask app and the FastAPI app it is becoming as one application.

    bridged = FlaskRouter(bp)  # right below `bp = Blueprint(...)`
    router = APIRouter()

    @bridged.get("/items/{item_id:int}")  # FastAPI's words, Flask's request
    def item(item_id): ...

    @router.get("/health", name="shop.health")  # migrated: FastAPI alone
    def health(): ...

    flask_app.register_blueprint(bp, url_prefix="/shop")
    include_router(flask_app, router, prefix="/shop")

    app = FastAPI()
    mount_flask(app, flask_app)  # last

`FlaskRouter` declares bridged routes. Each is entered in Flask at once and unchanged, so hooks,
session, error handlers, `url_for` and `flask.request` go on working. `include_router` says beside
the blueprints which migrated routes belong to the app. `mount_flask` serves both from the FastAPI
app. Flask's URL map then knows every FastAPI route too, and decides with Werkzeug's precedence
between migrated, bridged and kept ones.

A bridged endpoint is a Flask view until it declares something of FastAPI's: a dependency, a model
of Pydantic, `Query()`, `Request` ... Then FastAPI provides these parameters, and only these. Hooks,
`def` endpoint, `def` dependencies and teardown of a request share one thread, because sqlite3
connections and thread-scoped sessions must not change theirs; `async def` code runs on the event
loop.

Exceptions of migrated routes are answered by Flask too, unless a handler was registered on the
FastAPI app. The Flask app still serves every route, migrated ones included, under a WSGI server.

    routers.py     what the application declares: bridged routes, routers of migrated ones
    mount.py       the two apps as one: who answers a request
    migrated.py    FastAPI's routes in Flask's URL map
    endpoints.py   a bridged endpoint: what FastAPI does of it, what Flask does
    signatures.py  which of its parameters FastAPI provides
    rules.py       paths of FastAPI and rules of Flask
    exchange.py    a request that Flask answers, on its thread
    runs.py        FastAPI's part of it, on the event loop
    responses.py   what that part sends, as a response of Flask
    environ.py     an ASGI request as a WSGI one, and back
    errors.py      who answers an exception

For Python 3.10+, FastAPI 0.100+ with Pydantic 2.1+, Flask 2.2+ and Werkzeug 2.2+. Delete it when
no route is bridged or kept any more.
"""

from .mount import mount_flask
from .routers import FlaskRouter, include_router

__all__ = ["FlaskRouter", "include_router", "mount_flask"]

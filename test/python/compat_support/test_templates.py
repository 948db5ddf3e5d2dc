"""render_template() and what templates find."""

import datetime
import decimal
from pathlib import Path
from typing import Any

import flask
import pytest
from exchange import ask_fastapi, call, get, same
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from pairs import Pair
from support import context
from support import templating as words
from support.middleware import RequestLifecycle
from support.request_data import FormArgs
from support.responses import ViewRoute
from support.templating import jinja_env, render_template, render_template_string

NAMES = (
    "method path full_path url base_url host host_url url_root script_root scheme is_secure".split()
)
NAMES += (
    "endpoint blueprint view_args remote_addr referrer query_string content_type mimetype".split()
)
NAMES += "user_agent accept_languages headers.host cookies.a args.q".split()
APP = {
    "request.html": "".join(f"{name}={{{{ request.{name} }}}}\n" for name in NAMES),
    "args.html": "{{ request.args.get('n', 1, type=int) }} {{ request.args.getlist('q') }}"
    "{% for k, v in request.args.items() %}{{ k }}:{{ v }},{% endfor %}",
    "form.html": "<input value='{{ request.form.name }}{{ request.form['name'] }}'> {{ name }}"
    "{{ request.form.getlist('tag') }}{% if request.method == 'POST' %}!{% endif %}",
    "urls.html": "{{ url_for('item', id=1, name='a b', q='x&y') }} {{ url_for('.urls') }}"
    " {{ url_for('item', id=1, name='x', _external=True) }} {{ url_for('shop.index') }}",
    "config.html": "{{ config.NAME }} {{ config['NAME'] }} {{ config.get('NO', 'd') }}"
    "{% if config.TESTING %}!{% endif %}",
    "json.html": "<script>{{ value|tojson }}</script><i data-x='{{ value|tojson|forceescape }}'>",
    "macros.html": "{% macro link(n) %}<a href='{{ url_for('item', id=1, name=n) }}'>"
    "{{ request.path }}{{ config.NAME }}</a>{% endmacro %}",
    "imports.html": "{% import 'macros.html' as m %}{{ m.link('é') }}{% include 'config.html' %}",
    "base.html": "<{% block b %}{% endblock %}>{{ request.path }}",
    "child.html": "{% extends 'base.html' %}{% block b %}{{ v }}{{ super() }}{% endblock %}",
    "filters.html": "{{ v|shout }} {{ v|reverse_text }} {{ 3 is odd2 }} {{ glob(2) }} {{ answer }}",
    "processed.html": "{{ cp }} {{ v }} {{ bp_only }}.",
    "undefined.html": "[{{ nothing }}]{% for x in nothing %}{% endfor %}{{ nothing is defined }}",
    "broken.html": "{{ nothing.more }}",
    "both.html": "app",
    "nl.html": "a\n",
    "x.txt": "{{ v }}",
    "x.svg": "{{ v }}",
    "x.xhtml": "{{ v }}",
    "x.xml": "{{ v }}",
    "x.htm": "{{ v }}",
    "x.html.j2": "{{ v }}",
    "x.HTML": "{{ v }}",
}
BLUEPRINT = {
    "both.html": "blueprint",
    "shop/own.html": "{{ request.blueprint }} {{ url_for('.index') }}",
}
VALUES: dict[str, Any] = {
    "v": "<i>",
    "name": "n",
    "value": {
        "b": "</script>&'\"é",
        "a": [1, None, True, 1.5, decimal.Decimal("1.10")],
        "d": datetime.date(2024, 1, 2),
    },
}
STRINGS = ["{{ v }}", "{{ v|safe }}", "{{ request.path }}{{ url_for('shop.index') }}", "{{ cp }}"]


class Templates(Pair):
    """A FastAPI application with templates of its own, and those of a router."""

    folder: Path

    def __init__(self, **config: Any) -> None:
        super().__init__(**config)
        self.shop = APIRouter(prefix="/shop", route_class=ViewRoute)
        self.router.include_router(self.shop)

    @property
    def fastapi(self) -> FastAPI:
        app = super().fastapi
        words.add_template_folder(app, self.folder)
        register_too(app)
        words.install_templates(app)
        app.add_middleware(RequestLifecycle, app)
        return app


@pytest.fixture
def apps(tmp_path: Path) -> "Templates":
    for folder, templates in (("app", APP), ("bp", BLUEPRINT)):
        for name, text in templates.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    pair = Templates(NAME="cfg")
    pair.flask = flask.Flask("pairs", template_folder=str(tmp_path / "app"), static_folder=None)
    pair.flask.config["NAME"] = "cfg"
    bp = flask.Blueprint("shop", __name__, url_prefix="/shop", template_folder=str(tmp_path / "bp"))
    register(pair.flask, bp)
    views(pair, bp)
    pair.flask.register_blueprint(bp)
    words.add_template_folder(pair.shop, tmp_path / "bp")
    words.context_processor(pair.shop)(lambda: {"bp_only": "yes"})
    pair.folder = tmp_path / "app"
    return pair


def shout(text: str) -> str:
    return text.upper() + "!"


def reverse_text(text: str) -> str:
    return text[::-1]


def odd(number: int) -> bool:
    return number % 2 == 1


def glob(number: int) -> int:
    return number * 2


def register(app: flask.Flask, bp: flask.Blueprint) -> None:
    app.template_filter("shout")(shout)
    app.template_filter()(reverse_text)
    app.template_test("odd2")(odd)
    app.template_global()(glob)
    app.jinja_env.globals["answer"] = 42
    app.context_processor(lambda: {"cp": f"CP {flask.request.path}", "v": "overridden?"})
    app.context_processor(lambda: {"bp_only": "no"})
    bp.context_processor(lambda: {"bp_only": "yes"})


def register_too(app: FastAPI) -> None:
    words.template_filter(app, "shout")(shout)
    words.template_filter(app)(reverse_text)
    words.template_test(app, "odd2")(odd)
    words.template_global(app)(glob)
    jinja_env(app).globals["answer"] = 42
    processed = {"cp": lambda: f"CP {context.request.path}", "v": lambda: "overridden?"}
    words.context_processor(app)(lambda: {key: value() for key, value in processed.items()})
    words.context_processor(app)(lambda: {"bp_only": "no"})


def views(pair: Templates, bp: flask.Blueprint) -> None:
    def view(name: str) -> Any:
        return flask.render_template(name, **VALUES)

    def view_too(request: Request, name: str) -> Any:
        return render_template(request, name, **VALUES)

    async def form_view(request: Request, form: FormArgs) -> Any:
        return render_template(request, "form.html", **VALUES)

    def string(n: int) -> Any:
        return flask.render_template_string(STRINGS[n], v="<i>")

    def string_too(request: Request, n: int) -> Any:
        return render_template_string(request, STRINGS[n], v="<i>")

    def chosen() -> Any:
        return flask.render_template(["nope.html", "x.txt", "both.html"], v=1), 418

    def chosen_too(request: Request) -> Any:
        names: Any = ["nope.html", "x.txt", "both.html"]
        return HTMLResponse(render_template(request, names, v=1), 418)

    def index_too(request: Request) -> Any:
        return render_template(request, "processed.html", **VALUES)

    def item(id: int, name: str) -> str:
        return ""

    add, add_too = pair.flask.add_url_rule, pair.router.add_api_route
    add("/t/<path:name>", "urls", view)
    add_too("/t/{name:path}", view_too, name="urls")
    add(
        "/form",
        "form",
        lambda: flask.render_template("form.html", **VALUES),
        methods=["GET", "POST"],
    )
    add_too("/form", form_view, methods=["GET", "POST"])
    add("/string/<int:n>", "string", string)
    add_too("/string/{n:int}", string_too)
    add("/chosen", "chosen", chosen)
    add_too("/chosen", chosen_too)
    add("/item/<int:id>/<name>", "item", item)
    add_too("/item/{id:int}/{name}", item, name="item")
    bp.add_url_rule("/", "index", lambda: view("processed.html"))
    pair.shop.add_api_route("/", index_too, name="shop.index")
    bp.add_url_rule("/<path:name>", "named", view)
    pair.shop.add_api_route("/{name:path}", view_too, name="shop.named")


def test_templates(apps: Pair) -> None:
    app = apps.fastapi
    names = [name for name in APP if name not in ("form.html", "broken.html")]
    calls = [
        get(f"/t/{name}?q=1&q=2&n=x", cookie="a=b", referer="r", user_agent="u") for name in names
    ]
    calls += [get(f"/shop/{name}") for name in ("", *names, *BLUEPRINT)]
    same(apps.flask, app, *calls, get("/t/shop/own.html"))
    same(
        apps.flask,
        app,
        *(call("GET", f"/t/{name}", root="/sub") for name in ("request.html", "urls.html")),
    )


def test_errors(apps: Pair) -> None:
    answers = same(apps.flask, apps.fastapi, get("/t/nope.html"), get("/t/broken.html"))
    assert [answer.status for answer in answers] == [500, 500]


def test_form_in_templates(apps: Pair) -> None:
    posted = call("POST", "/form", data={"name": "<é>", "tag": ["1", "2"]})
    same(apps.flask, apps.fastapi, get("/form"), posted, call("POST", "/form"))


def test_strings_and_lists_of_names(apps: Pair) -> None:
    same(
        apps.flask,
        apps.fastapi,
        *(get(f"/string/{n}") for n in range(len(STRINGS))),
        get("/chosen"),
    )


def test_each_render_has_its_own_request(apps: Pair) -> None:
    """A processor may render, too; afterwards the outer template goes on with its own request."""
    app = FastAPI()
    app.state.config = {}

    @app.get("/{n:int}", response_class=HTMLResponse)
    async def view(request: Request, n: int) -> Any:
        other = Request({**request.scope, "path": "/other"})

        def inner() -> str:
            return render_template_string(other, "{{ request.path }} ")

        return render_template_string(request, "{{ inner() }}{{ request.path }}", inner=inner)

    assert ask_fastapi(app, get("/5")).body == b"/other /5"
    with pytest.raises(LookupError):
        words.current_rendering.get()


def test_what_only_the_request_of_flask_has() -> None:
    app = FastAPI()

    @app.get("/{name}")
    async def view(request: Request, name: str) -> Any:
        return render_template_string(request, "{{ request." + name + " }}")

    assert ask_fastapi(app, get("/json")).status == 500
    assert ask_fastapi(app, get("/no_such_thing")).body == b'""'


def test_each_application_has_an_environment_of_its_own() -> None:
    first, second = FastAPI(), FastAPI()
    first.state.jinja_options = {"trim_blocks": True}
    jinja_env(first).globals["name"] = "first"
    assert jinja_env(first) is jinja_env(first) is not jinja_env(second)
    assert jinja_env(first).trim_blocks and not jinja_env(second).trim_blocks
    assert "name" not in jinja_env(second).globals
    words.add_template_globals(first, name="other")
    assert jinja_env(first).globals["name"] == "first"

"""Jinja templates, with all they always found in their context."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, Template
from werkzeug.datastructures import MultiDict
from werkzeug.local import LocalProxy

from .request_data import SubmittedForm, blueprint, endpoint, plain_request
from .responses import dumps
from .urls import url_for as url_for_request

F = TypeVar("F", bound=Callable[..., Any])
Processor = Callable[[], Mapping[str, Any]]

# what the request of Flask has, and this one has not
MISSING = frozenset(
    "data environ files get_data get_json input_stream json max_content_length routing_exception"
    " stream values".split()
)


class TemplateRequest:
    """The request by the names templates use: path, args, form, endpoint."""

    def __init__(self, request: Request) -> None:
        context = request.scope.get("request_context")
        self.request = request
        self.plain: Any = context.words if context else plain_request(request)
        self.script_root, self.url_root = self.plain.root_path, self.plain.root_url
        self.endpoint, self.blueprint = endpoint(request), blueprint(request)
        self.view_args = request.path_params

    @property
    def blueprints(self) -> list[str]:
        """The one that has the view, the one this is nested in, and so on."""
        parts = self.blueprint.split(".") if self.blueprint else []
        return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]

    @property
    def url_rule(self) -> Any:
        """As far as templates ask for it: its `endpoint`; None if there is no such address."""
        return SimpleNamespace(endpoint=self.endpoint) if self.endpoint else None

    @property
    def form(self) -> MultiDict[str, str]:
        """What the view has read; a form that no view asked for isn't there."""
        if getattr(self.plain, "is_received", False):
            return self.plain.form  # type: ignore[no-any-return]
        form: SubmittedForm | None = getattr(self.request.state, "submitted_form", None)
        return form.fields if form else MultiDict()

    def __getattr__(self, name: str) -> Any:
        if name in MISSING and not getattr(self.plain, "is_received", False):
            # Jinja would take an AttributeError for a variable that isn't set
            raise RuntimeError(f"Templates don't have request.{name}: hand it to them.")
        return getattr(self.plain, name)


@dataclass
class TemplateParts:
    """What an application or a router has for templates."""

    loaders: list[BaseLoader] = field(default_factory=list)
    filters: dict[str, Any] = field(default_factory=dict)
    tests: dict[str, Any] = field(default_factory=dict)
    globals: dict[str, Any] = field(default_factory=dict)
    processors: list[Processor] = field(default_factory=list)
    app_processors: list[Processor] = field(default_factory=list)
    # of an application, by the name that routes of a router begin with
    included: dict[str, list[Processor]] = field(default_factory=dict)


def template_parts(target: FastAPI | APIRouter) -> TemplateParts:
    parts: TemplateParts = vars(target).setdefault("template_parts", TemplateParts())
    return parts


@dataclass
class Rendering:
    """What a template is rendered for."""

    app: FastAPI
    request: TemplateRequest | None
    build_url: Callable[..., str]

    @contextmanager
    def active(self) -> Iterator[None]:
        """Imported macros don't see the template's variables: they find the request here."""
        token = current_rendering.set(self)
        try:
            yield
        finally:
            current_rendering.reset(token)

    def with_processors(self, values: dict[str, Any]) -> dict[str, Any]:
        """Of values with one name, the view's own win."""
        parts = template_parts(self.app)
        processors = list(parts.processors)
        for name in reversed(self.request.blueprints if self.request else []):
            processors += parts.included.get(name, ())
        context: dict[str, Any] = {}
        for processor in processors:
            context.update(processor())
        return context | values

    def render(self, template: Template, values: dict[str, Any]) -> str:
        with self.active():
            return template.render(self.with_processors(values))


current_rendering: ContextVar[Rendering] = ContextVar("current_rendering")


def template_request() -> TemplateRequest:
    rendering = current_rendering.get(None)
    if rendering is None or rendering.request is None:
        raise RuntimeError("This template is not rendered for a request.")
    return rendering.request


def template_url_for(endpoint: str, /, **values: Any) -> str:
    return current_rendering.get().build_url(endpoint, **values)


def autoescape(name: str | None) -> bool:
    """Templates from strings, too, and SVG: it can hold scripts."""
    return name is None or name.endswith((".html", ".htm", ".xml", ".xhtml", ".svg"))


def create_environment(app: FastAPI) -> Environment:
    config: Mapping[str, Any] = getattr(app.state, "config", {})
    reload = config.get("TEMPLATES_AUTO_RELOAD")
    options = {
        "loader": ChoiceLoader(template_parts(app).loaders),
        "autoescape": autoescape,
        "auto_reload": bool(config.get("DEBUG")) if reload is None else reload,
        **getattr(app.state, "jinja_options", {}),
    }
    created = Environment(**options)
    created.policies["json.dumps_function"] = dumps
    created.globals["url_for"] = template_url_for
    created.globals["config"] = LocalProxy(lambda: app.state.config)
    created.globals["request"] = LocalProxy(template_request)
    created.globals.update(template_parts(app).globals)
    return created


def jinja_env(app: FastAPI) -> Environment:
    """Made when it is first asked for, in the application's own way or with its options.

    `app.state.create_jinja_environment` and `app.state.jinja_options` have them.
    """
    known: Environment | None = vars(app).get("jinja_env")
    if known is None:
        make = getattr(app.state, "create_jinja_environment", None)
        known = vars(app)["jinja_env"] = make() if make else create_environment(app)
    return known


def included_routers(router: APIRouter) -> Iterator[APIRouter]:
    for route in router.routes:
        included: APIRouter | None = getattr(route, "original_router", None)
        if included is not None:
            yield included
            yield from included_routers(included)


def blueprint_of(router: APIRouter) -> str:
    """What the names of its routes begin with; one without routes has it from those inside."""
    for route in router.routes:
        included: APIRouter | None = getattr(route, "original_router", None)
        name = blueprint_of(included) if included else getattr(route, "name", None)
        if name and "." in name:
            return str(name.rpartition(".")[0])
    return ""


def install_templates(app: FastAPI) -> None:
    """Takes over what routers have for templates. Call it when all of them are included."""
    own = template_parts(app)
    for router in included_routers(app.router):
        parts = template_parts(router)
        own.loaders += parts.loaders
        for kind in ("filters", "tests", "globals"):
            if added := getattr(parts, kind):
                getattr(jinja_env(app), kind).update(added)
        own.processors += parts.app_processors
        own.included.setdefault(blueprint_of(router), []).extend(parts.processors)


def add_template_folder(target: FastAPI | APIRouter, folder: os.PathLike[str] | str) -> None:
    """Those of the application are searched first, then those of its routers in their order."""
    template_parts(target).loaders.append(FileSystemLoader(folder))


def context_processor(target: FastAPI | APIRouter) -> Callable[[Processor], Processor]:
    """`@context_processor(app)`: the values it returns are in all templates of its views."""

    def register(processor: Processor) -> Processor:
        template_parts(target).processors.append(processor)
        return processor

    return register


def app_context_processor(router: APIRouter) -> Callable[[Processor], Processor]:
    """The same for the views of the whole application."""

    def register(processor: Processor) -> Processor:
        template_parts(router).app_processors.append(processor)
        return processor

    return register


def add_template_globals(app: FastAPI, **values: Any) -> None:
    """`add_template_globals(app, g=g)`: unless the application has its own of that name."""
    template_parts(app).globals.update(values)
    if "jinja_env" in vars(app):
        for name, value in values.items():
            jinja_env(app).globals.setdefault(name, value)


def named(target: FastAPI | APIRouter, kind: str) -> dict[str, Any]:
    owner = jinja_env(target) if isinstance(target, FastAPI) else template_parts(target)
    found: dict[str, Any] = getattr(owner, kind)
    return found


def add_template_filter(
    target: FastAPI | APIRouter, function: Callable[..., Any], name: str | None = None
) -> None:
    named(target, "filters")[name or function.__name__] = function


def add_template_test(
    target: FastAPI | APIRouter, function: Callable[..., Any], name: str | None = None
) -> None:
    named(target, "tests")[name or function.__name__] = function


def add_template_global(target: FastAPI | APIRouter, value: Any, name: str | None = None) -> None:
    named(target, "globals")[name or value.__name__] = value


def template_filter(target: FastAPI | APIRouter, name: str | None = None) -> Callable[[F], F]:
    """`@template_filter(app)`, or with another name than that of the function."""

    def register(function: F) -> F:
        add_template_filter(target, function, name)
        return function

    return register


def template_test(target: FastAPI | APIRouter, name: str | None = None) -> Callable[[F], F]:
    def register(function: F) -> F:
        add_template_test(target, function, name)
        return function

    return register


def template_global(target: FastAPI | APIRouter, name: str | None = None) -> Callable[[F], F]:
    def register(function: F) -> F:
        add_template_global(target, function, name)
        return function

    return register


def rendering_for(request: Request) -> Rendering:
    return Rendering(request.app, TemplateRequest(request), partial(url_for_request, request))


def render_template(
    request: Request, name_or_list: str | Template | list[str | Template], /, **context: Any
) -> str:
    """The text; a view gives it to an HTMLResponse, a mail takes it as it is."""
    template = jinja_env(request.app).get_or_select_template(name_or_list)
    return rendering_for(request).render(template, context)


def render_template_string(request: Request, source: str, /, **context: Any) -> str:
    template = jinja_env(request.app).from_string(source)
    return rendering_for(request).render(template, context)

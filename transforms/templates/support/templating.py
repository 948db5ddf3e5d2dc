"""Jinja templates, with all they always found in their context."""

import json
import os
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, Template
from werkzeug.datastructures import MultiDict
from werkzeug.local import LocalProxy

from .request_data import SubmittedForm, blueprint, endpoint, plain_request
from .responses import json_default
from .urls import url_for

Named = TypeVar("Named", bound=Callable[..., Any])
Processor = Callable[[Request], dict[str, Any]]

# what puts values into every template (None), or into those that a blueprint's views render
context_processors: dict[str | None, list[Processor]] = {}


class TemplateRequest:
    """The request by the names templates use: path, args, form, endpoint; else Starlette's."""

    def __init__(self, request: Request) -> None:
        context = request.scope.get("request_context")
        self.request = request
        self.plain: Any = context.words if context else plain_request(request)
        self.script_root, self.url_root = self.plain.root_path, self.plain.root_url
        self.endpoint, self.blueprint = endpoint(request), blueprint(request)
        self.view_args = request.path_params

    @property
    def form(self) -> MultiDict[str, str]:
        """What the view has read; a form that no view asked for isn't there."""
        if getattr(self.plain, "is_received", False):
            return self.plain.form  # type: ignore[no-any-return]
        form: SubmittedForm | None = getattr(self.request.state, "submitted_form", None)
        return form.fields if form else MultiDict()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain if hasattr(self.plain, name) else self.request, name)


# for globals of templates, which imported macros can use too: the request they are rendered for
rendered_for: ContextVar[TemplateRequest] = ContextVar("rendered_for")


def template_url_for(endpoint: str, **values: Any) -> str:
    return url_for(rendered_for.get().request, endpoint, **values)


def template_config() -> Any:
    return rendered_for.get().app.state.config


def autoescape(name: str | None) -> bool:
    """Templates from strings, too, and SVG: it can hold scripts."""
    return name is None or name.endswith((".html", ".htm", ".xml", ".xhtml", ".svg"))


def create_environment() -> Environment:
    created = Environment(loader=FileSystemLoader([]), autoescape=autoescape)
    created.policies["json.dumps_function"] = partial(json.dumps, default=json_default)
    created.globals["url_for"] = template_url_for
    created.globals["config"] = LocalProxy(template_config)
    created.globals["request"] = LocalProxy(rendered_for)
    return created


environment = create_environment()


def add_template_folder(folder: os.PathLike[str] | str, first: bool = False) -> None:
    """`first` for that of the application: its templates replace those of blueprints."""
    assert isinstance(environment.loader, FileSystemLoader)
    paths = environment.loader.searchpath
    paths.insert(0 if first else len(paths), os.fspath(folder))


def context_processor(blueprint: str | None = None) -> Callable[[Processor], Processor]:
    """Of values with one name, the view's own win."""

    def register(processor: Processor) -> Processor:
        context_processors.setdefault(blueprint, []).append(processor)
        return processor

    return register


def add_template_globals(**values: Any) -> None:
    """`add_template_globals(g=g, session=session)`, for what templates find by itself."""
    environment.globals.update(values)


def template_filter(name: str | None = None) -> Callable[[Named], Named]:
    def register(function: Named) -> Named:
        environment.filters[name or function.__name__] = function
        return function

    return register


def template_test(name: str | None = None) -> Callable[[Named], Named]:
    def register(function: Named) -> Named:
        environment.tests[name or function.__name__] = function
        return function

    return register


def template_global(name: str | None = None) -> Callable[[Named], Named]:
    def register(function: Named) -> Named:
        environment.globals[name or function.__name__] = function
        return function

    return register


def render(request: Request, template: Template, values: dict[str, Any]) -> str:
    parts = (blueprint(request) or "").split(".")
    blueprints = [".".join(parts[: n + 1]) for n in range(len(parts))]
    context: dict[str, Any] = {}
    token = rendered_for.set(TemplateRequest(request))
    try:
        for name in (None, *blueprints):
            for processor in context_processors.get(name, ()):
                context |= processor(request)
        return template.render(context | values)
    finally:
        rendered_for.reset(token)


def render_template(
    request: Request, name_or_list: str | Template | list[str | Template], /, **context: Any
) -> str:
    """The text; a view gives it to an HTMLResponse, a mail takes it as it is."""
    return render(request, environment.get_or_select_template(name_or_list), context)


def render_template_string(request: Request, source: str, /, **context: Any) -> str:
    return render(request, environment.from_string(source), context)

"""What Quart has as coroutine functions, for functions that run in the thread of their request."""

import inspect
from typing import Any

import quart
from jinja2 import Environment, Template
from quart import current_app, has_request_context
from quart.globals import request_ctx

from .quart_threads import finish, wait


class RequestInTemplates:
    """The request, with a body that is there: nothing in a template can wait for it."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(quart.request, name)
        return wait(value) if inspect.isawaitable(value) else value


def environment() -> Environment:
    """The environment of the application, for templates that are rendered where the view runs."""
    extensions: dict[str, Any] = current_app.extensions
    if "templates_in_threads" not in extensions:
        current_app.jinja_env.globals["request"] = RequestInTemplates()
        extensions["templates_in_threads"] = current_app.jinja_env.overlay(enable_async=False)
    found: Environment = extensions["templates_in_threads"]
    return found


def rendered(template: Template, context: dict[str, Any]) -> str:
    finish(current_app.update_template_context(context))
    # an object of the application's own by that name is left alone
    if has_request_context() and context.get("request") is request_ctx.request:
        context["request"] = RequestInTemplates()
    return template.render(context)


def render_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> str:
    return rendered(environment().get_or_select_template(template_name_or_list), context)


def render_template_string(source: str, **context: Any) -> str:
    return rendered(environment().from_string(source), context)


def flash(message: str, category: str = "message") -> None:
    finish(quart.flash(message, category))


def make_response(*args: Any) -> Any:
    return finish(quart.make_response(*args))

"""Templates for functions that aren't handed the request: helpers, mails, commands."""

from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, Template

from .context import current_app, current_request_context, stream_with_context, url_for
from .templating import Rendering, TemplateRequest, jinja_env


def rendering_here() -> Rendering:
    """For the request at hand, or, without one, for the application whose context is active."""
    context = current_request_context.get(None)
    request = TemplateRequest(context.request) if context else None
    return Rendering(current_app.app, request, url_for)


def environment_here() -> Environment:
    return jinja_env(current_app.app)


def render_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> str:
    """The text; a view gives it to an HTMLResponse, a mail takes it as it is."""
    template = environment_here().get_or_select_template(template_name_or_list)
    return rendering_here().render(template, context)


def render_template_string(source: str, **context: Any) -> str:
    return rendering_here().render(environment_here().from_string(source), context)


def stream(template: Template, values: dict[str, Any]) -> Iterator[str]:
    """Each piece may be asked for on another thread, and finds the same request there."""
    rendering = rendering_here()
    context = rendering.with_processors(values)

    def pieces() -> Iterator[str]:
        generator = template.generate(context)
        while True:
            with rendering.active():
                piece = next(generator, None)
            if piece is None:
                return
            yield piece

    if rendering.request is None:
        return pieces()
    streamed: Iterator[str] = stream_with_context(pieces())
    return streamed


def stream_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> Iterator[str]:
    """The text in pieces, for a StreamingResponse."""
    return stream(environment_here().get_or_select_template(template_name_or_list), context)


def stream_template_string(source: str, **context: Any) -> Iterator[str]:
    return stream(environment_here().from_string(source), context)


def get_template_attribute(template_name: str, attribute: str) -> Any:
    """A macro that a template defines, to be called, or a variable that it sets."""
    rendering = rendering_here()
    with rendering.active():
        found = getattr(environment_here().get_template(template_name).module, attribute)
    if not callable(found):
        return found

    def macro(*args: Any, **kwargs: Any) -> Any:
        with rendering_here().active():
            return found(*args, **kwargs)

    return macro

"""Cross-origin requests: what is added to the answers of an application, or of a blueprint."""

from functools import partial
from typing import Any
from urllib.parse import unquote

from quart import Blueprint, Quart, Response, request

from .cors_rules import Resources, settings_of


class CORS:
    """`CORS(app, origins=[...])`, or `CORS(blueprint)`: for all answers, errors too."""

    def __init__(self, app: Quart | Blueprint | None = None, **options: Any) -> None:
        self.options = options
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Quart | Blueprint, **options: Any) -> None:
        config = app.config if isinstance(app, Quart) else {}
        resources = Resources(settings_of(config), self.options, options)
        app.after_request(partial(add_headers, resources))


def add_headers(resources: Resources, response: Response) -> Response:
    rules = resources.at(unquote(request.path))
    if rules and "Access-Control-Allow-Origin" not in response.headers:
        rules.apply(request, response.headers)
    return response

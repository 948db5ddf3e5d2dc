"""Commands that run in the context of the application."""

import importlib
import importlib.util
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar

import click
from fastapi import FastAPI
from werkzeug.utils import import_string

from .context import app_context, current_app, has_app_context

F = TypeVar("F", bound=Callable[..., Any])


def with_appcontext(function: F) -> F:
    """The function of a command, with the context of the application it belongs to."""

    @click.pass_context
    def wrapper(context: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        if not has_app_context():
            context.with_resource(app_context(context.ensure_object(Loader).load()))
        return context.invoke(function, *args, **kwargs)

    return update_wrapper(wrapper, function)  # type: ignore[return-value]


class AppGroup(click.Group):
    """A group whose commands have the context of the application."""

    def command(self, *args: Any, **kwargs: Any) -> Any:
        wants_context = kwargs.pop("with_appcontext", True)
        register = super().command(*args, **kwargs)
        return lambda function: register(with_appcontext(function) if wants_context else function)

    def group(self, *args: Any, **kwargs: Any) -> Any:
        return super().group(*args, **{"cls": AppGroup, **kwargs})


class Loader:
    """Finds the application when a command wants it, once."""

    def __init__(self, create_app: Callable[[], FastAPI] | str | None = None) -> None:
        self.create_app = create_app
        self.app: FastAPI | None = None

    def load(self) -> FastAPI:
        if self.app is None:
            self.app = self.find()
        return self.app

    def find(self) -> FastAPI:
        found: Any = self.create_app
        if found is None:
            raise click.UsageError("This command needs the application: call it by its group.")
        if isinstance(found, str):
            found = import_string(found)
        app: FastAPI = found if isinstance(found, FastAPI) else found()
        return app


class ApplicationGroup(AppGroup):
    """Its own commands and those of an application: what makes it, or `module:name`."""

    def __init__(self, *, create_app: Callable[[], FastAPI] | str, **options: Any) -> None:
        options["context_settings"] = {
            "auto_envvar_prefix": "FLASK",
            **(options.get("context_settings") or {}),
        }
        super().__init__(**options)
        self.create_app = create_app

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        load_environment()
        if "obj" not in kwargs and "obj" not in self.context_settings:
            kwargs["obj"] = Loader(self.create_app)
        return super().make_context(*args, **kwargs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        app = ctx.ensure_object(Loader).load()
        if not has_app_context() or current_app.app is not app:
            ctx.with_resource(app_context(app))
        return commands_of(app).get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        app = ctx.ensure_object(Loader).load()
        return sorted({*super().list_commands(ctx), *commands_of(app).list_commands(ctx)})


def commands_of(app: FastAPI) -> click.Group:
    group: click.Group = app.state.cli
    return group


def load_environment() -> None:
    """Variables of the nearest .env and .flaskenv, where python-dotenv is installed."""
    if importlib.util.find_spec("dotenv") is None:
        return
    dotenv = importlib.import_module("dotenv")
    for name in (".env", ".flaskenv"):
        if path := dotenv.find_dotenv(name, usecwd=True):
            dotenv.load_dotenv(path, encoding="utf-8")

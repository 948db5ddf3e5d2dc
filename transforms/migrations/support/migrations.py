"""Migrations with Alembic: what `migrations/env.py` asks for, and what runs them from code."""

import logging
import os
import sys
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from fastapi import FastAPI

from .commands import Loader, load_environment
from .context import app_context, current_app, has_app_context

Revisions = str | list[str] | tuple[str, ...] | None


class Migrate:
    """It is `current_app.extensions["migrate"]`."""

    def __init__(
        self,
        app: FastAPI | None = None,
        db: Any = None,
        directory: str | os.PathLike[str] = "migrations",
        command: str = "db",
        compare_type: Any = True,
        render_as_batch: bool = True,
        **options: Any,
    ) -> None:
        self.db, self.directory = db, str(directory)
        self.configure_args: dict[str, Any] = {
            **options,
            "compare_type": compare_type,
            "render_as_batch": render_as_batch,
        }
        if app is not None and db is not None:
            self.init_app(app)

    def init_app(
        self,
        app: FastAPI,
        db: Any = None,
        directory: str | os.PathLike[str] | None = None,
        command: str | None = None,
        **options: Any,
    ) -> None:
        self.db = db or self.db
        self.directory = str(directory or self.directory)
        unset = [name for name in ("compare_type", "render_as_batch") if options.get(name) is None]
        self.configure_args |= {k: v for k, v in options.items() if k not in unset}
        if not hasattr(app.state, "extensions"):
            app.state.extensions = {}
        app.state.extensions["migrate"] = self

    @property
    def metadata(self) -> Any:
        return self.db.metadata


def enter_application(name: str) -> None:
    """For `alembic` on the command line: the application is made, and its context entered."""
    if not has_app_context():
        load_environment()
        app_context(Loader(name).load()).push()


def config_of(directory: str | None, x_arg: Revisions) -> Config:
    folder = str(directory or current_app.extensions["migrate"].directory)
    config = Config(os.path.join(folder, "alembic.ini"))
    config.set_main_option("script_location", folder)
    given = [] if x_arg is None else [x_arg] if isinstance(x_arg, str) else list(x_arg)
    options: Any = config.cmd_opts or type("Options", (), {})()
    options.x, config.cmd_opts = given, options
    return config


def fail(error: Exception) -> None:
    logging.getLogger(__name__).error("Error: %s", error)
    sys.exit(1)


def upgrade(
    directory: str | None = None,
    revision: str = "head",
    sql: bool = False,
    tag: str | None = None,
    x_arg: Revisions = None,
) -> None:
    try:
        command.upgrade(config_of(directory, x_arg), revision, sql=sql, tag=tag)
    except (CommandError, RuntimeError) as error:
        fail(error)


def downgrade(
    directory: str | None = None,
    revision: str = "-1",
    sql: bool = False,
    tag: str | None = None,
    x_arg: Revisions = None,
) -> None:
    if sql and revision == "-1":
        revision = "head:-1"
    try:
        command.downgrade(config_of(directory, x_arg), revision, sql=sql, tag=tag)
    except (CommandError, RuntimeError) as error:
        fail(error)


def stamp(
    directory: str | None = None,
    revision: str = "head",
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
) -> None:
    try:
        command.stamp(config_of(directory, None), revision, sql=sql, tag=tag, purge=purge)
    except (CommandError, RuntimeError) as error:
        fail(error)

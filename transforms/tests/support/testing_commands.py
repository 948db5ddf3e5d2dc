"""Runs commands of the application in tests."""

from typing import Any

from click.testing import CliRunner, Result
from fastapi import FastAPI

from .commands import Loader, commands_of


class CommandRunner(CliRunner):
    """`CommandRunner(app).invoke(args=["init-db"])`"""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        super().__init__(**options)
        self.app = app

    def invoke(self, cli: Any = None, args: Any = None, **options: Any) -> Result:  # type: ignore[override]
        """Without `cli` a command of the application."""
        options.setdefault("obj", Loader(lambda: self.app))
        return super().invoke(commands_of(self.app) if cli is None else cli, args, **options)

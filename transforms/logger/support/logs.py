"""The application's logger."""

import logging
import sys
from typing import Any

from fastapi import FastAPI
from werkzeug.local import LocalProxy

FORMAT = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"


def create_handler() -> logging.Handler:
    """Writes to whatever is standard error at that time."""
    stderr: Any = LocalProxy(lambda: sys.stderr)
    handler = logging.StreamHandler(stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler


default_handler = create_handler()


def is_handled(logger: logging.Logger) -> bool:
    """Whether anything takes what it says, here or further up."""
    level = logger.getEffectiveLevel()
    current: logging.Logger | None = logger
    while current:
        if any(handler.level <= level for handler in current.handlers):
            return True
        current = current.parent if current.propagate else None
    return False


def get_logger(app: FastAPI) -> logging.Logger:
    """Set up at its first use: standard error if nothing else takes it, all of it in debug mode."""
    if not hasattr(app.state, "logger"):
        logger = app.state.logger = logging.getLogger(app.title)
        config = getattr(app.state, "config", {})
        if (app.debug or config.get("DEBUG")) and not logger.level:
            logger.setLevel(logging.DEBUG)
        if not is_handled(logger):
            logger.addHandler(default_handler)
    known: logging.Logger = app.state.logger
    return known

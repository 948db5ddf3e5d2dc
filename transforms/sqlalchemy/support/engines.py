"""The engines of an application, as its settings have them."""

import os
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI

from .folders import instance_path

Engines = dict[str | None, sa.Engine]
Options = dict[str, Any]

# what the application found in its settings before it set any
DEFAULTS: dict[str, Any] = {
    "SQLALCHEMY_DATABASE_URI": None,
    "SQLALCHEMY_ENGINE_OPTIONS": {},
    "SQLALCHEMY_ECHO": False,
    "SQLALCHEMY_BINDS": {},
    "SQLALCHEMY_RECORD_QUERIES": False,
    "SQLALCHEMY_TRACK_MODIFICATIONS": False,
}


def engine_options(app: FastAPI, defaults: Options) -> dict[str | None, Options]:
    """What each engine is made with, by the key of its bind; None is the main one."""
    config = app.state.config
    for name, value in DEFAULTS.items():
        config.setdefault(name, value.copy() if isinstance(value, dict) else value)
    found: dict[str | None, Options] = {}
    for key, value in config["SQLALCHEMY_BINDS"].items():
        given = {"url": value} if isinstance(value, (str, sa.URL)) else value
        found[key] = {**defaults, **given}
    main = {**defaults, **config["SQLALCHEMY_ENGINE_OPTIONS"]}
    if config["SQLALCHEMY_DATABASE_URI"] is not None:
        main["url"] = config["SQLALCHEMY_DATABASE_URI"]
    if "url" in main:
        found.setdefault(None, {}).update(main)
    if not found:
        raise RuntimeError("'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' has to be set.")
    for options in found.values():
        options.setdefault("echo", config["SQLALCHEMY_ECHO"])
        options.setdefault("echo_pool", config["SQLALCHEMY_ECHO"])
    return found


def apply_driver_defaults(options: Options, app: FastAPI) -> None:
    url = sa.make_url(options["url"])
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if url.database in (None, "", ":memory:"):
            # one connection for all threads: with it the database would go
            options["poolclass"] = sa.StaticPool
            options.setdefault("connect_args", {})["check_same_thread"] = False
        else:
            options["url"] = below_instance_folder(url, app)
    elif url.drivername.startswith("mysql"):
        options.setdefault("pool_recycle", 7200)  # the server hangs up after 8 hours
        if "charset" not in url.query:
            options["url"] = url.update_query_dict({"charset": "utf8mb4"})


def below_instance_folder(url: sa.URL, app: FastAPI) -> sa.URL:
    """A relative path is in the folder of this installation, which is made if need be."""
    prefix = "file:" if url.query.get("uri", False) else ""
    path = (url.database or "")[len(prefix) :]
    if os.path.isabs(path):
        return url
    folder = getattr(app.state, "instance_path", None) or instance_path(app.title)
    os.makedirs(folder, exist_ok=True)
    return url.set(database=prefix + os.path.join(folder, path))


def make_engines(app: FastAPI, defaults: Options) -> Engines:
    engines: Engines = {}
    for key, options in engine_options(app, defaults).items():
        apply_driver_defaults(options, app)
        engines[key] = sa.engine_from_config(options, prefix="")
    return engines

"""Config against Flask's own: the same calls leave the same settings, or the same error."""

import functools
import json
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import pytest
from support.config import Config, default_config


class Settings:
    A = 1
    B_2 = [1]
    lower = 2
    Mixed = 3
    _PRIVATE = 4

    @property
    def COMPUTED(self) -> int:
        return 5


class Child(Settings):
    A = 9


@functools.cache
def module() -> types.ModuleType:
    made = types.ModuleType("settings_module")
    exec("A = 1\nb = 2\nclass C: D = 3\n", made.__dict__)
    sys.modules["settings_module"] = made
    return made


# each fills a config, Flask's or ours; what it returns and what it raises count too
CALLS: dict[str, Callable[[Any], Any]] = {
    "shown": lambda c: (c.clear(), c.update(A=1), repr(c))[2],
    "object": lambda c: c.from_object(Settings),
    "instance": lambda c: c.from_object(Settings()),
    "subclass": lambda c: c.from_object(Child),
    "module": lambda c: c.from_object(module()),
    "by name": lambda c: (module(), c.from_object("settings_module"))[1],
    "by dotted name": lambda c: (module(), c.from_object("settings_module.C"))[1],
    "by colon": lambda c: (module(), c.from_object("settings_module:C"))[1],
    "unknown name": lambda c: c.from_object("no.such.module"),
    "dict as object": lambda c: c.from_object({"A": 1}),
    "mapping": lambda c: c.from_mapping({"A": 1, "b": 2, "C_d": 3}),
    "keywords": lambda c: c.from_mapping({"A": 1}, A=2, B=3, c=4),
    "no mapping": lambda c: c.from_mapping(),
    "pyfile": lambda c: c.from_pyfile("settings.py"),
    "cfg": lambda c: c.from_pyfile("settings.cfg"),
    "broken pyfile": lambda c: c.from_pyfile("broken.py"),
    "missing pyfile": lambda c: c.from_pyfile("nope.py"),
    "missing, silent": lambda c: c.from_pyfile("nope.py", silent=True),
    "folder, silent": lambda c: c.from_pyfile(".", silent=True),
    "below a file, silent": lambda c: c.from_pyfile("settings.py/x", silent=True),
    "json": lambda c: c.from_file("settings.json", load=json.load),
    "json of bytes": lambda c: c.from_file("settings.json", json.load, text=False),
    "missing json": lambda c: c.from_file("nope.json", load=json.load),
    "missing json, silent": lambda c: c.from_file("nope.json", json.load, silent=True),
    "json below a file, silent": lambda c: c.from_file("settings.py/x", json.load, silent=True),
    "broken json": lambda c: c.from_file("broken.py", load=json.load),
    "envvar": lambda c: c.from_envvar("T_FILE"),
    "no envvar": lambda c: c.from_envvar("T_NONE"),
    "no envvar, silent": lambda c: c.from_envvar("T_NONE", silent=True),
    "empty envvar": lambda c: c.from_envvar("T_EMPTY", silent=True),
    "envvar of nothing": lambda c: c.from_envvar("T_LOST", silent=True),
    "environment": lambda c: c.from_prefixed_env("T"),
    "environment, default": lambda c: c.from_prefixed_env(),
    "environment, own loads": lambda c: c.from_prefixed_env("T", loads=str.upper),
    "environment, failing loads": lambda c: c.from_prefixed_env("T", loads=lambda text: {}[text]),
    "environment over a dict": lambda c: (c.update(NEST={"x": 0}), c.from_prefixed_env("T"))[1],
    "namespace": lambda c: c.get_namespace("MAX_"),
    "namespace, as they are": lambda c: c.get_namespace("MAX_", lowercase=False),
    "namespace, untrimmed": lambda c: c.get_namespace("MAX_", trim_namespace=False),
    "dict": lambda c: (c.update(x=1), c.setdefault("DEBUG", 3), c.get("NO"), "TESTING" in c),
}
ENVIRONMENT = {
    "T_INT": "5", "T_FLOAT": "1.5", "T_BOOL": "true", "T_TEXT": "hello", "T_LIST": "[1, 2]",
    "T_QUOTED": '"x"', "T_NULL": "null", "T_NEST__x": "1", "T_NEST__Y__z": "two", "T_lower": "1",
    "T_EMPTY": "", "T_LATE__x": "1", "T_LATE": "{}", "FLASK_NAME": "n", "T_FILE": "settings.py",
    "T_LOST": "nope.py",
}  # fmt: skip


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "settings.py").write_text(
        "import os\nA = 1\nb = 2\nHERE = __file__\nN = __name__\n"
    )
    (tmp_path / "settings.cfg").write_text("A = 'é'\n")
    (tmp_path / "broken.py").write_text("A = \n")
    (tmp_path / "settings.json").write_text('{"A": 1, "b": 2}')
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def seen(config: Any, fill: Callable[[Any], Any]) -> list[Any]:
    try:
        result = fill(config)
    except Exception as error:
        text = error.strerror if isinstance(error, OSError) else ""
        result = [type(error).__name__, text]
    return [result, dict(config)]


@pytest.mark.parametrize("name", CALLS)
def test_config(name: str, files: Path) -> None:
    theirs = flask.Flask("shop", root_path=str(files)).config
    ours = Config(files, default_config())
    assert seen(ours, CALLS[name]) == seen(theirs, CALLS[name])


@pytest.mark.parametrize("debug", [None, "", "0", "1", "false", "No", "yes"])
def test_defaults(debug: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    if debug is not None:
        monkeypatch.setenv("FLASK_DEBUG", debug)
    assert default_config() == flask.Flask("shop").config
    assert Config(os.curdir) == {}

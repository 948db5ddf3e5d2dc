"""Folders against Flask's own, for applications in all kinds of places."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from support.folders import instance_path, root_path

PLACES = (".", "site-packages", "lib/site-packages", "lib/python3.11/site-packages")
NAMES = ("alone", "package", "package.inner", "space.inner", "space.deep.app")


@pytest.fixture(params=PLACES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Modules, packages and a namespace, importable from there."""
    place = tmp_path / request.param
    for path in (
        "alone.py",
        "package/__init__.py",
        "package/inner.py",
        "space/inner.py",
        "space/deep/app.py",
    ):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text("")
    sys.path.insert(0, str(place))
    before = set(sys.modules)
    importlib.invalidate_caches()
    yield place
    sys.path.remove(str(place))
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.parametrize("imported", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_as_in_flask(folder: Path, name: str, imported: bool) -> None:
    if imported:
        importlib.import_module(name)
    app = flask.Flask(name)
    assert root_path(name) == app.root_path
    assert instance_path(name) == app.instance_path


@pytest.mark.parametrize("name", ["no_such_module", "__main__", "json", "pytest"])
def test_without_a_folder_of_ones_own(name: str) -> None:
    app = flask.Flask(name)
    assert root_path(name) == app.root_path
    assert instance_path(name) == app.instance_path

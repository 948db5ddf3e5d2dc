"""The folders of the application: of its module, and of the files of one installation."""

import importlib.util
import os
import sys
from pathlib import Path


def root_path(import_name: str) -> str:
    """The folder of a module or package, imported or not."""
    module = sys.modules.get(import_name)
    found = getattr(module, "__file__", None)
    if found is None:
        try:
            spec = importlib.util.find_spec(import_name)
        except (ImportError, ValueError):
            spec = None
        found = spec.origin if spec else None
    return os.path.dirname(os.path.abspath(found)) if found else os.getcwd()


def import_path(import_name: str) -> Path:
    """The folder that the package, or else the module, is imported from."""
    try:
        spec = importlib.util.find_spec(import_name.partition(".")[0])
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return Path.cwd()
    if not spec.submodule_search_locations:
        return Path(spec.origin or "").parent
    if spec.origin:
        return Path(spec.origin).parent.parent
    # a folder without __init__.py may stand in several places: the one that has the module
    own = importlib.util.find_spec(import_name)
    inner = Path(os.path.commonpath((own and own.submodule_search_locations) or ["/"]))
    places = [Path(place) for place in spec.submodule_search_locations]
    return next((place for place in places if inner.is_relative_to(place)), places[0]).parent


def installed_under(folder: Path) -> Path | None:
    """What holds lib and var of the installation that a package is in, if it is installed."""
    prefix = Path(sys.prefix).absolute()
    if folder.is_relative_to(prefix):
        return prefix
    if folder.name.lower() != "site-packages":
        return None
    parent = folder.parent
    if parent.name.lower() == "lib":
        return parent.parent
    return parent.parent.parent if parent.parent.name.lower() == "lib" else parent


def instance_path(import_name: str) -> str:
    """`instance` beside the package; below `var` of the environment where it is installed."""
    folder = import_path(import_name)
    prefix = installed_under(folder)
    if prefix is None:
        return str(folder / "instance")
    name = import_name
    if name == "__main__":
        name = Path(getattr(sys.modules[name], "__file__", name)).stem
    return str(prefix / "var" / f"{name}-instance")

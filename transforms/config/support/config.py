"""The application's settings, a dict that fills itself from objects, files and the environment."""

import errno
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from types import ModuleType
from typing import IO, Any

from werkzeug.utils import import_string

# what the application found in its settings before it set any
DEFAULTS: dict[str, Any] = {
    "APPLICATION_ROOT": "/",
    "DEBUG": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "MAX_CONTENT_LENGTH": None,
    "MAX_COOKIE_SIZE": 4093,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    "MAX_FORM_PARTS": 1_000,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
    "PREFERRED_URL_SCHEME": "http",
    "PROPAGATE_EXCEPTIONS": None,
    "PROVIDE_AUTOMATIC_OPTIONS": True,
    "SECRET_KEY": None,
    "SECRET_KEY_FALLBACKS": None,
    "SEND_FILE_MAX_AGE_DEFAULT": None,
    "SERVER_NAME": None,
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_COOKIE_PATH": None,
    "SESSION_COOKIE_SAMESITE": None,
    "SESSION_COOKIE_SECURE": False,
    "SESSION_REFRESH_EACH_REQUEST": True,
    "TEMPLATES_AUTO_RELOAD": None,
    "TESTING": False,
    "TRAP_BAD_REQUEST_ERRORS": None,
    "TRAP_HTTP_EXCEPTIONS": False,
    "TRUSTED_HOSTS": None,
    "USE_X_SENDFILE": False,
}


def default_config() -> dict[str, Any]:
    """The defaults, with DEBUG as FLASK_DEBUG has it."""
    debug = os.environ.get("FLASK_DEBUG", "").lower()
    return DEFAULTS | {"DEBUG": debug not in ("", "0", "false", "no")}


class Config(dict[str, Any]):
    """Names in capitals are settings; from objects and files it takes nothing else."""

    def __init__(
        self, root_path: str | os.PathLike[str], defaults: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(defaults or {})
        self.root_path = root_path

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {super().__repr__()}>"

    def from_mapping(self, mapping: Mapping[str, Any] | None = None, **kwargs: Any) -> bool:
        self.update({k: v for k, v in {**(mapping or {}), **kwargs}.items() if k.isupper()})
        return True

    def from_object(self, obj: object | str) -> None:
        """A module, a class, an instance (for its properties), or where to import one from."""
        source = import_string(obj) if isinstance(obj, str) else obj
        self.update({key: getattr(source, key) for key in dir(source) if key.isupper()})

    def from_pyfile(self, filename: str | os.PathLike[str], silent: bool = False) -> bool:
        """Runs the file as if it was a module; `silent`: it need not exist."""
        module = ModuleType("config")
        module.__file__ = os.path.join(self.root_path, filename)

        def run(file: IO[Any]) -> Mapping[str, Any]:
            exec(compile(file.read(), str(module.__file__), "exec"), module.__dict__)
            return module.__dict__

        missing = (errno.ENOENT, errno.EISDIR, errno.ENOTDIR)
        return self._from_file(filename, run, silent, "rb", missing)

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[IO[Any]], Mapping[str, Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """`load` makes a mapping of the open file: json.load, or tomllib.load with text=False."""
        missing = (errno.ENOENT, errno.EISDIR)
        return self._from_file(filename, load, silent, "r" if text else "rb", missing)

    def _from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[IO[Any]], Mapping[str, Any]],
        silent: bool,
        mode: str,
        missing: tuple[int, ...],
    ) -> bool:
        try:
            with open(os.path.join(self.root_path, filename), mode) as file:
                loaded = load(file)
        except OSError as error:
            if silent and error.errno in missing:
                return False
            error.strerror = f"Unable to load configuration file ({error.strerror})"
            raise
        return self.from_mapping(loaded)

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """The Python file that an environment variable names."""
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent)
        if silent:
            return False
        raise RuntimeError(f"{variable_name!r} isn't set: it has to name a configuration file.")

    def from_prefixed_env(
        self, prefix: str = "FLASK", *, loads: Callable[[str], Any] = json.loads
    ) -> bool:
        """FLASK_X=1 is X, FLASK_X__y=1 is y of the dict X; text that isn't JSON stays text."""
        for name in sorted(os.environ):
            if not name.startswith(f"{prefix}_"):
                continue
            value: Any = os.environ[name]
            with suppress(Exception):
                value = loads(value)
            *parents, key = name.removeprefix(f"{prefix}_").split("__")
            target: dict[str, Any] = self
            for parent in parents:
                target = target.setdefault(parent, {})
            target[key] = value
        return True

    def get_namespace(
        self, namespace: str, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, Any]:
        """The settings whose names begin alike, as arguments for what they configure."""
        start = len(namespace) if trim_namespace else 0
        return {
            key[start:].lower() if lowercase else key[start:]: value
            for key, value in self.items()
            if key.startswith(namespace)
        }

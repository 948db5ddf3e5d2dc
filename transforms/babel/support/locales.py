"""The language and the timezone of whom the application answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytz  # type: ignore[import-untyped]
from babel import Locale

from .context import current_app, current_app_context


@dataclass
class BabelSettings:
    """What an application says about its languages."""

    instance: Any
    catalogs: Any
    default_locale: str
    default_timezone: str
    default_domain: str
    translation_directories: list[str]
    locale_selector: Callable[[], Any] | None
    timezone_selector: Callable[[], Any] | None


@dataclass
class Chosen:
    """What one request, or one command, has found out."""

    locale: Locale | None = None
    forced: Locale | None = None
    timezone: Any = None
    catalogs: Any = None


def settings() -> BabelSettings:
    found: BabelSettings = vars(current_app.app)["babel"]
    return found


def chosen() -> Chosen | None:
    """None outside of requests and of `with app_context(app):`."""
    context = current_app_context.get(None)
    if context is None:
        return None
    found: Chosen = vars(context).setdefault("babel", Chosen())
    return found


def get_locale() -> Locale | None:
    """That of the request at hand: what `locale_selector` says, else the default."""
    known = chosen()
    if known is None:
        return None
    if known.locale is None:
        babel = settings()
        name = babel.locale_selector() if babel.locale_selector else None
        known.locale = Locale.parse(babel.default_locale if name is None else name)
    return known.locale


def get_timezone() -> Any:
    known = chosen()
    if known is not None and known.timezone is not None:
        return known.timezone
    babel = settings()
    found = babel.timezone_selector() if babel.timezone_selector else None
    if found is None:
        found = babel.default_timezone
    if isinstance(found, str):
        found = pytz.timezone(found)
    if known is not None:
        known.timezone = found
    return found


def refresh() -> None:
    """Asks again for locale and timezone, in the middle of a request."""
    known = chosen()
    if known is not None:
        known.locale, known.timezone = known.forced, None


@contextmanager
def force_locale(locale: Any) -> Iterator[None]:
    """`with force_locale("en"):` for a mail to somebody else."""
    known = chosen()
    if known is None:
        yield
        return
    before = known.locale
    try:
        known.locale = known.forced = Locale.parse(locale)
        yield
    finally:
        known.locale, known.forced = before, None

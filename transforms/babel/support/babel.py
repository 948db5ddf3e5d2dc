"""Languages: texts, dates and numbers as the client reads them. Catalogs are those of Babel."""

import os
from collections.abc import Callable
from typing import Any

import pytz  # type: ignore[import-untyped]
from babel import Locale
from fastapi import FastAPI

from .folders import root_path
from .formats import (
    format_currency,
    format_date,
    format_datetime,
    format_decimal,
    format_number,
    format_percent,
    format_scientific,
    format_time,
    format_timedelta,
)
from .locales import BabelSettings, settings
from .templating import jinja_env
from .translations import Domain, get_translations

STYLES = ("short", "medium", "full", "long")


def default_formats() -> dict[str, str | None]:
    kinds = ("time", "date", "datetime")
    formats: dict[str, str | None] = dict.fromkeys(kinds, "medium")
    return formats | {f"{kind}.{style}": None for kind in kinds for style in STYLES}


class Babel:
    """`Babel(app, locale_selector=choose)`, or `babel.init_app(app, …)` later."""

    def __init__(
        self,
        app: FastAPI | None = None,
        date_formats: dict[str, str | None] | None = None,
        configure_jinja: bool = True,
        *args: Any,
        **options: Any,
    ) -> None:
        self.configures_jinja, self.date_formats = configure_jinja, date_formats
        if app is not None:
            self.init_app(app, *args, **options)

    def init_app(
        self,
        app: FastAPI,
        default_locale: str = "en",
        default_domain: str = "messages",
        default_translation_directories: str = "translations",
        default_timezone: str = "UTC",
        locale_selector: Callable[[], Any] | None = None,
        timezone_selector: Callable[[], Any] | None = None,
    ) -> None:
        """What the configuration says goes before what is given here."""
        config = getattr(app.state, "config", {})
        folders = config.get("BABEL_TRANSLATION_DIRECTORIES", default_translation_directories)
        domain = config.get("BABEL_DOMAIN", default_domain)
        vars(app)["babel"] = BabelSettings(
            instance=self,
            catalogs=Domain(domain=domain),
            default_locale=config.get("BABEL_DEFAULT_LOCALE", default_locale),
            default_timezone=config.get("BABEL_DEFAULT_TIMEZONE", default_timezone),
            default_domain=domain,
            translation_directories=[
                os.path.join(root_path(app.title), folder) for folder in folders.split(";")
            ],
            locale_selector=locale_selector,
            timezone_selector=timezone_selector,
        )
        if self.date_formats is None:
            self.date_formats = default_formats()
        if self.configures_jinja:
            configure_templates(app)

    def list_translations(self) -> list[Locale]:
        """One for each folder with a catalog, and the default."""
        found: list[Locale] = []
        for folder in filter(os.path.isdir, settings().translation_directories):
            for name in os.listdir(folder):
                catalogs = os.path.join(folder, name, "LC_MESSAGES")
                if os.path.isdir(catalogs) and any(c.endswith(".mo") for c in os.listdir(catalogs)):
                    found.append(Locale.parse(name))
        return found if self.default_locale in found else [*found, self.default_locale]

    @property
    def default_locale(self) -> Locale:
        return Locale.parse(settings().default_locale)

    @property
    def default_timezone(self) -> Any:
        return pytz.timezone(settings().default_timezone)

    @property
    def domain(self) -> str:
        return settings().default_domain

    @property
    def domain_instance(self) -> Domain:
        domain: Domain = settings().catalogs
        return domain


def configure_templates(app: FastAPI) -> None:
    """`{{ _("Hello") }}`, `{% trans %}`, `{{ day|dateformat }}`."""
    environment: Any = jinja_env(app)
    environment.filters.update(
        datetimeformat=format_datetime,
        dateformat=format_date,
        timeformat=format_time,
        timedeltaformat=format_timedelta,
        numberformat=format_number,
        decimalformat=format_decimal,
        currencyformat=format_currency,
        percentformat=format_percent,
        scientificformat=format_scientific,
    )
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(
        gettext=lambda *words: get_translations().ugettext(*words),
        ngettext=lambda *words: get_translations().ungettext(*words),
        pgettext=lambda *words: get_translations().upgettext(*words),
        npgettext=lambda *words: get_translations().unpgettext(*words),
        newstyle=True,
    )

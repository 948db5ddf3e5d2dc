"""Texts in the language of the request, from the catalogs of the application."""

from typing import Any

from babel.support import NullTranslations, Translations

from .lazy_text import LazyString
from .locales import chosen, get_locale, settings

Catalog = NullTranslations | Translations


class Domain:
    """The catalogs of one name, `messages` unless another is given, in one language or another."""

    def __init__(
        self, translation_directories: list[str] | str | None = None, domain: str = "messages"
    ) -> None:
        given = translation_directories
        self.directories = [given] if isinstance(given, str) else given
        self.domain = domain.split(";")
        self.cache: dict[str, Translations] = {}

    @property
    def translation_directories(self) -> list[str]:
        return settings().translation_directories if self.directories is None else self.directories

    def as_default(self) -> None:
        """For the rest of the request."""
        known = chosen()
        if known is None:
            raise RuntimeError("No request context")
        known.catalogs = self

    def get_translations(self) -> Catalog:
        if chosen() is None:
            return NullTranslations()
        locale = get_locale()
        merged = self.cache.get(str(locale))
        if merged is None:
            merged = Translations()
            for index, folder in enumerate(self.translation_directories):
                domain = self.domain[index if len(self.domain) > 1 else 0]
                catalog: Any = Translations.load(folder, [str(locale)], domain)
                merged.merge(catalog)
                # merge() forgets how the language counts
                if hasattr(catalog, "plural"):
                    vars(merged)["plural"] = catalog.plural
            self.cache[str(locale)] = merged
        return merged

    def gettext(self, string: str, **variables: Any) -> str:
        return filled(self.get_translations().ugettext(string), variables)

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        text = self.get_translations().ungettext(singular, plural, num)
        return filled(text, {"num": num, **variables})

    def pgettext(self, context: str, string: str, **variables: Any) -> str:
        return filled(str(self.get_translations().upgettext(context, string)), variables)

    def npgettext(
        self, context: str, singular: str, plural: str, num: int, **variables: Any
    ) -> str:
        text = self.get_translations().unpgettext(context, singular, plural, num)
        return filled(text, {"num": num, **variables})

    def lazy_gettext(self, string: str, **variables: Any) -> LazyString:
        return LazyString(self.gettext, string, **variables)

    def lazy_ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> LazyString:
        return LazyString(self.ngettext, singular, plural, num, **variables)

    def lazy_pgettext(self, context: str, string: str, **variables: Any) -> LazyString:
        return LazyString(self.pgettext, context, string, **variables)


def filled(text: str, variables: dict[str, Any]) -> str:
    return text % variables if variables else text


def get_domain() -> Domain:
    known = chosen()
    if known is None:
        return Domain()
    if known.catalogs is None:
        known.catalogs = settings().catalogs
    domain: Domain = known.catalogs
    return domain


def get_translations() -> Catalog:
    return get_domain().get_translations()


def gettext(*args: Any, **variables: Any) -> str:
    return get_domain().gettext(*args, **variables)


_ = gettext


def ngettext(*args: Any, **variables: Any) -> str:
    return get_domain().ngettext(*args, **variables)


def pgettext(*args: Any, **variables: Any) -> str:
    return get_domain().pgettext(*args, **variables)


def npgettext(*args: Any, **variables: Any) -> str:
    return get_domain().npgettext(*args, **variables)


def lazy_gettext(*args: Any, **variables: Any) -> LazyString:
    return LazyString(gettext, *args, **variables)


def lazy_ngettext(*args: Any, **variables: Any) -> LazyString:
    return LazyString(ngettext, *args, **variables)


def lazy_pgettext(*args: Any, **variables: Any) -> LazyString:
    return LazyString(pgettext, *args, **variables)


def lazy_npgettext(*args: Any, **variables: Any) -> LazyString:
    return LazyString(npgettext, *args, **variables)

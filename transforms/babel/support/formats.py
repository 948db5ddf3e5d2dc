"""Dates, times and numbers as they are written in the language of the request."""

from datetime import date as Date
from datetime import datetime as DateTime
from datetime import time as Time
from datetime import timedelta, timezone
from typing import Any, Literal

from babel import dates, numbers

from .locales import get_locale, get_timezone, settings

STYLES = ("short", "medium", "full", "long")


def to_user_timezone(datetime: DateTime) -> DateTime:
    """A time without a timezone is one of UTC."""
    if datetime.tzinfo is None:
        datetime = datetime.replace(tzinfo=timezone.utc)
    zone = get_timezone()
    local: DateTime = zone.normalize(datetime.astimezone(zone))
    return local


def to_utc(datetime: DateTime) -> DateTime:
    """A time without a timezone is one of the client; the result has none."""
    if datetime.tzinfo is None:
        datetime = get_timezone().localize(datetime)
    return datetime.astimezone(timezone.utc).replace(tzinfo=None)


def pattern(kind: str, given: str | None) -> Any:
    formats = settings().instance.date_formats
    found = formats[kind] if given is None else given
    return formats[f"{kind}.{found}"] or found if found in STYLES else found


def format_datetime(
    datetime: DateTime | None = None, format: str | None = None, rebase: bool = True
) -> str:
    """In the timezone of the client, unless `rebase` is False."""
    zone = {"tzinfo": get_timezone()} if rebase else {}
    return dates.format_datetime(datetime, pattern("datetime", format), locale=get_locale(), **zone)


def format_date(
    date: Date | DateTime | None = None, format: str | None = None, rebase: bool = True
) -> str:
    if rebase and isinstance(date, DateTime):
        date = to_user_timezone(date)
    return dates.format_date(date, pattern("date", format), locale=get_locale())


def format_time(
    time: Time | DateTime | None = None, format: str | None = None, rebase: bool = True
) -> str:
    zone = {"tzinfo": get_timezone()} if rebase else {}
    return dates.format_time(time, pattern("time", format), locale=get_locale(), **zone)


def format_timedelta(
    datetime_or_timedelta: DateTime | timedelta,
    granularity: Any = "second",
    add_direction: bool = False,
    threshold: float = 0.85,
) -> str:
    """The time since then, or that much time."""
    span = datetime_or_timedelta
    if isinstance(span, DateTime):
        span = DateTime.now(timezone.utc).replace(tzinfo=None) - span
    locale = get_locale()
    return dates.format_timedelta(
        span, granularity, threshold=threshold, add_direction=add_direction, locale=locale
    )


def format_number(number: Any) -> str:
    return numbers.format_decimal(number, locale=get_locale())


def format_decimal(number: Any, format: str | None = None) -> str:
    return numbers.format_decimal(number, format=format, locale=get_locale())


def format_currency(
    number: Any,
    currency: str,
    format: str | None = None,
    currency_digits: bool = True,
    format_type: Literal["name", "standard", "accounting"] = "standard",
) -> str:
    return numbers.format_currency(
        number,
        currency,
        format=format,
        locale=get_locale(),
        currency_digits=currency_digits,
        format_type=format_type,
    )


def format_percent(number: Any, format: str | None = None) -> str:
    return numbers.format_percent(number, format=format, locale=get_locale())


def format_scientific(number: Any, format: str | None = None) -> str:
    return numbers.format_scientific(number, format=format, locale=get_locale())

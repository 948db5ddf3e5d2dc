"""Where users log in, and how they come back from there."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from .context import current_app, url_for


def make_next_param(login_url: str, current_url: str) -> str:
    """The current address, without scheme and host where the login page has the same."""
    page, current = urlsplit(login_url), urlsplit(current_url)
    if page.scheme in ("", current.scheme) and page.netloc in ("", current.netloc):
        return urlunsplit(("", "", current.path, current.query, ""))
    return current_url


def expand_login_view(login_view: str) -> str:
    """An address stays one, anything else is the name of a route."""
    is_address = login_view.startswith(("https://", "http://", "/"))
    return login_view if is_address else url_for(login_view)


def login_url(login_view: str, next_url: str | None = None, next_field: str = "next") -> str:
    """The address of the login page, with where to go from there in its query."""
    base = expand_login_view(login_view)
    if next_url is None:
        return base
    parts = urlsplit(base)
    query = parse_qs(parts.query, keep_blank_values=True)
    query[next_field] = [make_next_param(base, next_url)]
    host = current_app.config.get("FORCE_HOST_FOR_REDIRECTS") or parts.netloc
    return urlunsplit(parts._replace(netloc=host, query=urlencode(query, doseq=True)))


def set_login_view(login_view: str, blueprint: Any = None) -> None:
    """For the application, or for one of its blueprints."""
    manager = current_app.login_manager
    views = manager.blueprint_login_views
    if blueprint is None and not views:
        manager.login_view = login_view
        return
    views[blueprint.name] = login_view
    if manager.login_view is not None and None not in views:
        views[None] = manager.login_view
    manager.login_view = None

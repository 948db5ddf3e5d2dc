"""Bugsnag is told of each exception that nobody handles, with the request at hand.

It is imported when it is asked for: an application may run without it.
"""

from typing import Any

from fastapi import FastAPI

from .context import get_request_context, has_request_context, request
from .hooks import before_request, install_hooks, teardown_request

REASON = {"type": "unhandledExceptionMiddleware", "attributes": {"framework": "FastAPI"}}


def add_request(event: Any) -> None:
    if not has_request_context():
        return
    event.request = request
    if event.context is None:
        event.context = f"{request.method} {request.path}"
    if "id" not in event.user:
        event.set_user(id=request.remote_addr)
    session = dict(get_request_context().session or {})
    event.add_tab("session", session)
    details = {"url": request.base_url, "headers": dict(request.headers)}
    event.add_tab("request", details)


def start() -> None:
    import bugsnag
    from bugsnag.breadcrumbs import BreadcrumbType
    from bugsnag.legacy import _auto_leave_breadcrumb
    from bugsnag.utils import remove_query_from_url

    if bugsnag.configuration.auto_capture_sessions:
        bugsnag.start_session()  # type: ignore[no-untyped-call]
    metadata: dict[str, Any] = {"to": request.path}
    if "referer" in request.headers:
        metadata["from"] = remove_query_from_url(request.headers["referer"])
    _auto_leave_breadcrumb("http request", metadata, BreadcrumbType.NAVIGATION)


def notify(error: Any) -> None:
    import bugsnag

    if error is not None:
        bugsnag.auto_notify(error, severity_reason=REASON)


def handle_exceptions(app: FastAPI) -> None:
    """In the place of `bugsnag.flask`; what the client sent as a form or JSON isn't reported."""
    import bugsnag

    bugsnag.configure().internal_middleware.before_notify(add_request)  # type: ignore[no-untyped-call]
    before_request(app)(start)
    teardown_request(app)(notify)
    install_hooks(app)

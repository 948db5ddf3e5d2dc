"""What goes to an application and what comes back."""

from __future__ import annotations

import os
import traceback
from typing import NamedTuple, Protocol

MOST = 4 << 20  # bytes of a body that are looked at


class Request(NamedTuple):
    """What is sent: the path still percent-encoded, the headers complete but for the length."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    raised: str | None = None
    late: bool = False


class Transport(Protocol):
    """One way to put a request to an application."""

    def __call__(self, request: Request) -> Answer: ...

    def close(self) -> None: ...


class Refused(Exception):
    """The application cannot be booted, and the words say why."""


def described(error: BaseException, root: str) -> str:
    """`KeyError: 'name' (shop/accounts.py:13)`: the last line that is the project's."""
    what = traceback.format_exception_only(type(error), error)[-1].strip()
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(root + os.sep)
    ]
    return f"{what} ({os.path.relpath(own[-1].filename, root)}:{own[-1].lineno})" if own else what


def trace(error: BaseException, root: str) -> str:
    """The traceback from where it comes to the project, with the project's own names of files."""
    at = error.__traceback__
    while at and not at.tb_frame.f_code.co_filename.startswith(root + os.sep):
        at = at.tb_next
    lines = traceback.format_exception(type(error), error, at or error.__traceback__)
    return "".join(lines).replace(root + os.sep, "")


def keep_cookies(jar: dict[str, str], headers: list[tuple[str, str]]) -> None:
    """What a browser would do; paths and domains are not looked at."""
    for name, value in headers:
        if name.lower() != "set-cookie":
            continue
        pair, _, attributes = value.partition(";")
        key, _, content = pair.strip().partition("=")
        attributes = attributes.lower().replace(" ", "")
        if content in ("", '""') or "max-age=0" in attributes or "01jan1970" in attributes:
            jar.pop(key, None)
        else:
            jar[key] = content

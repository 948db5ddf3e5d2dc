"""What a client sent by name, several values a name, and the errors of what it didn't send."""

from typing import Any, NoReturn, TypeVar

from fastapi import HTTPException
from werkzeug import exceptions
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict

V = TypeVar("V")

NOT_JSON = (
    "Did not attempt to load JSON data because the request Content-Type was not 'application/json'."
)


class RequestError(exceptions.HTTPException, HTTPException):
    """FastAPI's exception and Werkzeug's in one: who catches either of them goes on doing so."""

    def __init__(self) -> None:
        self.response = None  # what Werkzeug would send as it is
        HTTPException.__init__(self, self.code or 500, self.description)


class NotJSONError(RequestError, exceptions.UnsupportedMediaType):
    description = NOT_JSON


class BrokenJSONError(RequestError, exceptions.BadRequest):
    pass


class BodyTooLargeError(RequestError, exceptions.RequestEntityTooLarge):
    pass


class MissingValueError(exceptions.BadRequestKeyError, HTTPException):
    """`args["name"]` without such a value: a 400 for the client, a KeyError for who catches it."""

    def __init__(self, key: str) -> None:
        exceptions.BadRequestKeyError.__init__(self, key)
        HTTPException.__init__(self, 400, exceptions.BadRequest.description)
        self.args = (key,)


class MultiValues(ImmutableMultiDict[str, V]):
    """Several values a name, in the order they came; all but the `…list` methods see the first."""

    def __getitem__(self, key: str) -> V:
        try:
            return super().__getitem__(key)
        except KeyError:
            raise MissingValueError(key) from None


class CombinedValues(CombinedMultiDict[str, str]):
    """Query and form in one; where both have a name, the query comes first."""

    def __getitem__(self, key: str) -> str:
        try:
            return super().__getitem__(key)
        except KeyError:
            raise MissingValueError(key) from None


class RefusedValues(MultiValues[Any]):
    """A form over one of the limits: a 413 where the view looks, not before it knows who asks."""

    def refuse(self, *args: Any, **options: Any) -> NoReturn:
        raise BodyTooLargeError

    __getitem__ = __contains__ = __iter__ = __len__ = refuse
    get = getlist = keys = values = items = lists = listvalues = to_dict = copy = refuse

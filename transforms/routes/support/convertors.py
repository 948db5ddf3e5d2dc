"""Werkzeug's converters, and the application's own, in FastAPI's paths."""

from typing import Any

from fastapi import HTTPException
from starlette.convertors import Convertor, register_url_convertor
from werkzeug.routing import BaseConverter, Map, ValidationError


class NotInThisPathError(HTTPException, ValidationError):
    """A converter refused what its pattern let through: there is no such page."""

    def __init__(self) -> None:
        super().__init__(404)


def register_converter(
    name: str, converter_class: type[BaseConverter], *args: Any, **kwargs: Any
) -> None:
    """`register_converter("side", AnyConverter, "left", "right")` is for `/{side:side}`.

    Call it before the first route that names it. Values that are no text or number arrive in
    parameters without an annotation: FastAPI would take a list for a query parameter.
    """
    converter = converter_class(Map(), *args, **kwargs)

    class Registered(Convertor[Any]):
        regex = converter.regex
        weight = converter.weight  # for url maps: which of two rules is the more specific
        part_isolating = converter.part_isolating  # and whether it takes slashes

        def convert(self, value: str) -> Any:
            try:
                return converter.to_python(value)
            except ValidationError:
                raise NotInThisPathError from None

        def to_string(self, value: Any) -> str:
            return converter.to_url(value)

    register_url_convertor(name, Registered())

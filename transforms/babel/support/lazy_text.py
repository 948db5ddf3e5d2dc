"""Text that is made when it is looked at: in forms and constants, before there is a request."""

from collections.abc import Callable, Iterator
from typing import Any


class LazyString:
    """`LazyString(gettext, "Name")`: reads like the text that the function returns."""

    def __init__(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        self._func, self._args, self._kwargs = function, args, kwargs

    def __str__(self) -> str:
        return str(self._func(*self._args, **self._kwargs))

    def __repr__(self) -> str:
        return f"l'{self}'"

    def __html__(self) -> str:
        return str(self)

    def __hash__(self) -> int:
        return hash(str(self))

    def __getattr__(self, name: str) -> Any:
        if name == "__setstate__":  # who copies it asks before it has a function
            raise AttributeError(name)
        return getattr(str(self), name)

    def __len__(self) -> int:
        return len(str(self))

    def __getitem__(self, key: Any) -> str:
        return str(self)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(str(self))

    def __contains__(self, item: str) -> bool:
        return item in str(self)

    def __add__(self, other: Any) -> Any:
        return str(self) + other

    def __radd__(self, other: Any) -> Any:
        return other + str(self)

    def __mul__(self, other: Any) -> Any:
        return str(self) * other

    def __rmul__(self, other: Any) -> Any:
        return other * str(self)

    def __mod__(self, other: Any) -> Any:
        return str(self) % other

    def __rmod__(self, other: Any) -> Any:
        return other + str(self)

    def __eq__(self, other: object) -> bool:
        return str(self) == other

    def __lt__(self, other: Any) -> Any:
        return str(self) < other

    def __le__(self, other: Any) -> Any:
        return str(self) <= other

    def __gt__(self, other: Any) -> Any:
        return str(self) > other

    def __ge__(self, other: Any) -> Any:
        return str(self) >= other

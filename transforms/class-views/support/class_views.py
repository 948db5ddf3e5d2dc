"""Classes whose objects answer requests."""

import asyncio
import inspect
from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar

from .dispatch import served_request

METHODS = ("get", "post", "head", "options", "delete", "put", "trace", "patch")


def called(function: Callable[..., Any], **values: Any) -> Any:
    if inspect.iscoroutinefunction(function):
        return asyncio.run(function(**values))
    return function(**values)


class View:
    """Its dispatch_request() answers: `add_url_rule(app, "/", view_func=Home.as_view("home"))`."""

    methods: ClassVar[Collection[str] | None] = None
    provide_automatic_options: ClassVar[bool | None] = None
    decorators: ClassVar[Sequence[Callable[..., Any]]] = []
    # a new object for each request, so that `self` belongs to one only
    init_every_request: ClassVar[bool] = True

    def dispatch_request(self) -> Any:
        raise NotImplementedError

    @classmethod
    def as_view(cls, name: str, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """A function that answers requests with objects of this class."""
        shared = None if cls.init_every_request else cls(*args, **kwargs)

        def answer(**values: Any) -> Any:
            instance = view.view_class(*args, **kwargs) if shared is None else shared
            return called(instance.dispatch_request, **values)

        view: Any = answer
        view.__name__, view.__module__ = name, cls.__module__
        view.view_class = cls
        for decorator in cls.decorators:
            view = decorator(view)
        view.view_class = cls
        view.__name__, view.__module__, view.__doc__ = name, cls.__module__, cls.__doc__
        view.methods = cls.methods
        view.provide_automatic_options = cls.provide_automatic_options
        return view  # type: ignore[no-any-return]


class MethodView(View):
    """Its get() answers GET, its post() POST …"""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "methods" not in vars(cls):
            inherited = {
                one for base in cls.__bases__ for one in getattr(base, "methods", None) or ()
            }
            own = {name.upper() for name in METHODS if hasattr(cls, name)}
            if inherited | own:
                cls.methods = inherited | own

    def dispatch_request(self, **values: Any) -> Any:
        method = served_request.get().method
        function = getattr(self, method.lower(), None)
        if function is None and method == "HEAD":
            function = getattr(self, "get", None)
        assert function is not None, f"Unimplemented method {method!r}"
        return called(function, **values)

"""Base classes of models: they know their database, their table's name and their query."""

import re
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm.decl_api import DeclarativeAttributeIntercept

from .queries import Query

BASES = (orm.DeclarativeBase, orm.DeclarativeBaseNoMeta)


class QueryProperty:
    def __get__(self, obj: Any, cls: Any) -> Query:
        query: Query = cls.query_class(cls, session=cls.__database__.session())
        return query


class Model:
    __database__: ClassVar[Any]
    query_class: ClassVar[type[Query]] = Query
    query: ClassVar[Query] = QueryProperty()  # type: ignore[assignment]

    def __repr__(self) -> str:
        state: Any = sa.inspect(self)
        if state.transient:
            key = f"(transient {id(self)})"
        elif state.pending:
            key = f"(pending {id(self)})"
        else:
            key = ", ".join(map(str, state.identity))
        return f"<{type(self).__name__} {key}>"


def camel_to_snake_case(name: str) -> str:
    """`HTTPThing` is http_thing."""
    parted = re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name)
    return parted.lower().lstrip("_")


def is_declarative(cls: type) -> bool:
    kinds = (orm.DeclarativeMeta, DeclarativeAttributeIntercept)
    return isinstance(cls, kinds) or issubclass(cls, orm.DeclarativeBaseNoMeta)


def should_set_tablename(cls: type) -> bool:
    """Is it a model of its own, without a name from itself, from a mixin or from its table?"""
    if cls.__dict__.get("__abstract__") or any(base in BASES for base in cls.__bases__):
        return False
    is_model = issubclass(cls, BASES) or any(
        isinstance(base, orm.DeclarativeMeta) for base in cls.__mro__[1:]
    )
    if not is_model:
        return False
    named = next((base for base in cls.__mro__ if "__tablename__" in base.__dict__), None)
    if named is None:
        return True
    if named is cls or isinstance(named.__dict__["__tablename__"], orm.declared_attr):
        return False
    # a name of another model doesn't count: it is that of its table
    return not named.__dict__.get("__abstract__") and is_declarative(named)


def set_tablename(cls: Any) -> None:
    if should_set_tablename(cls):
        cls.__tablename__ = camel_to_snake_case(cls.__name__)


def forget_missing_table(cls: Any) -> None:
    """There was none to make: it is that of the class above."""
    own = cls.__dict__
    if "__tablename__" not in own and "__table__" in own and own["__table__"] is None:
        del cls.__table__


def make_table(cls: Any, *args: Any, **kwargs: Any) -> sa.Table | None:
    """The table of a model; None for a model without a key, whose rows are those of another."""
    schema = kwargs.get("schema")
    key = args[0] if schema is None else f"{schema}.{args[0]}"
    has_key = any(
        isinstance(arg, sa.PrimaryKeyConstraint) or (isinstance(arg, sa.Column) and arg.primary_key)
        for arg in args
    )
    inherits = any("__table__" in base.__dict__ for base in cls.__mro__[1:-1])
    if key in cls.metadata.tables or has_key or not inherits:
        return sa.Table(*args, **kwargs)
    if "__tablename__" in cls.__dict__:
        del cls.__tablename__
    return None


def set_metadata(cls: Any) -> None:
    """Of the database that `__bind_key__` names."""
    key = getattr(cls, "__bind_key__", None)
    metadata = cls.__database__.metadata_of(key)
    if metadata is not getattr(cls, "metadata", None):
        cls.metadata = metadata


def has_own_metadata(cls: type) -> bool:
    return "metadata" in cls.__dict__ or "__table__" in cls.__dict__


class BindMetaMixin(type):
    def __init__(cls, name: str, bases: Any, namespace: Any, **kwargs: Any) -> None:
        if not has_own_metadata(cls):
            set_metadata(cls)
        super().__init__(name, bases, namespace, **kwargs)


class NameMetaMixin(type):
    def __init__(cls, name: str, bases: Any, namespace: Any, **kwargs: Any) -> None:
        set_tablename(cls)
        super().__init__(name, bases, namespace, **kwargs)
        forget_missing_table(cls)

    def __table_cls__(cls, *args: Any, **kwargs: Any) -> sa.Table | None:
        return make_table(cls, *args, **kwargs)


class DefaultMeta(BindMetaMixin, NameMetaMixin, orm.DeclarativeMeta):
    """The metaclass of models, unless `model_class` is a `DeclarativeBase`."""


class DefaultMetaNoName(BindMetaMixin, orm.DeclarativeMeta):
    """The same without names for tables."""


class BindMixin:
    """The same for a `model_class` that is a `DeclarativeBase`."""

    @classmethod
    def __init_subclass__(cls, **kwargs: Any) -> None:
        if hasattr(cls, "__bind_key__") and not has_own_metadata(cls):
            set_metadata(cls)
        super().__init_subclass__(**kwargs)


class NameMixin:
    @classmethod
    def __init_subclass__(cls, **kwargs: Any) -> None:
        set_tablename(cls)
        super().__init_subclass__(**kwargs)
        forget_missing_table(cls)

    @classmethod
    def __table_cls__(cls, *args: Any, **kwargs: Any) -> sa.Table | None:
        return make_table(cls, *args, **kwargs)

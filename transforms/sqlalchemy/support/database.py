"""SQLAlchemy for the application: models, engines, and a session for each request or command."""

from collections.abc import Callable, Mapping
from types import new_class
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy import exc, orm
from sqlalchemy.util import ScopedRegistry
from werkzeug.exceptions import abort

from .context import (
    NO_APP,
    AppContext,
    current_app,
    current_app_context,
    has_app_context,
    teardown_appcontext,
)
from .database_models import (
    BASES,
    BindMixin,
    DefaultMeta,
    DefaultMetaNoName,
    Model,
    NameMixin,
    QueryProperty,
)
from .engines import make_engines
from .pagination import Pagination, SelectPagination
from .queries import Query

T = TypeVar("T")
BindKeys = str | list[str | None] | None


class Session(orm.Session):
    """Finds the engine of a statement by the metadata of its table."""

    def __init__(self, db: "SQLAlchemy", **options: Any) -> None:
        super().__init__(**options)
        self.db = db

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any
    ) -> sa.Engine | sa.Connection:
        if bind is not None:
            given: sa.Engine | sa.Connection = bind
            return given
        engines = self.db.engines
        for table in (local_table(mapper), clause):
            if isinstance(table, sa.UpdateBase):
                table = table.table
            if isinstance(table, sa.Table) and "bind_key" in table.metadata.info:
                key = table.metadata.info["bind_key"]
                if key not in engines:
                    raise exc.UnboundExecutionError(f"Bind key {key!r} isn't configured.")
                return engines[key]
        if None in engines:
            return engines[None]
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **kwargs)


def local_table(mapper: Any) -> Any:
    if mapper is None:
        return None
    try:
        return sa.inspect(mapper).local_table
    except exc.NoInspectionAvailable as error:
        if isinstance(mapper, type):
            raise orm.exc.UnmappedClassError(mapper) from error
        raise


def app_context_at_hand() -> AppContext:
    context = current_app_context.get(None)
    if context is None:
        raise RuntimeError(NO_APP)
    return context


def scoped_session(
    factory: orm.sessionmaker[Session], scope: Callable[[], Any] | None
) -> orm.scoped_session[Session]:
    """One session for each context of the application, unless another scope is asked for."""
    session: orm.scoped_session[Session] = orm.scoped_session(factory, scope or app_context_at_hand)
    if scope is None and isinstance(session.registry, ScopedRegistry):
        # what is opened when the context is over goes with it
        session.registry.registry = WeakKeyDictionary()
    return session


class SQLAlchemy:
    """`db = SQLAlchemy()`, then `db.init_app(app)`: names of SQLAlchemy are attributes of it."""

    Model: Any
    Table: Any

    def __init__(
        self,
        app: FastAPI | None = None,
        *,
        metadata: sa.MetaData | None = None,
        session_options: dict[str, Any] | None = None,
        query_class: type[Query] = Query,
        model_class: Any = Model,
        engine_options: dict[str, Any] | None = None,
        add_models_to_shell: bool = True,
        disable_autonaming: bool = False,
    ) -> None:
        self.Query = query_class
        self.engine_options = engine_options or {}
        self.app_engines: WeakKeyDictionary[FastAPI, dict[str | None, sa.Engine]]
        self.app_engines = WeakKeyDictionary()
        options = {"class_": Session, "query_cls": query_class, **(session_options or {})}
        scope = options.pop("scopefunc", None)
        self.session = scoped_session(orm.sessionmaker(db=self, **options), scope)
        self.metadatas: dict[str | None, sa.MetaData] = {}
        has_base = any(issubclass(base, BASES) for base in model_class.__bases__)
        if metadata is not None and not has_base:
            metadata.info["bind_key"] = None
            self.metadatas[None] = metadata
        self.Table = self.make_table_class()
        self.Model = self.make_base(model_class, not disable_autonaming)
        if app is not None:
            self.init_app(app)

    def __repr__(self) -> str:
        if not has_app_context():
            return f"<{type(self).__name__}>"
        more = f" +{len(self.engines) - 1}" if len(self.engines) > 1 else ""
        return f"<{type(self).__name__} {self.engine.url}{more}>"

    def __getattr__(self, name: str) -> Any:
        if name == "event":
            return sa.event
        if name == "relation":
            return self.relationship
        if not name.startswith("_"):
            for module in (sa, orm):
                if hasattr(module, name):
                    return getattr(module, name)
        raise AttributeError(name)

    def init_app(self, app: FastAPI) -> None:
        """Makes the engines, of the settings that the application has by now."""
        if hasattr(app.state, "sqlalchemy"):
            raise RuntimeError("The application has a database already: use that object.")
        app.state.sqlalchemy = self
        teardown_appcontext(app)(self.close_session)
        engines = make_engines(app, self.engine_options)
        for key in engines:
            self.metadata_of(key)
        self.app_engines[app] = engines

    def close_session(self, error: BaseException | None) -> None:
        self.session.remove()

    # models and tables

    def metadata_of(self, bind_key: str | None) -> sa.MetaData:
        metadata = self.metadatas.get(bind_key)
        if metadata is None:
            naming = None if bind_key is None else self.metadata_of(None).naming_convention
            metadata = sa.MetaData(naming_convention=naming, info={"bind_key": bind_key})
            self.metadatas[bind_key] = metadata
        return metadata

    def make_table_class(self) -> type[sa.Table]:
        metadata_of = self.metadata_of

        class Table(sa.Table):
            """`db.Table("name", column, …)` is in the metadata of its bind."""

            def __new__(cls, *args: Any, bind_key: str | None = None, **kwargs: Any) -> Any:
                if args and not isinstance(args[1] if len(args) > 1 else None, sa.MetaData):
                    args = (args[0], metadata_of(bind_key), *args[1:])
                return super().__new__(cls, *args, **kwargs)

        return Table

    def make_base(self, model_class: Any, names_tables: bool) -> Any:
        """`db.Model`, of a class with methods, of a declarative base or of its metaclass."""
        model: Any
        bases = [base for base in model_class.__bases__ if issubclass(base, BASES)]
        if len(bases) > 1:
            raise ValueError(f"There is more than one base in {model_class.__bases__}.")
        if bases:
            body = {**vars(model_class), "__database__": self}
            mixins = (BindMixin, NameMixin, Model) if names_tables else (BindMixin, Model)
            model = new_class(
                "Model",
                (*mixins, *model_class.__bases__),
                {"metaclass": type(bases[0])},
                lambda namespace: namespace.update(body),
            )
        elif isinstance(model_class, orm.DeclarativeMeta):
            model = model_class
        else:
            model = orm.declarative_base(
                metadata=self.metadata_of(None),
                cls=model_class,
                name="Model",
                metaclass=DefaultMeta if names_tables else DefaultMetaNoName,
            )
        if None in self.metadatas:
            model.metadata = self.metadatas[None]
        else:
            model.metadata.info["bind_key"] = None
            self.metadatas[None] = model.metadata
        model.query_class = self.Query
        model.query = QueryProperty()
        model.__database__ = self
        return model

    def relationship(self, *args: Any, **kwargs: Any) -> Any:
        return orm.relationship(*args, **self.with_query_class(kwargs))

    def dynamic_loader(self, *args: Any, **kwargs: Any) -> Any:
        return orm.dynamic_loader(*args, **self.with_query_class(kwargs))

    def with_query_class(self, options: dict[str, Any]) -> dict[str, Any]:
        options.setdefault("query_class", self.Query)
        if "backref" in options and not isinstance(options["backref"], str):
            options["backref"][1].setdefault("query_class", self.Query)
        return options

    # engines

    @property
    def metadata(self) -> sa.MetaData:
        return self.metadatas[None]

    @property
    def engines(self) -> Mapping[str | None, sa.Engine]:
        app = current_app.app
        if app not in self.app_engines:
            raise RuntimeError("The application isn't known here: `db.init_app(app)` is missing.")
        return self.app_engines[app]

    @property
    def engine(self) -> sa.Engine:
        return self.engines[None]

    def get_engine(self, bind_key: str | None = None, *, bind: str | None = None) -> sa.Engine:
        return self.engines[bind_key if bind is None else bind]

    def create_all(self, bind_key: BindKeys = "__all__") -> None:
        """Tables that are there already stay as they are."""
        for metadata, engine in self.binds(bind_key):
            metadata.create_all(engine)

    def drop_all(self, bind_key: BindKeys = "__all__") -> None:
        for metadata, engine in self.binds(bind_key):
            metadata.drop_all(engine)

    def reflect(self, bind_key: BindKeys = "__all__") -> None:
        for metadata, engine in self.binds(bind_key):
            metadata.reflect(engine)

    def binds(self, bind_key: BindKeys) -> list[tuple[sa.MetaData, sa.Engine]]:
        if bind_key == "__all__":
            keys = list(self.metadatas)
        else:
            keys = bind_key if isinstance(bind_key, list) else [bind_key]
        found = []
        for key in keys:
            if key not in self.engines:
                name = "SQLALCHEMY_DATABASE_URI" if key is None else "SQLALCHEMY_BINDS"
                raise exc.UnboundExecutionError(f"There is no bind {key!r} in {name!r}.")
            found.append((self.metadatas[key], self.engines[key]))
        return found

    # rows

    def get_or_404(
        self, entity: type[T], ident: Any, *, description: str | None = None, **kwargs: Any
    ) -> T:
        found = self.session.get(entity, ident, **kwargs)
        if found is None:
            abort(404, description=description)
        return found

    def first_or_404(self, statement: Any, *, description: str | None = None) -> Any:
        found = self.session.execute(statement).scalar()
        if found is None:
            abort(404, description=description)
        return found

    def one_or_404(self, statement: Any, *, description: str | None = None) -> Any:
        try:
            return self.session.execute(statement).scalar_one()
        except (exc.NoResultFound, exc.MultipleResultsFound):
            abort(404, description=description)

    def paginate(
        self,
        select: sa.Select[Any],
        *,
        page: int | None = None,
        per_page: int | None = None,
        max_per_page: int | None = None,
        error_out: bool = True,
        count: bool = True,
    ) -> Pagination:
        """`page` and `per_page` are those of the query string unless they are given."""
        return SelectPagination(
            page, per_page, max_per_page, error_out, count, select=select, session=self.session()
        )

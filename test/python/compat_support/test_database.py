"""Flask-SQLAlchemy beside database.py: models, engines, sessions and pages."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask
import flask_sqlalchemy
import flask_sqlalchemy.model
import flask_sqlalchemy.pagination
import pytest
import sqlalchemy as sa
from exchange import get
from fastapi import FastAPI
from kits import FlaskKit, OurKit, agree
from sqlalchemy import orm
from support import context, database, database_models, pagination

MEMORY = {"SQLALCHEMY_DATABASE_URI": "sqlite://"}


class Side:
    """One of both, with what a test takes from it."""

    def __init__(self, is_ours: bool, folder: Path) -> None:
        self.is_ours = is_ours
        self.folder = folder / ("ours" if is_ours else "theirs")
        self.models = database_models if is_ours else flask_sqlalchemy.model
        self.pages = pagination if is_ours else flask_sqlalchemy.pagination

    def db(self, **options: Any) -> Any:
        return (database if self.is_ours else flask_sqlalchemy).SQLAlchemy(**options)

    def app(self, db: Any = None, **config: Any) -> Any:
        app: Any
        if self.is_ours:
            app = FastAPI(title="kits")
            app.state.config, app.state.instance_path = dict(config), str(self.folder)
        else:
            app = flask.Flask("kits", instance_path=str(self.folder))
            app.config.update(config)
        if db is not None:
            db.init_app(app)
        return app

    def within(self, app: Any) -> Any:
        return context.app_context(app) if self.is_ours else app.app_context()

    def config(self, app: Any) -> dict[str, Any]:
        found = app.state.config if self.is_ours else app.config
        return {key: value for key, value in found.items() if key.startswith("SQLALCHEMY")}

    def text(self, value: object) -> str:
        return str(value).replace(str(self.folder), "FOLDER")


@pytest.fixture
def alike(tmp_path: Path) -> Iterator[Callable[[Callable[[Side], Any]], None]]:
    def check(describe: Callable[[Side], Any]) -> None:
        assert describe(Side(True, tmp_path)) == describe(Side(False, tmp_path))

    yield check


def outcome(call: Callable[[], Any]) -> Any:
    """What it returns, or of which class its exception is."""
    try:
        return call()
    except Exception as error:
        return type(error).__name__, getattr(error, "code", None)


class Named:
    """A plain class whose models get methods."""

    def label(self) -> str:
        return f"<{type(self).__name__}>"


class Base2(orm.DeclarativeBase):
    metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})


class Base3(orm.DeclarativeBaseNoMeta):
    __abstract_note__ = "n"


def hierarchy(db: Any, typed: bool = False) -> dict[str, Any]:
    """All that decides the name of a table."""

    def key() -> Any:
        return sa.Column(sa.Integer, primary_key=True)

    class Mixin:
        __tablename__ = "of_mixin"

    class Declared:
        @orm.declared_attr
        def __tablename__(cls) -> str:  # noqa: N805
            return cls.__name__.upper()

    class HTTPThing(db.Model):
        id = key()

    class _Private2(db.Model):
        id = key()

    class Explicit(db.Model):
        __tablename__ = "own"
        id = key()

    class Single(HTTPThing):
        extra = sa.Column(sa.String)

    class Joined(HTTPThing):
        id = sa.Column(sa.ForeignKey("http_thing.id"), primary_key=True)

    class JoinedToExplicit(Explicit):
        id = sa.Column(sa.ForeignKey("own.id"), primary_key=True)

    class Mixed(Mixin, db.Model):
        id = key()

    class OfDeclared(Declared, db.Model):
        id = key()

    class Abstract(db.Model):
        __abstract__ = True
        id = key()

    class Concrete(Abstract):
        pass

    class AbstractNamed(db.Model):
        __abstract__ = True
        __tablename__ = "of_abstract"
        id = key()

    class OfAbstract(AbstractNamed):
        pass

    class WithTable(db.Model):
        __table__ = db.Table("given", key())

    class Other(db.Model):
        __bind_key__ = "other"
        id = key()

    class InSchema(db.Model):
        __table_args__ = {"schema": "s"}
        id = key()

    class KeyInArguments(db.Model):
        __table_args__ = (sa.PrimaryKeyConstraint("a", "b"),)
        a, b = sa.Column(sa.Integer), sa.Column(sa.Integer)

    found: dict[str, Any] = {
        cls.__name__: (
            getattr(cls, "__tablename__", None),
            cls.__table__.fullname,
            cls.__table__.metadata.info,
            sorted(cls.__table__.columns.keys()),
            cls.__table__.primary_key.name,
        )
        for cls in (
            HTTPThing, _Private2, Explicit, Single, Joined, JoinedToExplicit, Mixed, OfDeclared,
            Concrete, OfAbstract, WithTable, Other, InSchema, KeyInArguments,
        )
    }  # fmt: skip
    found["none"] = outcome(lambda: type("NoKey", (db.Model,), {"a": sa.Column(sa.Integer)}))
    found["tables"] = {key: sorted(one.tables) for key, one in db.metadatas.items()}
    found["repr"] = repr(Explicit()).partition("0x")[0].rstrip("0123456789)")
    return found


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"model_class": Named},
        {"model_class": Base2},
        {"model_class": Base3},
        {"metadata": sa.MetaData(naming_convention={"pk": "key_of_%(table_name)s"})},
        {"disable_autonaming": True},
    ],
)
def test_names_of_tables(options: dict[str, Any], alike: Any) -> None:
    def describe(side: Side) -> Any:
        given = dict(options)
        if "metadata" in given:
            given["metadata"] = sa.MetaData(naming_convention=given["metadata"].naming_convention)
        if "model_class" in given:  # both add tables to its metadata
            cls = given["model_class"]
            body = {k: v for k, v in vars(cls).items() if k in ("label", "__abstract_note__")}
            if cls is Base2:
                body["metadata"] = sa.MetaData(naming_convention=cls.metadata.naming_convention)
            if cls in (Base2, Base3):
                given["model_class"] = type(cls)("Base", cls.__bases__, body)
        return outcome(lambda: hierarchy(side.db(**given)))

    alike(describe)


@pytest.mark.parametrize("dataclass", [False, True])
def test_typed_models(dataclass: bool, alike: Any) -> None:
    def person(side: Side) -> Any:
        bases = (orm.MappedAsDataclass, orm.DeclarativeBase) if dataclass else Base2.__bases__
        db = side.db(model_class=type(orm.DeclarativeBase)("Base", bases, {}))

        class Person(db.Model):
            id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
            name: orm.Mapped[str]

        with side.within(side.app(db, **MEMORY)):
            db.create_all()
            db.session.add(Person(id=1, name="x"))
            db.session.commit()
            return repr(Person.query.one()), Person.__tablename__, db.metadata is Person.metadata

    # SQLAlchemy 2.1 makes no dataclasses of a base that is copied
    alike(lambda side: outcome(lambda: person(side)))


def test_metaclasses_of_ones_own(alike: Any) -> None:
    def describe(side: Side) -> Any:
        class NoNames(side.models.BindMetaMixin, orm.DeclarativeMeta):
            pass

        base = orm.declarative_base(cls=side.models.Model, metaclass=NoNames, name="Model")
        db = side.db(model_class=base)
        unnamed = outcome(lambda: type("A", (db.Model,), {"id": sa.Column(sa.Integer)}))
        body = {"id": sa.Column(sa.Integer, primary_key=True), "__tablename__": "b"}
        return unnamed, type("B", (db.Model,), body).__table__.name, db.Model is base

    alike(describe)
    names = ["HTTPThing", "_Private", "camelCase2Snake", "ABC", "A1B2", "x", "getHTTPResponse", "É"]
    for name in names:
        ours, theirs = database_models.camel_to_snake_case, flask_sqlalchemy.model
        assert ours(name) == theirs.camel_to_snake_case(name)


URIS: list[Any] = [
    "sqlite://",
    "sqlite:///:memory:",
    "sqlite:///x.db",
    "sqlite:///below/x.db",
    "sqlite:////tmp/absolute.db",
    "sqlite:///file:x.db?uri=true&mode=ro",
    "sqlite:///file:/tmp/x.db?uri=true",
    sa.make_url("sqlite:///url.db"),
    "nonsense",
    None,
]


@pytest.mark.parametrize("uri", URIS, ids=str)
@pytest.mark.parametrize("options", [{}, {"poolclass": sa.NullPool, "pool_pre_ping": "true"}])
def test_engines(uri: Any, options: dict[str, Any], alike: Any) -> None:
    def describe(side: Side) -> Any:
        db = side.db(engine_options={"pool_reset_on_return": None, **options})
        config = {"SQLALCHEMY_DATABASE_URI": uri, "SQLALCHEMY_ECHO": False}
        app = outcome(lambda: side.app(db, **config))
        if isinstance(app, tuple):
            return app
        with side.within(app):
            pool = db.engine.pool
            return (
                side.text(db.engine.url),
                side.text(repr(db)),
                type(pool).__name__,
                pool._pre_ping,
                side.folder.exists(),
                side.config(app),
            )

    alike(describe)


@pytest.mark.parametrize("uri", ["mysql://u:p@h/d", "mysql+pymysql://h/d?charset=latin1"])
def test_defaults_of_mysql(uri: str, monkeypatch: pytest.MonkeyPatch, alike: Any) -> None:
    made: list[Any] = []
    monkeypatch.setattr(sa, "engine_from_config", lambda options, prefix: made.append(options))

    def describe(side: Side) -> Any:
        made.clear()
        binds = {"b": {"url": uri, "pool_recycle": 9}, "c": "sqlite://"}
        side.app(side.db(), SQLALCHEMY_DATABASE_URI=uri, SQLALCHEMY_BINDS=binds)
        return [{k: str(v) for k, v in options.items()} for options in made]

    alike(describe)


def test_binds(alike: Any) -> None:
    def describe(side: Side) -> Any:
        db = side.db(metadata=sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"}))

        class Main(db.Model):
            id = sa.Column(sa.Integer, primary_key=True)

        class Other(db.Model):
            __bind_key__ = "other"
            id = sa.Column(sa.Integer, primary_key=True)

        class Lost(db.Model):
            __bind_key__ = "lost"
            id = sa.Column(sa.Integer, primary_key=True)

        table = db.Table("rows", sa.Column("n", sa.Integer), bind_key="other")
        app = side.app(db, **MEMORY, SQLALCHEMY_BINDS={"other": "sqlite://"})
        with side.within(app):
            failed = outcome(db.create_all)
            db.create_all([None, "other"])
            db.session.add_all([Main(), Other()])
            db.session.execute(table.insert().values(n=3))
            db.session.commit()
            inspected = {key: sa.inspect(e).get_table_names() for key, e in db.engines.items()}
            db.drop_all("other")
            return (
                failed,
                inspected,
                sa.inspect(db.engines["other"]).get_table_names(),
                outcome(lambda: db.session.add(Lost()) or db.session.flush()),
                outcome(lambda: db.session.get_bind(Main) is db.engine),
                outcome(lambda: db.session.get_bind(clause=table) is db.engines["other"]),
                outcome(lambda: db.session.get_bind(int)),
                outcome(lambda: db.session.get_bind("x")),
                {key: one.naming_convention.get("pk") for key, one in db.metadatas.items()},
                outcome(lambda: db.create_all("none")),
            )

    alike(describe)


def test_sessions(alike: Any) -> None:
    """One for each context of the application, and none outside."""

    def describe(side: Side) -> Any:
        db = side.db(session_options={"expire_on_commit": False})
        apps = [side.app(db, **MEMORY), side.app(db, **MEMORY)]
        seen = []
        outside = [outcome(lambda: db.session()), outcome(lambda: db.engine), repr(db)]
        for app in apps:
            with side.within(app):
                first = db.session()
                with side.within(app):
                    seen.append(db.session() is first)
                seen += [db.session() is first, first.expire_on_commit, db.engine.name]
        with side.within(side.app()):
            outside.append(outcome(lambda: db.engine))
        again = outcome(lambda: db.init_app(apps[0]))
        own = side.db(session_options={"scopefunc": lambda: 1})
        return seen, outside, again, own.session() is own.session()

    alike(describe)


def test_names_of_sqlalchemy(alike: Any) -> None:
    def describe(side: Side) -> Any:
        db = side.db()
        names = "Column select event relation backref Mapped func JSON orm _x nothing Query"
        return [outcome(lambda name=name: bool(getattr(db, name))) for name in names.split()]

    alike(describe)


def filled(db: Any, rows: int) -> Any:
    class Row(db.Model):
        id = sa.Column(sa.Integer, primary_key=True)

    db.create_all()
    db.session.add_all([Row() for _ in range(rows)])
    db.session.commit()
    return Row


def described(page: Any) -> Any:
    if isinstance(page, tuple):
        return page
    rows = [list(page.iter_pages()), list(page.iter_pages(left_edge=0, right_edge=0))]
    rows.append(list(page.iter_pages(left_edge=1, left_current=0, right_current=1, right_edge=3)))
    own = "page per_page max_per_page total first last pages has_prev prev_num has_next next_num"
    return [row.id for row in page], rows, [getattr(page, name) for name in own.split()]


@pytest.mark.parametrize("rows", [0, 1, 7, 150])
def test_pages(rows: int, alike: Any) -> None:
    def describe(side: Side) -> Any:
        db = side.db()
        with side.within(side.app(db, **MEMORY)):
            row = filled(db, rows)
            select, found = sa.select(row).order_by(row.id), []
            for page in (None, -1, 0, 1, 2, 3, 9):
                for options in (
                    {},
                    {"per_page": 3},
                    {"per_page": 0},
                    {"per_page": 120, "max_per_page": 5},
                    {"per_page": 2, "error_out": False},
                    {"per_page": -3, "error_out": False, "count": False},
                    {"per_page": 130},
                ):
                    for paginate in (
                        row.query.order_by(row.id).paginate,
                        lambda **o: db.paginate(select, **o),
                    ):
                        one = outcome(lambda p=paginate, page=page, o=options: p(page=page, **o))
                        found.append(described(one))
                        if not isinstance(one, tuple):
                            found += [described(outcome(one.next)), described(outcome(one.prev))]
                            found.append(
                                described(outcome(lambda one=one: one.next(error_out=True)))
                            )
            return found

    alike(describe)


def test_pages_of_a_request() -> None:
    def describe(kit: Any) -> None:
        db = (database if isinstance(kit, OurKit) else flask_sqlalchemy).SQLAlchemy(kit.app)
        with kit.app_context():
            row = filled(db, 30)

        def rows() -> Any:
            page = row.query.order_by(row.id).paginate(max_per_page=10)
            return {"ids": [one.id for one in page], "of": page.pages}

        def lenient() -> Any:
            page = db.paginate(sa.select(row), error_out=False)
            return {"page": page.page, "per_page": page.per_page}

        def none() -> Any:
            return str(row.query.filter_by(id=99).first_or_404("nothing here"))

        def many() -> Any:
            return str(db.one_or_404(sa.select(row)))

        for view in (rows, lenient, none, many):
            kit.view(kit.app, f"/{view.__name__}")(view)
        kit.handle(404 if isinstance(kit, OurKit) else 404)(
            lambda e: (f"lost {getattr(e, 'description', None) or e.detail}", 404)
        )

    targets = ["/rows", "/rows?page=2&per_page=4", "/rows?page=x", "/rows?page=0", "/rows?page=9",
               "/rows?per_page=y", "/rows?per_page=99", "/lenient?page=x&per_page=-1",
               "/lenient?page=5&page=6", "/none", "/many"]  # fmt: skip
    agree(describe, *(get(target) for target in targets), **MEMORY)


def test_a_request_has_a_session_of_its_own() -> None:
    def describe(kit: Any) -> None:
        db = (database if isinstance(kit, OurKit) else flask_sqlalchemy).SQLAlchemy(kit.app)
        with kit.app_context():
            row = filled(db, 1)

        def note() -> None:
            kit.g.session = db.session()
            db.session.add(row(id=50))
            if "commit" in kit.request.args:
                db.session.commit()

        def count() -> Any:
            kit.log.append((kit.g.session is db.session(), len(db.session.new)))
            if "fail" in kit.request.args:
                row.query.count()
                raise ValueError("fail")
            return str(row.query.count())

        def fail_to_write() -> Any:
            db.session.add(row(id=1))
            db.session.commit()
            return "written"

        kit.before_request(kit.app)(note)
        kit.teardown_appcontext(kit.app)(lambda e: kit.log.append(len(db.session.new)))
        kit.view(kit.app, "/count")(count)
        kit.view(kit.app, "/write")(fail_to_write)

    targets = ["/count", "/count?fail=1", "/count", "/write", "/count?commit=1", "/count", "/lost"]
    agree(describe, *(get(target) for target in targets), **MEMORY)


def test_parallel_requests(tmp_path: Path) -> None:
    """Each on its own connection; all of them are given back."""
    kit = OurKit(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/x.db")
    db = database.SQLAlchemy(kit.app)
    with kit.app_context():
        row = filled(db, 3)
    sessions = []

    def rows() -> Any:
        sessions.append(db.session())
        return str(row.query.count())

    kit.view(kit.app, "/rows")(rows)
    answers = asyncio.run(kit.ask_many([get("/rows")] * 60))
    assert {answer.body for answer in answers} == {b"3"}
    assert len({id(session) for session in sessions}) == 60
    with kit.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    registry: Any = db.session.registry
    assert len(registry.registry) == 0


@pytest.mark.parametrize("kind", [FlaskKit, OurKit])
def test_a_stream_gives_its_connection_back(kind: Any, tmp_path: Path) -> None:
    kit = kind(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/x.db")
    db = (database if kind is OurKit else flask_sqlalchemy).SQLAlchemy(kit.app)
    with kit.app_context():
        row = filled(db, 3)

    def stream() -> Any:
        before = db.session()

        def rows() -> Any:
            for one in row.query.order_by(row.id):
                yield f"{one.id} {db.session() is before}\n"

        return kit.stream_with_context(rows())

    kit.view(kit.app, "/stream")(stream)
    assert kit.ask(get("/stream")).body == b"1 False\n2 False\n3 False\n"
    with kit.app_context():
        assert db.engine.pool.checkedout() == 0

"""One page of many rows, and the way to the others."""

from collections.abc import Iterator
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from werkzeug.exceptions import abort

from .context import has_request_context, request

PER_PAGE = 20


def argument(name: str, default: int, error_out: bool) -> int:
    """A number of the query string, where there is a request."""
    if not has_request_context():
        return default
    try:
        return int(request.args.get(name, default))
    except (TypeError, ValueError):
        if error_out:
            abort(404)
        return default


class Pagination:
    """The rows of one page: `items`, or the object itself in a loop."""

    def __init__(
        self,
        page: int | None = None,
        per_page: int | None = None,
        max_per_page: int | None = 100,
        error_out: bool = True,
        count: bool = True,
        **source: Any,
    ) -> None:
        self.source = source
        if page is None:
            page = argument("page", 1, error_out)
        if per_page is None:
            per_page = argument("per_page", PER_PAGE, error_out)
        if max_per_page is not None:
            per_page = min(per_page, max_per_page)
        if error_out and (page < 1 or per_page < 1):
            abort(404)
        self.page = max(page, 1)
        self.per_page = per_page if per_page >= 1 else PER_PAGE
        self.max_per_page = max_per_page
        self.items = self.fetch()
        if not self.items and self.page != 1 and error_out:
            abort(404)
        self.total = self.count() if count else None

    def fetch(self) -> list[Any]:
        raise NotImplementedError

    def count(self) -> int:
        raise NotImplementedError

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def first(self) -> int:
        """The number of the first item, counted from 1; 0 on an empty page."""
        return self.offset + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.offset + len(self.items) if self.items else 0

    @property
    def pages(self) -> int:
        return ceil(self.total / self.per_page) if self.total else 0

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def prev_num(self) -> int | None:
        return self.page - 1 if self.has_prev else None

    def prev(self, *, error_out: bool = False) -> "Pagination":
        # without a limit of its own, as before: 100 counts then
        return self.beside(self.page - 1, error_out)

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def next_num(self) -> int | None:
        return self.page + 1 if self.has_next else None

    def next(self, *, error_out: bool = False) -> "Pagination":
        return self.beside(self.page + 1, error_out, max_per_page=self.max_per_page)

    def beside(self, page: int, error_out: bool, **options: Any) -> "Pagination":
        other = type(self)(
            page=page,
            per_page=self.per_page,
            error_out=error_out,
            count=False,
            **options,
            **self.source,
        )
        other.total = self.total
        return other

    def iter_pages(
        self,
        *,
        left_edge: int = 2,
        left_current: int = 2,
        right_current: int = 4,
        right_edge: int = 2,
    ) -> Iterator[int | None]:
        """The numbers to show in a row of links; None where some are left out."""
        end = self.pages + 1
        if end == 1:
            return
        start = min(1 + left_edge, end)
        yield from range(1, start)
        if start == end:
            return
        middle = max(start, self.page - left_current)
        after = min(self.page + right_current + 1, end)
        if middle > start:
            yield None
        yield from range(middle, after)
        if after == end:
            return
        edge = max(after, end - right_edge)
        if edge > after:
            yield None
        yield from range(edge, end)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)


class SelectPagination(Pagination):
    """Of `db.paginate(select)`."""

    def fetch(self) -> list[Any]:
        select: sa.Select[Any] = self.source["select"]
        page = select.limit(self.per_page).offset(self.offset)
        return list(self.source["session"].execute(page).unique().scalars())

    def count(self) -> int:
        select: sa.Select[Any] = self.source["select"]
        rows = select.options(orm.lazyload("*")).order_by(None).subquery()
        counted = sa.select(sa.func.count()).select_from(rows)
        total: int = self.source["session"].execute(counted).scalar()
        return total


class QueryPagination(Pagination):
    """Of `Model.query.paginate()`."""

    def fetch(self) -> list[Any]:
        query: orm.Query[Any] = self.source["query"]
        return query.limit(self.per_page).offset(self.offset).all()

    def count(self) -> int:
        query: orm.Query[Any] = self.source["query"]
        return query.order_by(None).count()

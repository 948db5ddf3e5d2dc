"""Queries that end the request with 404 where there is nothing to show."""

from typing import Any

from sqlalchemy import exc, orm
from werkzeug.exceptions import abort

from .pagination import Pagination, QueryPagination


class Query(orm.Query[Any]):
    """Of `Model.query`, `db.session.query()` and dynamic relationships."""

    def get_or_404(self, ident: Any, description: str | None = None) -> Any:
        found = self.get(ident)
        if found is None:
            abort(404, description=description)
        return found

    def first_or_404(self, description: str | None = None) -> Any:
        found = self.first()
        if found is None:
            abort(404, description=description)
        return found

    def one_or_404(self, description: str | None = None) -> Any:
        try:
            return self.one()
        except (exc.NoResultFound, exc.MultipleResultsFound):
            abort(404, description=description)

    def paginate(
        self,
        *,
        page: int | None = None,
        per_page: int | None = None,
        max_per_page: int | None = None,
        error_out: bool = True,
        count: bool = True,
    ) -> Pagination:
        """`page` and `per_page` are those of the query string unless they are given."""
        return QueryPagination(page, per_page, max_per_page, error_out, count, query=self)

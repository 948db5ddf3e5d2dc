"""What an application asks of its users, and who stands for those that are not logged in."""

from typing import Any


class UserMixin:
    """For the class of users: every user is active, and known by its `id`."""

    __hash__ = object.__hash__  # Python takes it away from a class that has __eq__

    @property
    def is_active(self) -> bool:
        return True

    @property
    def is_authenticated(self) -> bool:
        return self.is_active

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        # no annotation says that there is an `id`: SQLAlchemy would take it for a column
        try:
            return str(self.id)  # type: ignore[attr-defined]
        except AttributeError:
            message = "A user without an `id` needs a get_id() of its own."
            raise NotImplementedError(message) from None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UserMixin):
            return NotImplemented
        return self.get_id() == other.get_id()


class AnonymousUserMixin:
    """Who nobody knows."""

    @property
    def is_authenticated(self) -> bool:
        return False

    @property
    def is_active(self) -> bool:
        return False

    @property
    def is_anonymous(self) -> bool:
        return True

    def get_id(self) -> Any:
        return None

"""How many of a thing there may be: one rule, one error, one sentence."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from vision import MidstanceError


@dataclass(frozen=True, slots=True)
class AtMost:
    """`most` of `what`, which is in the plural, of one `owner`, such as "An account"."""

    most: int
    what: str
    owner: str = "An account"

    def require_room(self, connection: Connection, rows: ColumnElement[bool]) -> None:
        """Raises TooMany unless there may be one more of these rows."""
        self.require_fewer(connection.execute(select(func.count()).where(rows)).scalar_one())

    def require_fewer(self, many: int) -> None:
        """Raises TooMany unless there may be one more."""
        if many >= self.most:
            raise TooMany(self)


class TooMany(MidstanceError):
    """There is as much of something as there may be; the message says what to do."""

    def __init__(self, limit: AtMost) -> None:
        super().__init__(
            f"{limit.owner} may have at most {limit.most} {limit.what}; delete one that is no longer needed."
        )

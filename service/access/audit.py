"""The audit trail: who did what to what, and when. Ids only; rows are added, never changed or removed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select

from service.tables import audit

OPERATOR, NOBODY = "operator", "nobody"


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the trail: `who` is an account's id, `what` a method or a command, `to` an address."""

    number: int
    at: datetime
    who: str
    what: str
    to: str


class Audit:
    """The table of deeds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, who: str, what: str, to: str) -> None:
        """Add a line."""
        row = {"at": datetime.now(UTC), "who": who, "what": what, "to": to[:200]}
        with self._engine.begin() as connection:
            connection.execute(insert(audit).values(row))

    def read(self, *, before: int | None = None, limit: int) -> list[Deed]:
        """The newest lines first, those with a number under `before`."""
        newest = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if before is not None:
            newest = newest.where(audit.c.number < before)
        with self._engine.connect() as connection:
            return [Deed(row.number, row.at, row.who, row.what, row.to) for row in connection.execute(newest)]

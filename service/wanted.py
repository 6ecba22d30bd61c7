"""Which analyses a list is to hold."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, select

from service.models import Status
from service.tables import analyses

_again = analyses.alias()
OF_WHO_WAS_MEANT = ~select(_again.c.id).where(_again.c.again_of == analyses.c.id).exists()
"""The condition that nobody chose another person in the clip of an analysis."""

_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
_Time = Annotated[AwareDatetime | None, Query(ge=_EARLIEST, le=_LATEST)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The analyses of these states, athlete and batch, made in [created_after, created_before), or all.

    `of_who_was_meant`: without those in whose clips another person was chosen since.
    """

    statuses: tuple[Status, ...] = ()
    created_after: datetime | None = None
    created_before: datetime | None = None
    athlete: str | None = None
    batch: str | None = None
    of_who_was_meant: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions on the rows."""
        conditions: list[ColumnElement[bool]] = []
        if self.statuses:
            conditions.append(analyses.c.status.in_(self.statuses))
        if self.created_after:
            conditions.append(analyses.c.created_at >= self.created_after)
        if self.created_before:
            conditions.append(analyses.c.created_at < self.created_before)
        if self.athlete:
            conditions.append(analyses.c.athlete == self.athlete)
        if self.batch:
            conditions.append(analyses.c.batch == self.batch)
        if self.of_who_was_meant:
            conditions.append(OF_WHO_WAS_MEANT)
        return conditions


ALL = Wanted()


def _wanted(
    status: Annotated[list[Status] | None, Query(description="Only analyses of these states.")] = None,
    created_after: Annotated[_Time, Query(description="Only those made then or later.")] = None,
    created_before: Annotated[_Time, Query(description="Only those made before.")] = None,
    athlete: Annotated[str | None, Query(max_length=32, description="Only those of this athlete.")] = None,
    batch: Annotated[str | None, Query(max_length=32, description="Only those of this batch.")] = None,
) -> Wanted:
    return Wanted(tuple(status or ()), created_after, created_before, athlete, batch)


WantedDep = Annotated[Wanted, Depends(_wanted)]

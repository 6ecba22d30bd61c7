"""The visitor's own day, by which a page says which week of a plan it is."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Query

from service.plans.days import own_day


def _own_day(
    today: Annotated[date | None, Query(description="The visitor's day; that of UTC if left out.")] = None,
) -> date:
    return own_day(today, datetime.now(UTC))


OwnDayDep = Annotated[date, Depends(_own_day)]

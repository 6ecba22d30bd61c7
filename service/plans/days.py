"""Which day it is: two or three at any moment, as a day begins in the east and ends in the west."""

from datetime import UTC, date, datetime, timedelta

BEGINS = timedelta(hours=14)
"""So long before its midnight in UTC a day begins somewhere."""
ENDS = timedelta(hours=12)
"""So long after its end in UTC a day ends everywhere."""


def earliest_day(now: datetime) -> date:
    """The earliest day that it is anywhere: what is over by it is over for everybody."""
    return (now.astimezone(UTC) - ENDS).date()


def latest_day(now: datetime) -> date:
    """The latest day that it is anywhere."""
    return (now.astimezone(UTC) + BEGINS).date()


def own_day(told: date | None, now: datetime) -> date:
    """The day that somebody's device tells, or the next to it that it is anywhere; else that of UTC."""
    return min(max(told or now.astimezone(UTC).date(), earliest_day(now)), latest_day(now))

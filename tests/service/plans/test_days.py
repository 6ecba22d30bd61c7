from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product

import pytest

from service.plans.days import earliest_day, latest_day, own_day

MONDAY = date(2026, 11, 23)


def at(hour, minute=0, offset_h=0):
    return datetime(2026, 11, 23, hour, minute, tzinfo=timezone(timedelta(hours=offset_h)))


@pytest.mark.parametrize(
    ("now", "earliest", "latest"),
    [(at(9, 59), -1, 0), (at(10, 0), -1, 1), (at(11, 59), -1, 1), (at(12, 0), 0, 1), (at(4, 0, -8), 0, 1)],
)
def test_two_or_three_days_are_at_once(now, earliest, latest):
    days = [(day - MONDAY).days for day in (earliest_day(now), latest_day(now))]
    assert days == [earliest, latest]


def test_everybody_s_own_day_is_taken_as_it_is():
    for hour, offset_h in product(range(24), range(-12, 15)):
        own = at(hour).astimezone(timezone(timedelta(hours=offset_h))).date()
        assert own_day(own, at(hour)) == own


def test_a_day_that_it_is_nowhere_is_not_taken():
    now = at(12)
    assert own_day(None, now) == now.astimezone(UTC).date() == MONDAY
    assert own_day(date(2030, 1, 1), now) == latest_day(now)
    assert own_day(date(2020, 1, 1), now) == earliest_day(now)

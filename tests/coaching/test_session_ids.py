from datetime import date, timedelta
from typing import get_args

import pytest

from coaching import InvalidEntry
from coaching.session_ids import RUNS, Slot, parsed, session_id

TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize("slot", get_args(Slot))
@pytest.mark.parametrize("week", [1, 9, 10, 52])
def test_an_id_says_week_day_and_what_it_is(week, slot):
    found = parsed(session_id(week, TUESDAY, slot))
    assert (found.week, found.place, found.slot) == (week, f"w{week}-tue", slot)


def test_the_usual_run_of_a_day_bears_the_name_of_the_day():
    assert session_id(3, TUESDAY, "run") == "w3-tue"
    assert session_id(3, TUESDAY + timedelta(days=5), "long") == "w3-sun-long"


def test_what_is_done_in_place_of_a_run_has_the_place_of_the_run():
    assert parsed("w3-thu-instead").place == parsed("w3-thu").place
    assert {"run", "long", "instead"} == RUNS


@pytest.mark.parametrize(
    "id", ["", "w1-1", "w0-tue", "w100-tue", "w1-tue-", "w1-tue-run", "W1-tue", "w1-tue\n"]
)
def test_what_names_no_session_is_refused(id):
    with pytest.raises(InvalidEntry, match="is no session of a plan"):
        parsed(id)

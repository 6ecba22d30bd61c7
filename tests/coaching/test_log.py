from datetime import timedelta

import pytest
from runners import START, baseline, calf, rule, settings

from coaching import Entry, InvalidEntry, logged, make_plan


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"day": START}, "which session of the plan"),
        ({"day": START, "session": "w9-fri-video"}, "no session w9-fri-video"),
        ({"day": START, "session": "Tuesday"}, "is no session of a plan"),
        ({"day": START, "session": "w1-1"}, "w1-1 is no session of a plan; .* such as w1-tue"),
        ({"day": START - timedelta(days=1), "minutes": 30.0}, "is not within the 52 weeks"),
        ({"day": START, "session": "w1-tue", "effort": 11.0}, "effort is 11 but must be 0 to 10"),
        ({"day": START, "minutes": 30.0, "done_share": 1.0}, "for another run say its minutes"),
        ({"day": START, "minutes": 30.0, "pain": calf(1) + calf(2)}, "named twice"),
        ({"day": START, "minutes": float("nan")}, "minutes is nan"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_one_sentence(plan, said, complaint):
    with pytest.raises(InvalidEntry, match=complaint):
        logged(plan, Entry(**said))


def test_who_was_suggested_no_change_has_nothing_to_log_to():
    with pytest.raises(InvalidEntry, match="no plan to log to"):
        logged(make_plan(baseline(170.0), settings()), Entry(day=START, minutes=30.0))


def test_a_withdrawn_entry_counts_no_more(plan):
    hurt = logged(plan, Entry(day=START, session="w1-tue", pain=calf(6)))
    assert rule(hurt) == ("severe_pain", "pause")
    mended = logged(hurt, Entry(day=START, withdraws=1))
    assert mended.weeks == plan.weeks
    assert len(mended.log) == 2
    for place in (1, 2, 3):
        with pytest.raises(InvalidEntry, match="no entry"):
            logged(mended, Entry(day=START, withdraws=place))
